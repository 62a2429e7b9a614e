"""The whole bot in a town, with its clock, its chance and its tick in the test's hands."""

import asyncio
import io
import json
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.discord.run import DiscordPlatform
from adapters.playground.actors import Actor
from bot.app.logs import configure
from bot.app.settings import GivenSettings
from bot.app.watch import Watch
from bot.app.wiring import opened
from bot.delivery import Outbox, Sender
from bot.model.rates import Rates
from bot.services.pace import EvenPace
from tests.fakes import NOON, FixedClock
from tests.proof.cast import Resident
from tests.proof.chance import Chance, Voices
from tests.proof.doorstep import Doorstep
from tests.proof.server import Server
from tests.proof.town import Town, founded

UNHURRIED = Rates(per_second=1e9)
"""The clock stands still while messages go out; how fast they may go is tested elsewhere."""

PATIENCE_S = 20.0
LOOK_AGAIN_S = 0.001


@dataclass(kw_only=True, slots=True)
class Life:
    """A watch from its start to its end, and what it does meanwhile."""

    watch: Watch
    doorstep: Doorstep
    senders: tuple[Sender, ...]
    chance: Chance
    ending: AsyncExitStack
    listening: list[asyncio.Task[None]] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class House:
    """A watch that does nothing by itself: no clock strikes, no sender runs unasked.

    `secrets` are tokens and nonces that were seen in residents' chats; `ticked`: replies left;
    `over`: the request is closed.
    """

    town: Town
    settings: GivenSettings
    folder: Path
    server: Server | None
    clock: FixedClock = field(default_factory=lambda: FixedClock(moment=NOON))
    voices: Voices = field(default_factory=Voices)
    log: io.StringIO = field(default_factory=io.StringIO)
    lives: list[Life] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)
    ticked: bool = False
    over: bool = False

    @property
    def life(self) -> Life:
        return self.lives[-1]

    @property
    def watch(self) -> Watch:
        return self.life.watch

    def person(self, name: str) -> Actor:
        return self.town.people[name]

    @contextmanager
    def turn_of(self, voice: str) -> Iterator[None]:
        """What is drawn meanwhile belongs to this voice."""
        before, self.voices.now = self.voices.now, voice
        yield
        self.voices.now = before

    def keyring(self) -> dict[str, str]:
        """What the keyring's file holds."""
        file = self.settings.keyring_file
        found: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        return found

    async def begins(self) -> None:
        """A watch connects to both platforms; it hears nothing yet."""
        chance = Chance(f"porchlight, life {len(self.lives)}", self.voices)
        ending = AsyncExitStack()
        watch = await ending.enter_async_context(opened(self.settings, self.clock, chance))
        await watch.connect()
        outbox = Outbox(
            store=watch.store,
            keyring=watch.keyring,
            clock=self.clock,
            policy=self.settings.policy,
        )
        moments = Moments(clock=self.clock)
        senders = tuple(
            Sender(outbox, platform, EvenPace(UNHURRIED, moments.now, moments.sleep))
            for platform in watch.platforms.values()
        )
        life = Life(
            watch=watch,
            doorstep=Doorstep(watch.dispatch),
            senders=senders,
            chance=chance.fork("the neighbourhood"),
            ending=ending,
        )
        self.lives.append(life)

    async def listens(self) -> None:
        """It takes in what people do, from now on."""
        for platform in self.watch.platforms.values():
            task = asyncio.create_task(platform.run(self.life.doorstep))
            self.life.listening.append(task)
            if isinstance(platform, DiscordPlatform):
                async with asyncio.timeout(PATIENCE_S):
                    await platform.listening()

    async def ends(self) -> None:
        """As an operator ends it: what is under way arrives first."""
        for task in self.life.listening:
            task.cancel()
        await asyncio.gather(*self.life.listening, return_exceptions=True)
        await self.life.ending.aclose()

    async def dies(self) -> None:
        """As if killed: the files are as they were at that moment, nobody is answered."""
        kept = {file: file.read_bytes() for file in self.folder.glob("porchlight.db*")}
        self.life.doorstep.break_off()
        await self.ends()
        for file in self.folder.glob("porchlight.db*"):
            file.unlink()
        for file, content in kept.items():
            file.write_bytes(content)

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
        for sender in self.life.senders:
            while await sender.step():
                pass

    async def tick(self) -> int:
        """Let the wall clock reach its next tick."""
        seconds = (
            self.settings.relay_tick - self.clock.now().timestamp() % self.settings.relay_tick
        )
        self.clock.advance(seconds=seconds)
        self.ticked = True
        return await self.watch.rounds.tick()


@dataclass(kw_only=True)
class Moments:
    """The play's own time for a sender: whoever waits there moves on, and nobody else does."""

    clock: FixedClock
    waited: float = 0.0

    def now(self) -> float:
        """Seconds that never step back."""
        return self.clock.now().timestamp() + self.waited

    async def sleep(self, seconds: float) -> None:
        """Let time pass that nobody has."""
        self.waited += seconds


async def until(there: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    patient_until = time.monotonic() + PATIENCE_S
    while not there():
        assert time.monotonic() < patient_until, f"waited in vain for {what}"
        await asyncio.sleep(LOOK_AGAIN_S)


@asynccontextmanager
async def built(
    folder: Path, residents: tuple[Resident, ...], server: Server | None
) -> AsyncIterator[House]:
    """A town and a watch that is connected to it, but hears nothing yet."""
    clock = FixedClock(moment=NOON)
    async with founded(residents, lambda: clock.now().timestamp()) as town:
        settings = town.settings(folder, server.url if server else None)
        house = House(town=town, settings=settings, folder=folder, server=server, clock=clock)
        with recorded(house.log):
            await house.begins()
            try:
                yield house
            finally:
                await house.ends()


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
