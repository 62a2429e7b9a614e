"""Death comes at any moment: while starting, while idle, and best of all amidst a call."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from bot.app.town import Town
from bot.ports.world import Random
from tests.torture.tripwires import Tripwire
from tests.torture.victim import Victim

SENDS = ("sendMessage", "sendMessage", "editMessageText", "answerCallbackQuery", "deleteMessage")
LONGEST_LIFE_S = 4.0
"""Seconds after which the bot dies even if the call that was waited for never came."""


@dataclass(slots=True, kw_only=True)
class Reaper:
    """Kills the bot once a round, and lets it rise again."""

    town: Town
    victim: Victim
    random: Random
    wire: Tripwire = field(init=False)
    deaths: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Hear of all calls."""
        self.wire = Tripwire(self.town)

    async def round(self) -> None:
        """One life: start, live, die in one of the ways, lie a while or not."""
        await self.victim.start()
        match self.random.below(10):
            case 0 | 1:
                way = "at any moment"
                await asyncio.sleep(self._seconds(3.0))
            case 2 | 3 | 4:
                way = "some time after starting"
                await self.victim.ready()
                await asyncio.sleep(self._seconds(LONGEST_LIFE_S))
            case 5 | 6:
                way = "before a call was done"
                await self._before()
            case _:
                way = "before an answer arrived"
                await self._after()
        self.victim.kill()
        await self.victim.buried()
        self.wire.loosen()
        self.town.telegram.faults.clear()
        self.deaths[way] += 1
        if self.random.below(10) < 3:
            await asyncio.sleep(self._seconds(1.5))

    async def _after(self) -> None:
        """Something was done; the bot never hears of it."""
        await self.victim.ready()
        self.wire.stretch(1 + self.random.below(12), self.victim.kill)
        await self._until(self.victim.dead)

    async def _before(self) -> None:
        """The bot's call lies in the wire; it is done when the bot is dead already."""
        await self.victim.ready()
        await asyncio.sleep(self._seconds(1.0))
        hold = self.town.telegram.faults.hold(SENDS[self.random.below(len(SENDS))])
        await self._until(hold.reached)
        self.victim.kill()
        hold.release()

    async def _until(self, event: asyncio.Event) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_LIFE_S):
                await event.wait()

    def _seconds(self, most: float) -> float:
        return most * self.random.below(1_000) / 1_000
