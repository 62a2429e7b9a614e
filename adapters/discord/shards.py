"""One of several shards of a bot: a session that hears, and leaves it to another to take in.

What lies on a desk, and the order in which somebody acts, are known to one process at a time. So
all that people do is taken in where the first shard is heard, whichever shard was told of it.
"""

from collections.abc import Callable
from functools import partial

import aiohttp
from typing_extensions import override

from adapters.discord.client import Client, Ear
from adapters.discord.gateways import Entrance
from adapters.discord.told import CARRIED, JSON, Told

Carry = Callable[[Told], None]


class Shard(Client):
    """The client of one shard; what people do is carried on as it came."""

    def __init__(
        self,
        ear: Ear,
        trace: aiohttp.TraceConfig,
        place: tuple[int, int],
        *,
        entrance: Entrance,
        carry: Carry,
    ) -> None:
        """The shard at this place, such as (1, 2): the second of two."""
        self._number, count = place
        super().__init__(ear, trace, shard_id=self._number, shard_count=count)
        self._entrance, self._carry = entrance, carry
        self._connection.parsers |= {name: partial(self._heard, name) for name in CARRIED}

    @override
    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for its turn; for the first time it did before it called."""
        if not initial:
            await self._entrance.wait_again(self._number)

    @override
    async def hang_up(self) -> None:
        """Leave Discord: a session that is begun again has another client."""
        await self.close()
        self.linked = False

    def _heard(self, name: str, body: JSON) -> None:
        told = Told(name=name, body=body)
        if self.user is not None and told.concerns(self.user.id):
            self._carry(told)
