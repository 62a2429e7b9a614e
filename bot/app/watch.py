"""A watch with all its parts: what runs when it runs."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus

from aiohttp import web

from adapters.discord.run import DiscordPlatform
from adapters.telegram.run import TelegramPlatform
from bot.app.alarms import Alarms, Way
from bot.app.couriers import Courier
from bot.app.doors import Probes, served
from bot.app.hooks import Hooks
from bot.app.instruments import Bulletins, Instruments
from bot.app.platforms import RunsPlatform
from bot.app.roles import Role
from bot.app.vitals import Versions, Vitals
from bot.delivery import Sender
from bot.delivery.recovery import Recovery
from bot.dispatch import Dispatch
from bot.errors import OutOfReachError
from bot.model.bots import kind_of
from bot.model.ids import PlatformName
from bot.ports import crew as crews
from bot.ports.crew import Alone, Crew, ears_of
from bot.ports.stores import Store
from bot.schedule import Clockwork, Rounds
from bot.services.health import CLOCK
from bot.services.outages import BEAT
from storage.keyring import FileKeyring

log = logging.getLogger("porchlight")

NOWHERE = "no platform"
"""Where a process runs that has the clock alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A watch with all its parts, ready to run."""

    store: Store
    keyring: FileKeyring
    dispatch: Dispatch
    platforms: Mapping[PlatformName, RunsPlatform]
    senders: Mapping[PlatformName, Sender]
    rounds: Rounds
    crew: Crew
    role: Role
    listen: tuple[str, int]
    overtaken: Callable[[], Awaitable[bool]]
    routes: tuple[web.RouteDef, ...] = ()
    instruments: Instruments = field(default_factory=Instruments)
    ways: tuple[Way, ...] = ()
    heard: dict[PlatformName, RunsPlatform] = field(default_factory=dict)
    ears: Counter[PlatformName] = field(default_factory=Counter)

    async def connect(self) -> None:
        """Log in on all platforms; waits for the network.

        Raises:
            BadTokenError (of either adapter): a platform does not know its token.
        """
        for platform in self.platforms.values():
            await platform.connect()

    async def run(self) -> None:
        """Do what this process is for until cancelled; then what is under way comes to its end."""
        health = self.instruments.health
        clock = Clockwork(self.rounds, health)
        rates = {name: platform.rates for name, platform in self.platforms.items()}
        async with self._served(), asyncio.TaskGroup() as group:
            if self.role.winds_the_clock:
                group.create_task(self.crew.keep(crews.CLOCK, partial(self._wind, clock)))
            if self.senders:
                recovery = Recovery(self.store, self.senders, self.rounds.wake)
                group.create_task(recovery.run())
            group.create_task(Vitals(health, self.heard, clock).run())
            group.create_task(Versions(self.overtaken).run())
            group.create_task(Alarms(health, self.ways, self.rounds.clock).run())
            group.create_task(
                Bulletins(self.instruments, self.store, self.rounds.clock, rates).run()
            )
            joined = [group.create_task(self._join(name, group)) for name in self.platforms]
            try:
                await asyncio.gather(*joined)
                log.info("the watch runs on %s", ", ".join(self.platforms) or NOWHERE)
                await asyncio.Event().wait()
            finally:
                health.leave()

    async def _join(self, name: PlatformName, group: asyncio.TaskGroup) -> None:
        """Be there on one platform as soon as it answers, whatever becomes of the others."""
        await self.platforms[name].connect()
        self.instruments.health.well(name)
        if self.role.listens_to(kind_of(name)):
            ears = tuple(ears_of(name, shard) for shard in range(self.platforms[name].shards))
            for shard, ear in enumerate(ears):
                hearing = partial(self._hear, name, shard)
                group.create_task(self.crew.keep(ear, hearing, ears))
        if name in self.senders:
            group.create_task(self.senders[name].run())

    async def _hear(self, name: PlatformName, shard: int) -> None:
        """Take in what people do there; only who does can tell whether it arrives."""
        platform = self.heard[name] = self.platforms[name]
        self.ears[name] += 1
        noting = asyncio.create_task(self._note(name))
        try:
            await platform.run(self.dispatch, shard)
        finally:
            noting.cancel()
            self.ears[name] -= 1
            if not self.ears[name]:
                self.rounds.pulse.forget(name)
                del self.heard[name]
                self.instruments.health.well(name)

    async def _note(self, name: PlatformName) -> None:
        """Tell whichever process has the clock that a bot is heard here."""
        while name in self.rounds.bots:
            with suppress(OutOfReachError):
                await self.rounds.note(name)
            await asyncio.sleep(BEAT.total_seconds())

    async def _wind(self, clock: Clockwork) -> None:
        """Start the rounds; only who does answers for them."""
        self.instruments.health.expect(CLOCK)
        try:
            await clock.run()
        finally:
            self.instruments.health.spare(CLOCK)

    def _hooks(self, platform: TelegramPlatform) -> list[web.RouteDef]:
        """Where Telegram brings updates: to this process, whichever hears the bot."""
        name = platform.name
        hooks = Hooks(Courier(self.crew, ears_of(name)), lambda: name in self.heard)
        return hooks.routes(platform.routes(self.dispatch))

    def _passed_on(self, platform: DiscordPlatform) -> list[web.RouteDef]:
        """Where processes that hear other shards of a bot bring what they are told."""
        if platform.shards == 1 or isinstance(self.crew, Alone):
            return []
        courier = Courier(self.crew, ears_of(platform.name))

        async def elsewhere(sealed: bytes) -> bool:
            status = await courier.bring(platform.passing_path, sealed, {})
            return status == HTTPStatus.NO_CONTENT

        platform.pass_on(elsewhere)
        return platform.routes()

    @asynccontextmanager
    async def _served(self) -> AsyncIterator[None]:
        """The watch's own HTTP server, where a webhook, feeds or shards need it."""
        routes: list[web.AbstractRouteDef] = [*self.routes]
        for platform in self.platforms.values():
            if not self.role.listens_to(kind_of(platform.name)):
                continue
            if isinstance(platform, TelegramPlatform):
                routes += self._hooks(platform)
            if isinstance(platform, DiscordPlatform):
                routes += self._passed_on(platform)
        if not routes:
            yield
            return
        async with served(
            [*routes, *Probes(self.instruments.health).routes()], self.listen, "HTTP_LISTEN"
        ):
            yield
