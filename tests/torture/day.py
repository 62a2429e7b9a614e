"""A day of a town in compressed time: an alert each hour, replies each tick, talk in between.

.venv/bin/python -m tests.torture.day --updates 1000000
.venv/bin/python -m tests.torture.day --updates 20000

A million updates are a day of 20,000 residents, with 5,000 told of each report and 1,000 replies
a tick; fewer make the same day of a smaller town. Updates come in at the core's front door, one
after the other as a bot fetches them, into the real store, keys and desk, while the senders send:
over HTTP the stand-ins would take more of the machine than the watch. The clock is ours.
"""

import argparse
import asyncio
import gc
import os
import resource
import sys
import tempfile
import time
from array import array
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from typing_extensions import override

from bot.events import Event, Mark
from bot.replies import Turn
from tests.bot.world import PINS
from tests.torture.hall import Elsewhere, Hall, opened
from tests.torture.townsfolk import HOODS, Doorsteps, Townsfolk

WHOLE_DAY = 1_000_000
"""Updates."""

RESIDENTS = 20_000
REPLIES_A_TICK = 1_000
HOURS, TICKS_AN_HOUR = 24, 4
FEWEST = 200
"""Residents of the smallest town."""

LOADED_S = 0.1
"""An update is answered under load when a post went out so shortly before."""

STEP_MS = 0.25
STEPS = 40_000
"""Latencies are counted in steps, up to ten seconds: what is kept of a day stays small."""

DRAINED_S = 600.0
MOST_GROWTH = 0.1
"""Of the memory after a third of the day, until its end."""


@dataclass(slots=True)
class Latencies:
    """How long answers took."""

    counts: "array[int]" = field(default_factory=lambda: array("l", bytes(8 * (STEPS + 1))))
    total: int = 0

    def add(self, seconds: float) -> None:
        """One more."""
        self.counts[min(int(seconds * 1_000 / STEP_MS), STEPS)] += 1
        self.total += 1

    def at(self, share: float) -> float:
        """The milliseconds within which this share of them was given."""
        left = share * self.total
        for step, count in enumerate(self.counts):
            left -= count
            if left <= 0:
                return (step + 1) * STEP_MS
        return STEPS * STEP_MS


@dataclass
class DayHall(Hall):
    """A hall in which every answer is timed."""

    @override
    def __post_init__(self) -> None:
        self.quiet, self.loaded = Latencies(), Latencies()
        super().__post_init__()
        self.doorsteps = Doorsteps(name=PINS, outdoors=Elsewhere())
        self.platforms = {PINS: self.doorsteps}
        self.restart()

    @override
    async def take(self, event: Event, mark: Mark | None = None) -> Turn:
        began = time.monotonic()
        busy = began - self.doorsteps.last < LOADED_S
        turn = await super().take(event, mark)
        (self.loaded if busy else self.quiet).add(time.monotonic() - began)
        return turn


@dataclass(slots=True, kw_only=True)
class Day:
    """The course of a day, and what was seen of it."""

    hall: DayHall
    folk: Townsfolk
    updates: int
    taken: int = 0
    memory: list[float] = field(default_factory=list)  # MiB, hour by hour
    seconds: float = 0.0

    async def passes(self) -> None:
        """Hour by hour, with the senders at work all the while."""
        began = time.monotonic()
        sending = [asyncio.create_task(each.run()) for each in self.hall.senders.values()]
        for hour in range(HOURS):
            await self._alert()
            for _ in range(TICKS_AN_HOUR):
                await self._quarter()
            await self._drained()
            self.hall.map.asked.clear()  # 75,000 questions a day that only the run remembers
            self.memory.append(resident_mib())
            _tell(hour + 1, self, time.monotonic() - began)
        self.hall.clock.advance(minutes=15)
        await self.hall.rounds.tick()
        await self._drained()
        for task in sending:
            task.cancel()
        await asyncio.gather(*sending, return_exceptions=True)
        self.seconds = time.monotonic() - began

    async def _alert(self) -> None:
        before = self.hall.updates
        await self.folk.report()
        self.taken += self.hall.updates - before

    async def _quarter(self) -> None:
        """A tick's share of replies among a tick's share of all updates, then the tick."""
        hall, scale = self.hall, self.updates / WHOLE_DAY
        share = self.updates / HOURS / TICKS_AN_HOUR
        wanted = REPLIES_A_TICK * scale
        until, replied, begun = self.taken + share, 0.0, self.taken
        while self.taken < until:
            if replied < wanted * (self.taken - begun + 1) / share:
                self.taken += await self.folk.reply()
                replied += 1
            else:
                await self.folk.errand()
                self.taken += 1
            await asyncio.sleep(0)  # as between two updates that come over the network
        hall.clock.advance(minutes=15)
        await hall.rounds.beat()
        await hall.rounds.tick()
        await hall.rounds.minute()

    async def _drained(self) -> None:
        async with asyncio.timeout(DRAINED_S):
            while await self._owed():  # noqa: ASYNC110 - nobody tells when all is sent
                await asyncio.sleep(0.05)

    async def _owed(self) -> bool:
        async with self.hall.store.unit() as uow:
            return await uow.deliveries.next_due(PINS, frozenset()) is not None

    def faults(self) -> Iterator[str]:
        """What was lost, or came too often, or grew."""
        for number in range(self.folk.reports):
            came = self.hall.doorsteps.alarms.get(number, bytearray(self.folk.size))
            told = [came[each] for each in self._told_of(number)]
            if set(told) != {1}:
                yield f"report {number}: {told.count(0)} not told, {sum(told) - len(told)} doubled"
        lost = self.hall.doorsteps.answers.count(0)
        twice = sum(self.hall.doorsteps.answers) + lost - len(self.hall.doorsteps.answers)
        if lost or twice:
            yield f"{lost} replies lost, {twice} doubled"
        settled = self.memory[len(self.memory) // 3]
        if self.memory[-1] > settled * (1 + MOST_GROWTH):
            yield f"memory grew from {settled:.0f} to {self.memory[-1]:.0f} MiB"

    def _told_of(self, report: int) -> range:
        return range(report % len(HOODS), self.folk.size, len(HOODS))


@asynccontextmanager
async def dawn(updates: int, seed: str, folder: Path) -> AsyncIterator[Day]:
    """A town in which everybody has moved in."""
    size = max(FEWEST, round(RESIDENTS * updates / WHOLE_DAY))
    async with opened(folder, seed, DayHall) as hall:
        assert isinstance(hall, DayHall)
        folk = Townsfolk(hall=hall, doorsteps=hall.doorsteps, size=size)
        await folk.move_in()
        gc.freeze()  # as `porchlight run` does: else garbage is left to be a quarter of it all
        yield Day(hall=hall, folk=folk, updates=updates)


async def passed(updates: int, seed: str, folder: Path) -> Day:
    """The whole day."""
    async with dawn(updates, seed, folder) as day:
        await day.passes()
        return day


def resident_mib() -> float:
    """The memory that this process has now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _tell(hour: int, day: Day, seconds: float) -> None:
    words = f"{hour} h, {day.taken} updates, {day.memory[-1]:.0f} MiB, {seconds:.0f} s"
    print(words, file=sys.stderr, flush=True)  # noqa: T201 - for whoever waits


def report(day: Day) -> Iterator[str]:
    """It in words."""
    folk, posts = day.folk, day.hall.doorsteps.posts
    yield f"A day of {folk.size} residents in {day.seconds:.0f} s, load {os.getloadavg()[0]:.1f}."
    yield f"{day.taken} updates, {folk.reports} reports, {folk.replies} replies, {posts} posts."
    for name, kept in (("quiet", day.hall.quiet), ("under load", day.hall.loaded)):
        p50, p99 = kept.at(0.5), kept.at(0.99)
        yield f"Event to answer, {name}: p50 {p50:.2f} ms, p99 {p99:.2f} ms ({kept.total})."
    yield "Memory by the hour, MiB: " + " ".join(f"{each:.0f}" for each in day.memory)


def main() -> int:
    """Let a day pass as told on the command line; 1 when anything was lost, doubled or grew."""
    parser = argparse.ArgumentParser(description="A day of a town in compressed time.")
    parser.add_argument("--updates", type=int, default=WHOLE_DAY)
    parser.add_argument("--seed", default="1")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="porchlight-day-") as name:
        day = asyncio.run(passed(told.updates, told.seed, Path(name)))
    faults = list(day.faults())
    for line in (*report(day), *(f"  FAULT: {fault}" for fault in faults)):
        print(line)  # noqa: T201 - it is the program's output
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
