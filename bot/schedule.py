"""What the clock starts: the tick, the closing of requests."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.model.ids import WatchId
from bot.model.policy import Policy, days, next_tick
from bot.ports.stores import Store
from bot.ports.world import Clock, Keyring, Random, Wake
from bot.services import bells, crowds, digests, outages, relay, requests
from bot.services.pulse import Pulse

LAST_ROUND_S = 5.0
"""Seconds that a round may take to finish when the watch goes."""

Round = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """The rounds that the watch makes by itself."""

    store: Store
    keyring: Keyring
    clock: Clock
    random: Random
    policy: Policy
    wake: Wake
    pulse: Pulse = field(default_factory=Pulse)

    async def beat(self) -> None:
        """Note that the watch is there; after an outage, say so where open requests stand."""
        async with self.store.unit() as uow:
            owed = await outages.noticed(uow, self.pulse.heard(self.clock.now()))
            await uow.commit()
        if owed:
            self.wake.wake()

    async def tick(self) -> int:
        """Close what is due, release saved replies, ring bells that rested, leave no remnants.

        The tick that is said is the wall clock's last, however late this runs. Returns how many
        replies were released.
        """
        now = self.clock.now()
        said = next_tick(now, self.policy.tick) - self.policy.tick
        await self._close_due(said)
        async with self.store.unit() as uow:
            released = await relay.release(uow, said, self.keyring, self.random)
            await bells.ring_rested(uow, now)
            await uow.commit()
        if released:  # where their rows lay would tell in which order they had come
            await self.store.vacuum()
        else:
            await self.store.scrub()
        self.wake.wake()
        return released

    async def minute(self) -> None:
        """Tell what rested or gathered until now, and channels once more what was posted."""
        now = self.clock.now()
        async with self.store.unit() as uow:
            told = await digests.gather(uow, now)
            again = await digests.recap(uow, now, self.policy.zone)
            await uow.commit()
        if told or again:
            self.wake.wake()

    async def _close_due(self, said: datetime) -> None:
        """Close whose time has come, a tick after the last replies left: nothing saved is lost."""
        async with self.store.unit() as uow:
            for request in await uow.requests.due(self.clock.now()):
                if await relay.settled(uow, request.number, said):
                    await requests.close(uow, request, self.keyring)
            await uow.commit()

    async def night(self) -> None:
        """Once a night: drop what is old, and leave nothing in the pages of what is gone."""
        async with self.store.unit() as uow:
            await uow.gazetteer.forget(days(self.clock.now() - self.policy.places_kept))
            await uow.people.forget_hours()
            await uow.witnesses.forget_before(self.clock.now() - self.policy.voices_kept)
            await uow.commit()
        await self._measure()
        await self.store.vacuum()

    async def _measure(self) -> None:
        """Fit circles that hold so many households to how neighbours watch now, some at a time."""
        last: WatchId | None = WatchId(0)
        while last is not None:
            async with self.store.unit() as uow:
                last = await crowds.measure(uow, last, now=self.clock.now(), policy=self.policy)
                await uow.commit()


class Clockwork:
    """Starts the rounds at their times."""

    def __init__(self, rounds: Rounds) -> None:
        """Start nothing yet."""
        self._under_way: set[asyncio.Task[object]] = set()
        self._scheduler = scheduler(rounds, self._noted)

    def start(self) -> None:
        """Start rounds from now on."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Start no more, and let what is under way finish: a round is never cut off."""
        self._scheduler.pause()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LAST_ROUND_S)
        self._scheduler.shutdown(wait=False)

    async def _noted(self, one: Round) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        await one()


async def _plainly(one: Round) -> None:
    await one()


def scheduler(
    rounds: Rounds, run: Callable[[Round], Awaitable[None]] = _plainly
) -> AsyncIOScheduler:
    """The clock that starts the rounds through `run`: in memory, nothing of it is kept."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    seconds = int(rounds.policy.tick.total_seconds())
    started = AsyncIOScheduler(
        timezone=UTC,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    every = IntervalTrigger(seconds=seconds, start_date=epoch, timezone=UTC)
    started.add_job(run, every, [rounds.tick], name="tick")
    started.add_job(run, CronTrigger(second=0, timezone=UTC), [rounds.minute], name="minute")
    beat = IntervalTrigger(seconds=int(outages.BEAT.total_seconds()), timezone=UTC)
    started.add_job(run, beat, [rounds.beat], name="beat")
    night = CronTrigger(hour=3, timezone=rounds.policy.zone)
    started.add_job(run, night, [rounds.night], name="night")
    return started
