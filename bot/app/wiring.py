"""Everything put together: from settings to a watch that runs."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from aiohttp import web

from adapters.discord.run import DiscordPlatform
from adapters.feeds import Feeds, Transparency
from adapters.geocoding import geocoder_of
from adapters.mail import mailer_of
from adapters.maps import Mapmaker, mapmaker_of
from adapters.media.cleaner import ConfinedCleaner
from bot.app.alarms import ways_of
from bot.app.gazetteer import RememberingGeocoder, SharedTurns
from bot.app.instruments import Instruments
from bot.app.patience import at_last
from bot.app.platforms import RunsPlatform, platforms_of
from bot.app.publication import StoredPage
from bot.app.record import StoredRecord
from bot.app.roles import Role, admitted
from bot.app.settings import Settings
from bot.app.system import SystemClock, SystemRandom
from bot.app.watch import Watch
from bot.delivery import Outbox, Sender, Senders
from bot.dispatch import Dispatch, House
from bot.errors import OutOfReachError
from bot.model.ids import PlatformName
from bot.ports.crew import Crew
from bot.ports.inquiries import Outside
from bot.ports.maps import NoCartographer
from bot.ports.stores import Store
from bot.ports.world import Clock, Random
from bot.schedule import Rounds
from bot.services.desk import Desk
from bot.services.pace import EvenPace
from bot.services.pulse import Pulse
from storage.crew import joined
from storage.engine import is_sqlite_url, make_engine
from storage.keyring import FileKeyring
from storage.migrate import upgrade
from storage.rotation import KeyFiles, settle
from storage.units import SqlStore
from storage.vault import Vault

GEOCODER = "geocoder"
"""What all processes on one store take turns at."""


@asynccontextmanager
async def opened(
    settings: Settings,
    clock: Clock | None = None,
    random: Random | None = None,
    instruments: Instruments | None = None,
    *,
    role: Role = Role.ALL,
) -> AsyncIterator[Watch]:
    """A watch whose database is up to date; waits for one that is out of reach.

    Raises:
        RoleError: a process with these settings cannot have this role.
        NoTokenError: no platform has a token.
        BadTokenError (of Telegram's adapter): this cannot be a token.
        MailUrlError: SMTP_URL or MAIL_FROM does not fit.
        KeyFileError, WrongKeyError: the key files do not fit.
    """
    clock, random = clock or SystemClock(), random or SystemRandom()
    admitted(role, settings)
    mailer = mailer_of(settings.smtp_url, settings.mail_from, clock)
    cartographer = cartographer_of(settings, clock)
    platforms = platforms_of(settings, clock, cartographer, role)
    instruments = (instruments or Instruments()).awaiting(platforms)
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
            _settled(platform, store, stack)
        outbox = Outbox(
            store=store,
            keyring=keyring,
            clock=clock,
            policy=settings.policy,
            cartographer=cartographer,
            meter=instruments.board,
        )
        senders: dict[PlatformName, Sender] = {}
        wake, pulse = Senders(senders), Pulse()
        crew = await stack.enter_async_context(
            joined(store, random.fork("crew"), wake.wake, settings.peer)
        )
        senders |= senders_of(outbox, platforms, crew)
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
            bots=polled(settings),
            mailer=mailer,
        )
        yield Watch(
            store=store,
            keyring=keyring,
            dispatch=Dispatch(house),
            platforms=platforms,
            senders=senders,
            rounds=rounds,
            crew=crew,
            role=role,
            listen=settings.listen,
            routes=_feeds(settings, store, clock),
            instruments=instruments,
            overtaken=store.overtaken,
            ways=ways_of(settings, platforms, mailer, clock),
        )


def _settled(platform: RunsPlatform, store: SqlStore, stack: AsyncExitStack) -> None:
    """It is closed at the end, and begins in turn with other processes."""
    stack.push_async_callback(platform.close)
    if isinstance(platform, DiscordPlatform):
        platform.take_turns(partial(begun, store))


async def begun(store: SqlStore, what: str, spacing: float, patience: float) -> float | None:
    """The next turn at beginning a session (`adapters.discord.gateways.Lease`)."""
    try:
        return await SharedTurns(store, what).lease(spacing, patience)
    except OutOfReachError:
        return spacing  # Discord says so when it was too soon, and it is begun again


def polled(settings: Settings) -> tuple[PlatformName, ...]:
    """The bots that other processes may poll."""
    alone = is_sqlite_url(settings.database_url) or settings.telegram_webhook_url
    return () if alone else tuple(settings.telegram)


def senders_of(
    outbox: Outbox, platforms: Mapping[PlatformName, RunsPlatform], crew: Crew
) -> dict[PlatformName, Sender]:
    """One for each platform, at the pace that this process may keep, its answers included."""
    senders = {}
    for name, platform in platforms.items():
        pace = EvenPace(platform.rates, share=crew.share(name, platform.rates))
        platform.keep(pace)
        senders[name] = Sender(outbox, platform, pace)
    return senders


def _feeds(settings: Settings, store: Store, clock: Clock) -> tuple[web.RouteDef, ...]:
    """What is served to anybody; nothing without FEEDS_URL."""
    if not settings.feeds_url:
        return ()
    feeds = Feeds(StoredRecord(store), clock, settings.feeds_url)
    return (*feeds.routes(), *Transparency(StoredPage(store, clock)).routes())


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
    try:
        await store.prove()
    except BaseException:
        await store.close()
        raise
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
