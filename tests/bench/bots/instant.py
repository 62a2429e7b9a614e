"""A platform within the process that takes every message at once: what is left is the watch."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from adapters.telegram.limits import LIMITS, NAME
from bot.events import Limits
from bot.model.channels import MessageRef
from bot.model.ids import PlatformName
from bot.model.rates import Rates
from bot.ports.world import Address
from bot.replies import Reader, Screen


@dataclass(frozen=True, slots=True)
class Instant:
    """The port `Platform`; whatever is posted stands, whatever is asked is so."""

    rates: Rates
    name: PlatformName = NAME
    limits: Limits = LIMITS
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def calls(self, to: Address) -> int:  # noqa: ARG002 - the port's word
        """See `Platform.calls`."""
        return 1

    async def post(self, to: Address, screen: Screen, reader: Reader, nonce: str) -> MessageRef:  # noqa: ARG002 - the port's words
        """See `Platform.post`."""
        return MessageRef(chat=to.id, message=str(next(self._numbers)))

    async def find(
        self,
        to: Address,  # noqa: ARG002
        screen: Screen,  # noqa: ARG002
        nonce: str,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
    ) -> MessageRef | None:
        """See `Platform.find`."""
        return None

    async def edit(self, at: MessageRef, screen: Screen, reader: Reader) -> None:
        """See `Platform.edit`."""

    async def erase(self, at: MessageRef) -> None:
        """See `Platform.erase`."""

    async def is_admin(self, chat: str, account: str) -> bool:  # noqa: ARG002
        """See `Platform.is_admin`."""
        return True

    async def members(self, chat: str) -> int:  # noqa: ARG002
        """See `Platform.members`."""
        return 1

    async def can_post(self, chat: str) -> bool:  # noqa: ARG002
        """See `Platform.can_post`."""
        return True

    async def make_door(self, chat: str, name: str, old: str, *, asks: bool) -> str:  # noqa: ARG002
        """See `Platform.make_door`."""
        return old

    async def let_in(self, chat: str, door: str, account: str) -> bool:  # noqa: ARG002
        """See `Platform.let_in`."""
        return True
