"""Figures for whoever runs the watch: of what goes out to the public, and of nothing else.

No figure may tell that somebody answered a request, or when (docs/adr/0020). So a meter hears of
no event and no commit, and of no delivery that carries a reply.
"""

from typing import Final, Protocol

from bot.model.deliveries import DeliveryKind
from bot.model.ids import PlatformName
from bot.ports.world import Address

COUNTED: Final = frozenset(
    {
        DeliveryKind.INCIDENT,
        DeliveryKind.REQUEST,
        DeliveryKind.BELL,
        DeliveryKind.AREA,
        DeliveryKind.OUTAGE,
        DeliveryKind.HEAD,
        DeliveryKind.DIGEST,
    }
)
"""What everybody in a street may see, channels among them. What is not here is never counted: a
reply's way to the agency above all."""


class Meter(Protocol):
    """Keeps figures of deliveries of the kinds in `COUNTED`."""

    def left(self, platform: PlatformName, to: Address) -> None:
        """A message of any kind is on its way: limits are kept over all of them."""
        ...

    def sent(self, platform: PlatformName, commit_s: float) -> None:
        """A message stands, and to note that took so many seconds."""
        ...

    def failed(self, platform: PlatformName, reason: str) -> None:
        """A message will never arrive."""
        ...


class NoMeter:
    """Nobody asks for figures."""

    def left(self, platform: PlatformName, to: Address) -> None:
        """See `Meter.left`."""

    def sent(self, platform: PlatformName, commit_s: float) -> None:
        """See `Meter.sent`."""

    def failed(self, platform: PlatformName, reason: str) -> None:
        """See `Meter.failed`."""
