"""What the clock starts: the tick, the closing of requests."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.errors import LookupFailedError, OutOfReachError, WatchError
from bot.model.ids import PlatformName, WatchId
from bot.model.policy import Policy, days, next_tick
from bot.ports import crew
from bot.ports.mail import Mailer, NoMailer
from bot.ports.stores import Store, UnitOfWork
from bot.ports.world import Clock, Keyring, Random, Wake
from bot.services import bells, crowds, digests, heads, outages, proposals, relay, requests
from bot.services.health import CLOCK, DATABASE, Health
from bot.services.pulse import Pulse

log = logging.getLogger(__name__)

FURTHEST = timedelta(hours=1)
"""No message is put off for longer, unless a clock was wrong."""

AGAIN_S = 5.0
"""Seconds before a round that could not reach the store is made again."""

NOONS = "12-20"
"""Hours at which the round of the day is made, unless it was: a watch may be down at noon."""

LAST_ROUND_S = 5.0
"""Seconds that a round may take to finish when the watch goes."""

Round = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """The rounds that the watch makes by itself; `bots` may be heard by other processes."""

    store: Store
    keyring: Keyring
    clock: Clock
    random: Random
    policy: Policy
    wake: Wake
    pulse: Pulse = field(default_factory=Pulse)
    bots: tuple[PlatformName, ...] = ()
    mailer: Mailer = field(default_factory=NoMailer)

    async def beat(self) -> None:
        """Note that the watch is there; after an outage, say so where open requests stand."""
        now = self.clock.now()
        elsewhere = [bot for bot in self.bots if self.pulse.of(bot) is None]
        async with self._alone() as uow:
            heard = min(self.pulse.heard(now), await outages.noted(uow, elsewhere, now))
            owed = await outages.noticed(uow, heard)
            await uow.commit()
        if owed:
            self.wake.wake()

    async def note(self, bot: PlatformName) -> None:
        """Note until when this process heard a bot, for whichever has the clock."""
        heard = self.pulse.of(bot)
        if heard is not None:
            async with self.store.unit() as uow:
                await outages.note(uow, bot, heard)
                await uow.commit()

    async def tick(self) -> int:
        """Close what is due, release saved replies, ring bells that rested, leave no remnants.

        The tick that is said is the wall clock's last, however late this runs. Returns how many
        replies were released.
        """
        now = self.clock.now()
        said = next_tick(now, self.policy.tick) - self.policy.tick
        await self._close_due(said)
        async with self._alone() as uow:
            released = await relay.release(uow, said, self.keyring, self.random)
            await relay.note_left(uow, said)
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
        async with self._alone() as uow:
            told = await digests.gather(uow, now)
            again = await digests.recap(uow, now, self.policy.zone)
            expired = await proposals.expire(uow, now)
            await uow.commit()
        if told or again or expired:
            self.wake.wake()

    async def hasten(self) -> None:
        """The clock was set: what a wrong one had put off by hours is owed soon."""
        async with self.store.unit() as uow:
            late = await uow.backlogs.hasten(self.clock.now() + FURTHEST)
            await uow.commit()
        if late:
            self.wake.wake()

    async def noon(self) -> None:
        """Once a day, however often it is made: tell where the public ledger ends by now.

        What no mail server takes today is not mailed again: tomorrow's letter tells of it, too.
        """
        async with self._alone() as uow:
            if not await heads.due(uow, self.clock.now(), self.policy):
                return
            told = await heads.announce(uow, self.clock.now())
            letters = await heads.letters(uow, self.policy)
            await uow.commit()
        if told:
            self.wake.wake()
        for letter in letters:
            with suppress(WatchError, LookupFailedError):  # who is no more harms no other
                await self.mailer.post(letter)

    async def _close_due(self, said: datetime) -> None:
        """Close what was over when replies last left, a tick before: nothing saved is lost.

        Whether there were any makes no difference, or the moment would tell of the last ones.
        """
        async with self._alone() as uow:
            last = min(await relay.left_last(uow), said - self.policy.tick)
            for request in await uow.requests.due(last):
                if await relay.settled(uow, request.number, said):
                    await requests.close(uow, request, self.keyring, self.clock.now())
            await uow.commit()

    async def night(self) -> None:
        """Once a night: drop what is old, and leave nothing in the pages of what is gone."""
        async with self._alone() as uow:
            await uow.gazetteer.forget(days(self.clock.now() - self.policy.places_kept))
            await uow.people.forget_hours()
            await uow.proposals.forget_before(self.clock.now())
            await uow.mailed.forget_before(self.clock.now())
            await uow.badges.forget_before(self.clock.now())
            await uow.witnesses.forget_before(self.clock.now() - self.policy.voices_kept)
            await uow.flags.forget_before(self.clock.now() - self.policy.voices_kept)
            await uow.silences.forget(self.clock.now())
            await uow.audit.forget_before(self.clock.now() - self.policy.audit_kept)
            await uow.forgetting.incidents(self.clock.now() - self.policy.incidents_kept)
            await uow.forgetting.media(self.clock.now() - self.policy.media_kept)
            await uow.commit()
        await self._measure()
        await self.store.vacuum()

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[UnitOfWork]:
        """A unit beside which no other process makes a round, even if it still believes it may."""
        async with self.store.unit() as uow:
            await uow.turns.alone(crew.CLOCK)
            yield uow

    async def _measure(self) -> None:
        """Fit circles that hold so many households to how neighbours watch now, some at a time."""
        last: WatchId | None = WatchId(0)
        while last is not None:
            async with self._alone() as uow:
                last = await crowds.measure(uow, last, now=self.clock.now(), policy=self.policy)
                await uow.commit()


class Clockwork:
    """Starts the rounds at their times, and says how it goes with them."""

    def __init__(self, rounds: Rounds, health: Health | None = None) -> None:
        """Start nothing yet."""
        self._rounds, self._health = rounds, health or Health()
        self._under_way: set[asyncio.Task[object]] = set()
        self._failed: set[Round] = set()
        self._stopped = asyncio.Event()
        self._rounds = rounds
        self._scheduler = scheduler(rounds, self._noted)

    async def run(self) -> None:
        """Start rounds until cancelled; may be run again after that."""
        self._stopped.clear()
        self._scheduler = scheduler(self._rounds, self._noted)
        self._scheduler.start()
        self._soon(self._rounds.hasten)
        try:
            await asyncio.Event().wait()
        finally:
            await self.stop()

    def reckon(self) -> None:
        """The clock was set: what comes next is reckoned from what it shows now."""
        for job in self._scheduler.get_jobs():
            job.reschedule(job.trigger)
        self._soon(self._rounds.hasten)

    def _soon(self, one: Round) -> None:
        self._scheduler.add_job(self._noted, args=[one])

    async def stop(self) -> None:
        """Start no more, and let what is under way finish: a round is never cut off."""
        self._stopped.set()
        self._scheduler.pause()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LAST_ROUND_S)
        self._scheduler.shutdown(wait=False)

    async def _noted(self, one: Round) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        while not await self.made(one):
            with suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_S):
                    await self._stopped.wait()
            if self._stopped.is_set():
                return

    async def made(self, one: Round) -> bool:
        """Make a round; False when the store was out of reach, so that it is to be made again.

        A round that trips is not made again before its time comes: it would trip again.
        """
        reached = True
        try:
            await one()
        except OutOfReachError as outage:
            self._health.ill(DATABASE, outage.why)
            reached = False
        except Exception as fault:  # noqa: BLE001 - the rounds' one catch-all
            last = traceback.extract_tb(fault.__traceback__)[-1]
            place = f"{type(fault).__name__} at {last.name}:{last.lineno}"
            log.error("a round failed: %s", place)  # noqa: TRY400 - no values in logs
            self._failed.add(one)
            self._health.ill(CLOCK)
            return True
        else:
            self._failed.discard(one)
            self._health.well(DATABASE)
        if not self._failed:
            self._health.well(CLOCK)
        return reached


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
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a round that waits is told once
    every = IntervalTrigger(seconds=seconds, start_date=epoch, timezone=UTC)
    started.add_job(run, every, [rounds.tick], name="tick")
    started.add_job(run, CronTrigger(second=0, timezone=UTC), [rounds.minute], name="minute")
    seconds = int(outages.BEAT.total_seconds())
    beat = IntervalTrigger(seconds=seconds, start_date=epoch, timezone=UTC)
    started.add_job(run, beat, [rounds.beat], name="beat")
    night = CronTrigger(hour=3, timezone=rounds.policy.zone)
    started.add_job(run, night, [rounds.night], name="night")
    noon = CronTrigger(hour=NOONS, timezone=rounds.policy.zone)
    started.add_job(run, noon, [rounds.noon], name="noon")
    return started
