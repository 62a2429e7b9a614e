"""A stand-in platform from behind the counter: its people, its calls and its troubles."""

from collections.abc import Callable
from typing import Protocol

from adapters.playground.faults import Faults
from adapters.playground.ledger import Ledger
from adapters.playground.screens import World


class StandIn(World, Protocol):
    """What both stand-ins offer to the tests and the control routes."""

    @property
    def now(self) -> Callable[[], float]:
        """Its clock, in seconds since the epoch."""
        ...

    @property
    def ledger(self) -> Ledger:
        """Every call that a bot made."""
        ...

    @property
    def faults(self) -> Faults:
        """The troubles that bots run into here."""
        ...

    def vanish(self, seconds: float) -> None:
        """Be out of every bot's reach for so long, by its own clock."""
        ...
