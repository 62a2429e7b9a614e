"""Death comes at any moment: while starting, while idle, around a commit, amidst a call."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from bot.app.town import Town
from bot.ports.world import Random
from tests.torture.tripwires import Tripwire
from tests.torture.victim import Doom, Moment, Victim

SENDS = ("sendMessage", "sendMessage", "editMessageText", "answerCallbackQuery", "deleteMessage")
MOST_CALLS = 12
MOST_COMMITS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Seconds: the longest life, in which the bot dies even if what was waited for never came;
    the longest time to start in; the longest rest between two lives."""

    life: float
    start: float
    rest: float

    def slowed(self, starting: float) -> "Span":
        """The same on a machine on which starting takes so many seconds."""
        times = max(1.0, 3 * starting / self.start)
        return Span(life=times * self.life, start=times * self.start, rest=self.rest)


SLOW = Span(life=4.0, start=3.0, rest=1.5)
QUICK = Span(life=1.0, start=0.5, rest=0.3)
"""Of a bot that reads its whole program anew for each life, and of a forked one."""


@dataclass(slots=True, kw_only=True)
class Reaper:
    """Kills the bot once a round, and lets it rise again."""

    town: Town
    victim: Victim
    random: Random
    span: Span = SLOW
    commits: bool = False  # whether the bot can be told to die around a commit
    wire: Tripwire = field(init=False)
    deaths: Counter[str] = field(default_factory=Counter)
    now: Span = field(init=False)

    def __post_init__(self) -> None:
        """Hear of all calls."""
        self.wire, self.now = Tripwire(self.town), self.span

    async def round(self) -> None:
        """One life: start, live, die in one of the ways, lie a while or not."""
        way = await self._dies()
        self.now = self.span.slowed(self.victim.starting)
        self.victim.kill()
        await self.victim.buried()
        self.wire.loosen()
        self.town.telegram.faults.clear()
        self.deaths[way] += 1
        if self.random.below(10) < 3:
            await asyncio.sleep(self._seconds(self.now.rest))

    async def _dies(self) -> str:
        if self.commits and self.random.below(10) < 4:
            return await self._committing()
        await self.victim.start()
        match self.random.below(10):
            case 0 | 1:
                await asyncio.sleep(self._seconds(self.now.start))
                return "at any moment"
            case 2 | 3 | 4:
                await self.victim.ready()
                await asyncio.sleep(self._seconds(self.now.life))
                return "some time after starting"
            case 5 | 6:
                await self._before()
                return "before a call was done"
            case _:
                await self._after()
                return "before an answer arrived"

    async def _committing(self) -> str:
        """What it does is not kept, or is kept and nobody hears of it."""
        moment = (Moment.BEFORE, Moment.AFTER)[self.random.below(2)]
        await self.victim.start(Doom(moment=moment, commit=1 + self.random.below(MOST_COMMITS)))
        ended = await self.victim.ended(self.now.start + self.now.life)
        return f"right {moment} a commit" if ended else "some time after starting"

    async def _after(self) -> None:
        """Something was done; the bot never hears of it."""
        await self.victim.ready()
        self.wire.stretch(1 + self.random.below(MOST_CALLS), self.victim.kill)
        await self._until(self.victim.dead)

    async def _before(self) -> None:
        """The bot's call lies in the wire; it is done when the bot is dead already."""
        await self.victim.ready()
        await asyncio.sleep(self._seconds(self.now.life / 4))
        hold = self.town.telegram.faults.hold(SENDS[self.random.below(len(SENDS))])
        await self._until(hold.reached)
        self.victim.kill()
        hold.release()

    async def _until(self, event: asyncio.Event) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self.now.life):
                await event.wait()

    def _seconds(self, most: float) -> float:
        return most * self.random.below(1_000) / 1_000
