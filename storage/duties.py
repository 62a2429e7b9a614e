"""What one process at a time does, under a lock each; duties that are alike are dealt out."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports.crew import Work
from storage.locks import fair_part, give, stand_for, take
from storage.turns import number_of

DUTIES: Final = 0x50726368
"""First number of the locks of duties; the second says which."""


@dataclass(slots=True, eq=False)
class Duty:
    """Something that one process does; `ours` is set while it is this one, `over` while not.

    `held` tells whether its lock is ours: a duty that is given up is, until its work has ended.
    """

    number: int
    held: bool = False
    under_way: bool = False
    ours: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self) -> None:
        """Its lock is ours."""
        self.held = True
        self.ours.set()
        self.over.clear()

    def end(self) -> None:
        """It is not to be done here any more."""
        self.ours.clear()
        self.over.set()

    def lose(self) -> None:
        """Its lock is surely ours no longer."""
        self.held = False
        self.end()

    @property
    def left(self) -> bool:
        """Whether it was given up and its work has ended: somebody else may have it."""
        return self.held and not self.ours.is_set() and not self.under_way

    async def done(self, work: Work) -> bool:
        """Do the work once the duty is ours; False when the duty was over before it ended.

        Raises what the work raises.
        """
        await self.ours.wait()
        if not self.ours.is_set():
            return False  # it was ours for a moment
        self.under_way = True
        doing, ending = asyncio.ensure_future(work()), asyncio.create_task(self.over.wait())
        try:
            await asyncio.wait({doing, ending}, return_when=asyncio.FIRST_COMPLETED)
            if doing.done():
                await doing
                return True
            return False
        finally:
            doing.cancel()
            ending.cancel()
            await asyncio.gather(doing, ending, return_exceptions=True)
            self.under_way = False


class Lots:
    """Duties that are alike: of those each process has as many as any other, or one fewer.

    A duty that has none alike is the only one of its lots.
    """

    def __init__(self, names: Sequence[str]) -> None:
        """All of them, in the order in which every process names them."""
        self._names = names
        self._wanted: dict[str, Duty] = {}

    def want(self, name: str) -> Duty:
        """Stand for one of them from now on."""
        return self._wanted.setdefault(name, Duty(number_of(name)))

    def lose(self) -> None:
        """None of them is surely ours any more."""
        for duty in self._wanted.values():
            duty.lose()

    async def deal(self, line: AsyncConnection) -> None:
        """Give back what is too much, once its work has ended, and take what is free."""
        for duty in self._wanted.values():
            if duty.left:
                await give(line, DUTIES, duty.number)
                duty.held = False
        fair = await self._fair(line)
        for duty in [each for each in self._wanted.values() if each.ours.is_set()][fair:]:
            duty.end()
        for duty in self._wanted.values():
            if self._held >= fair:
                break
            if not duty.held and await take(line, DUTIES, duty.number):
                duty.begin()

    @property
    def _held(self) -> int:
        return sum(duty.held for duty in self._wanted.values())

    async def _fair(self, line: AsyncConnection) -> int:
        if len(self._names) == 1:
            return 1
        if not self._held:
            await stand_for(line, self._names[0])
        return await fair_part(line, self._names[0], len(self._names))
