"""Everything put together: from settings to a watch that runs."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from aiohttp import web

from adapters.discord.run import DiscordPlatform
from adapters.discord.settings import DiscordSettings
from adapters.feeds import Feeds
from adapters.geocoding import geocoder_of
from adapters.mail import mailer_of
from adapters.maps import Mapmaker, mapmaker_of
from adapters.media.cleaner import ConfinedCleaner
from adapters.telegram.run import TelegramPlatform
from adapters.telegram.settings import TelegramSettings
from bot.app.alarms import Alarms, Way, ways_of
from bot.app.doors import Probes, served
from bot.app.gazetteer import RememberingGeocoder, SharedTurns
from bot.app.instruments import Bulletins, Instruments
from bot.app.patience import at_last
from bot.app.record import StoredRecord
from bot.app.settings import Settings
from bot.app.system import SystemClock, SystemRandom
from bot.app.vitals import Vitals
from bot.delivery import Outbox, Sender, Senders
from bot.dispatch import Dispatch, House
from bot.model.ids import PlatformName
from bot.ports.inquiries import Outside
from bot.ports.maps import Cartographer, NoCartographer
from bot.ports.stores import Store
from bot.ports.world import Clock, Intake, Platform, Random
from bot.schedule import Clockwork, Rounds
from bot.services.desk import Desk
from bot.services.health import CLOCK
from bot.services.pace import EvenPace
from bot.services.pulse import Pulse
from storage.engine import make_engine
from storage.keyring import FileKeyring
from storage.migrate import upgrade
from storage.rotation import KeyFiles, settle
from storage.units import SqlStore
from storage.vault import Vault

log = logging.getLogger("porchlight")

GEOCODER = "geocoder"
"""What all processes on one store take turns at."""


class NoTokenError(Exception):
    """No platform has a token; the message says where tokens come from."""

    def __init__(self) -> None:
        """Say it to the operator."""
        super().__init__(
            "No token is set, so there is no platform to run on.\n"
            "  Telegram: write to @BotFather, /newbot, and put the token into TELEGRAM_TOKEN.\n"
            "  Discord: discord.com/developers/applications, New Application, Bot, Reset Token,\n"
            "  and put the token into DISCORD_TOKEN.\n"
            "They go into the environment or into a file .env (see .env.example). One of the two\n"
            "is enough. To look around first, without any account: porchlight demo"
        )


class RunsPlatform(Platform, Protocol):
    """A platform with a life of its own."""

    @property
    def reachable(self) -> bool:
        """Whether the platform answered when it was last spoken to."""
        ...

    async def connect(self) -> None:
        """Log in and offer the commands; waits for the network."""
        ...

    async def run(self, intake: Intake) -> None:
        """Take in what people do until cancelled."""
        ...

    async def settled(self) -> None:
        """Wait until the answers to all that was taken in have arrived."""
        ...

    async def close(self) -> None:
        """Hang up."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A watch with all its parts, ready to run."""

    store: Store
    keyring: FileKeyring
    dispatch: Dispatch
    platforms: Mapping[PlatformName, RunsPlatform]
    senders: Mapping[PlatformName, Sender]
    rounds: Rounds
    listen: tuple[str, int]
    routes: tuple[web.RouteDef, ...] = ()
    instruments: Instruments = field(default_factory=Instruments)
    ways: tuple[Way, ...] = ()

    async def connect(self) -> None:
        """Log in on all platforms; waits for the network.

        Raises:
            BadTokenError (of either adapter): a platform does not know its token.
        """
        for platform in self.platforms.values():
            await platform.connect()

    async def run(self) -> None:
        """Run on all platforms until cancelled; then what is under way comes to its end."""
        health = self.instruments.health
        health.expect(CLOCK, *self.platforms)
        clock = Clockwork(self.rounds, health)
        rates = {name: platform.rates for name, platform in self.platforms.items()}
        async with self._served(), asyncio.TaskGroup() as group:
            group.create_task(clock.run())
            group.create_task(Vitals(health, self.platforms, clock).run())
            group.create_task(Alarms(health, self.ways, self.rounds.clock).run())
            group.create_task(
                Bulletins(self.instruments, self.store, self.rounds.clock, rates).run()
            )
            joined = [group.create_task(self._join(name, group)) for name in self.platforms]
            try:
                await asyncio.gather(*joined)
                log.info("the watch runs on %s", ", ".join(self.platforms))
                await asyncio.Event().wait()
            finally:
                health.leave()

    async def _join(self, name: PlatformName, group: asyncio.TaskGroup) -> None:
        """Be there on one platform as soon as it answers, whatever becomes of the others."""
        platform = self.platforms[name]
        await platform.connect()
        group.create_task(platform.run(self.dispatch))
        group.create_task(self.senders[name].run())

    @asynccontextmanager
    async def _served(self) -> AsyncIterator[None]:
        """The watch's own HTTP server, where a webhook or feeds need it."""
        routes: list[web.AbstractRouteDef] = [*self.routes]
        for platform in self.platforms.values():
            if isinstance(platform, TelegramPlatform):
                routes += platform.routes(self.dispatch)
        if not routes:
            yield
            return
        async with served(
            [*routes, *Probes(self.instruments.health).routes()], self.listen, "HTTP_LISTEN"
        ):
            yield


@asynccontextmanager
async def opened(
    settings: Settings,
    clock: Clock | None = None,
    random: Random | None = None,
    instruments: Instruments | None = None,
) -> AsyncIterator[Watch]:
    """A watch whose database is up to date; waits for one that is out of reach.

    Raises:
        NoTokenError: no platform has a token.
        BadTokenError (of Telegram's adapter): this cannot be a token.
        MailUrlError: SMTP_URL or MAIL_FROM does not fit.
        KeyFileError, WrongKeyError: the key files do not fit.
    """
    clock, random = clock or SystemClock(), random or SystemRandom()
    instruments = instruments or Instruments()
    mailer = mailer_of(settings.smtp_url, settings.mail_from, clock)
    cartographer = cartographer_of(settings, clock)
    platforms = platforms_of(settings, clock, cartographer)
    if not platforms:
        raise NoTokenError
    async with AsyncExitStack() as stack:
        store, keyring = await at_last(
            partial(stored, settings, random), settings.database_url, instruments.health
        )
        stack.push_async_callback(store.close)
        if isinstance(cartographer, Mapmaker):
            stack.push_async_callback(cartographer.close)
        geocoder = geocoder_of(settings.geocoder_url, SharedTurns(store, GEOCODER).lease)
        stack.push_async_callback(geocoder.close)
        remembering = RememberingGeocoder(geocoder, store, clock)
        for platform in platforms.values():
            stack.push_async_callback(platform.close)
        outbox = Outbox(
            store=store,
            keyring=keyring,
            clock=clock,
            policy=settings.policy,
            cartographer=cartographer,
            meter=instruments.board,
        )
        senders = {
            name: Sender(outbox, platform, EvenPace(platform.rates))
            for name, platform in platforms.items()
        }
        wake, pulse = Senders(senders), Pulse()
        house = House(
            store=store,
            outside=Outside(
                geocoder=remembering,
                cleaner=ConfinedCleaner(),
                platforms=platforms,
                mailer=mailer,
                random=random.fork("outside"),
            ),
            clock=clock,
            random=random.fork("dispatch"),
            keyring=keyring,
            desk=Desk(secrets.token_bytes(32)),
            policy=settings.policy,
            wake=wake,
            pulse=pulse,
        )
        rounds = Rounds(
            store=store,
            keyring=keyring,
            clock=clock,
            random=random.fork("tick"),
            policy=settings.policy,
            wake=wake,
            pulse=pulse,
        )
        yield Watch(
            store=store,
            keyring=keyring,
            dispatch=Dispatch(house),
            platforms=platforms,
            senders=senders,
            rounds=rounds,
            listen=settings.listen,
            routes=_feeds(settings, store, clock),
            instruments=instruments,
            ways=ways_of(settings, platforms, mailer, clock),
        )


def _feeds(settings: Settings, store: Store, clock: Clock) -> tuple[web.RouteDef, ...]:
    """What is served to anybody; nothing without FEEDS_URL."""
    if not settings.feeds_url:
        return ()
    return tuple(Feeds(StoredRecord(store), clock, settings.feeds_url).routes())


async def stored(settings: Settings, random: Random) -> tuple[SqlStore, FileKeyring]:
    """The database, up to date, and the keyring beside it.

    Raises:
        InUseError: the keys are being changed right now.
        KeyFileError, WrongKeyError: the key files do not fit.
    """
    await upgrade(settings.database_url)
    await settle(settings.database_url, key_files(settings), random.fork("rotation"))
    vault = Vault.open(Path(settings.master_key_file), random.fork("vault"))
    store = SqlStore(make_engine(settings.database_url), vault)
    return store, FileKeyring(Path(settings.keyring_file), vault, random.fork("keyring"))


def key_files(settings: Settings) -> KeyFiles:
    """Where the keys are, links followed: what they point at is what is changed."""
    return KeyFiles(
        master=settings.master_key_file.resolve(), keyring=settings.keyring_file.resolve()
    )


def cartographer_of(settings: Settings, clock: Clock) -> Mapmaker | NoCartographer:
    """Who draws maps, if anybody shall."""
    if not settings.maps:
        return NoCartographer()
    folder = settings.tile_cache
    return mapmaker_of(settings.tile_url, settings.tile_attribution, folder, clock)


def platforms_of(
    settings: Settings, clock: Clock, cartographer: Cartographer | None = None
) -> dict[PlatformName, RunsPlatform]:
    """The platforms that have a token."""
    platforms: list[RunsPlatform] = []
    if settings.telegram:
        platforms.append(
            TelegramPlatform(
                TelegramSettings(
                    token=settings.telegram,
                    api_url=settings.telegram_api_url,
                    file_url=settings.telegram_file_url,
                    webhook_url=settings.telegram_webhook_url,
                ),
                clock,
                cartographer,
            )
        )
    if settings.discord:
        platforms.append(
            DiscordPlatform(
                DiscordSettings(
                    token=settings.discord,
                    api_url=settings.discord_api_url,
                    gateway_url=settings.discord_gateway_url,
                ),
                clock,
                cartographer,
            )
        )
    return {platform.name: platform for platform in platforms}
