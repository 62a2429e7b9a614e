"""How fast a bot may send, as a port: one process keeps its pace alone, several lease theirs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from bot.errors import Scope
from bot.ports.world import Address


@dataclass(slots=True, kw_only=True, eq=False)
class Start:
    """A message that left at a moment, in the pace's own seconds, and when its answer came."""

    began: float
    answered: float | None = None


class Share(Protocol):
    """What of a bot's rate is one process's; it changes as processes come and go."""

    def of(self, most: int) -> int:
        """How many of so many are ours now; all processes' together are never more."""
        ...


class Whole:
    """Everything: nobody else sends for the bot."""

    def of(self, most: int) -> int:
        """See `Share.of`: all of them."""
        return most


class Turns(Protocol):
    """When answers to people who act may leave: at once, unless the bot is at its limit."""

    async def at_once(self, to: Address, calls: int = 1) -> Start:
        """Wait until an answer may leave, before all messages that wait; it leaves now."""
        ...

    def answered(self, start: Start) -> None:
        """The platform answered, or never will."""
        ...


@asynccontextmanager
async def in_turn(turns: Turns, to: Address, calls: int = 1) -> AsyncIterator[None]:
    """Send an answer within this, which takes so many calls, when its turn came."""
    start = await turns.at_once(to, calls)
    try:
        yield
    finally:
        turns.answered(start)


class Unpaced:
    """Answers of a process that sends nothing else: nobody counts them."""

    async def at_once(self, to: Address, calls: int = 1) -> Start:
        """See `Turns.at_once`: now."""
        del to, calls
        return Start(began=0.0)

    def answered(self, start: Start) -> None:
        """See `Turns.answered`."""


class Pace(Turns, Protocol):
    """Spaces the messages of one bot, overall and in each chat."""

    async def soon(self, ahead: float, waiting: int) -> int:
        """Wait a little until more than `waiting` messages may leave within `ahead` seconds.

        How many more may; 0 when that takes longer.
        """
        ...

    async def turn(self, to: Address, calls: int = 1) -> Start:
        """Wait until a message may leave for this address, which takes so many calls.

        It leaves now.
        """
        ...

    def wait_for(self, to: Address) -> float:
        """Seconds until this address may get another message; 0 when it may now."""
        ...

    def rest(self, seconds: float, scope: Scope, to: Address) -> None:
        """The platform refused a message to this address and asked for a pause."""
        ...
