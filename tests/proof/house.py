"""The whole bot in a town, with its clock, its chance and its tick in the test's hands."""

import asyncio
import io
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.playground.actors import Actor
from bot.app.logs import configure
from bot.app.settings import GivenSettings
from bot.app.wiring import Watch, opened
from bot.delivery import Outbox, Sender
from bot.model.rates import Rates
from bot.services.pace import Pace
from tests.fakes import NOON, FixedClock, SeededRandom
from tests.proof.cast import Resident
from tests.proof.town import Town, founded

UNHURRIED = Rates(per_second=1e9)
"""The clock stands still while messages go out; how fast they may go is tested elsewhere."""

PATIENCE_S = 20.0
LOOK_AGAIN_S = 0.001


@dataclass
class Voices:
    """Whose turn it is to draw."""

    now: str = "the house"


class Chance:
    """Chance by voice: whoever's turn it is draws from a source of their own.

    So two runs can give the same draws to the same part of the play, whoever plays it.
    """

    def __init__(self, seed: str, voices: Voices) -> None:
        self._seed, self._voices = seed, voices
        self._sources: dict[str, SeededRandom] = {}

    def bytes(self, count: int) -> bytes:
        return self._source().bytes(count)

    def below(self, bound: int) -> int:
        return self._source().below(bound)

    def fork(self, name: str) -> "Chance":
        return Chance(f"{self._seed} {name}", self._voices)

    def _source(self) -> SeededRandom:
        voice = self._voices.now
        return self._sources.setdefault(voice, SeededRandom(f"{self._seed}: {voice}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A watch that does nothing by itself: no clock strikes, no sender runs unasked."""

    town: Town
    watch: Watch
    settings: GivenSettings
    folder: Path
    clock: FixedClock
    voices: Voices
    chance: Chance
    log: io.StringIO
    senders: tuple[Sender, ...] = field(default=())

    def person(self, name: str) -> Actor:
        return self.town.people[name]

    def resident(self, name: str) -> Resident:
        return next(one for one in self.town.residents if one.name == name)

    @contextmanager
    def turn_of(self, voice: str) -> Iterator[None]:
        """What is drawn meanwhile belongs to this voice."""
        before, self.voices.now = self.voices.now, voice
        yield
        self.voices.now = before

    async def settle(self) -> None:
        """Wait until all that was done is taken in, and every answer to it has arrived."""
        telegram, discord = self.town.bot.mailbox, self.town.discord.realm
        await until(lambda: not telegram.waiting(), "Telegram's updates to be taken in")
        await until(
            lambda: all(one.answered or one.failed for one in discord.interactions.values()),
            "Discord's interactions to be answered",
        )
        for platform in self.watch.platforms.values():
            await platform.settled()

    async def deliver(self) -> None:
        """Send all that is owed, one platform after the other."""
        for sender in self.senders:
            while await sender.step():
                pass

    async def tick(self) -> int:
        """Let the wall clock reach its next tick."""
        seconds = (
            self.settings.relay_tick - self.clock.now().timestamp() % self.settings.relay_tick
        )
        self.clock.advance(seconds=seconds)
        return await self.watch.rounds.tick()


async def until(there: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    patient_until = time.monotonic() + PATIENCE_S
    while not there():
        assert time.monotonic() < patient_until, f"waited in vain for {what}"
        await asyncio.sleep(LOOK_AGAIN_S)


@asynccontextmanager
async def lived_in(
    folder: Path, residents: tuple[Resident, ...], seed: str = "porchlight"
) -> AsyncIterator[House]:
    """A town and a watch that listens to it."""
    clock, voices, log = FixedClock(moment=NOON), Voices(), io.StringIO()
    chance = Chance(seed, voices)
    with recorded(log):
        async with founded(residents, lambda: clock.now().timestamp()) as town:
            settings = town.settings(folder)
            async with opened(settings, clock, chance) as watch:
                outbox = Outbox(
                    store=watch.store,
                    keyring=watch.keyring,
                    clock=clock,
                    policy=settings.policy,
                )
                listening = [
                    asyncio.create_task(platform.run(watch.dispatch))
                    for platform in watch.platforms.values()
                ]
                application = int(next(iter(town.discord.realm.applications)))
                await until(lambda: town.discord.hub.online(application), "Discord's gateway")
                try:
                    yield House(
                        town=town,
                        watch=watch,
                        settings=settings,
                        folder=folder,
                        clock=clock,
                        voices=voices,
                        chance=chance.fork("the neighbourhood"),
                        log=log,
                        senders=tuple(
                            Sender(outbox, platform, Pace(UNHURRIED))
                            for platform in watch.platforms.values()
                        ),
                    )
                finally:
                    for task in listening:
                        task.cancel()
                    await asyncio.gather(*listening, return_exceptions=True)


@contextmanager
def recorded(log: io.StringIO) -> Iterator[None]:
    """Take down every line that any logger says, as the bot itself would write it."""
    root = logging.getLogger()
    before, level, hook = root.handlers[:], root.level, sys.excepthook
    factory, noisy = logging.getLogRecordFactory(), logging.raiseExceptions
    configure("DEBUG", log)
    try:
        yield
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        sys.excepthook = hook
        logging.setLogRecordFactory(factory)
        logging.raiseExceptions = noisy
