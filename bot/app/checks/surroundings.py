"""What the watch relies on: the time of day, and a service that knows streets."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import aiohttp
from yarl import URL

from adapters.discord.settings import REST_URL
from adapters.geocoding import geocoder_of
from adapters.geocoding.services import GeocoderUrlError
from adapters.mail import MailUrlError, SmtpMailer, mailer_of
from bot.app.checks.findings import Finding, fine, note, wrong
from bot.app.settings import Settings
from bot.errors import LookupFailedError
from bot.model.ids import Cell
from bot.ports.world import Clock

CLOCK, ZONE, MAP, MAIL = "Clock", "Time zone", "Map service", "Mail"

PATIENCE = aiohttp.ClientTimeout(total=10)

SLIGHTLY = timedelta(seconds=5)
BADLY = timedelta(minutes=1)
"""By how much clocks may differ: beyond, what is said to leave at 14:15 leaves at another time."""


async def clock(settings: Settings, own: Clock) -> list[Finding]:
    """Compare the clock with what the platforms' servers say in their Date headers."""
    for server in _servers(settings):
        said = await _date(server)
        if said is not None:
            return [_compared(own.now() - said)]
    step = "Compare it with another clock, or let it be set by itself (timedatectl set-ntp true)."
    return [note(CLOCK, "There was no other clock to compare with.", step)]


def zone(settings: Settings, own: Clock) -> Iterator[Finding]:
    """Whether times are told as people there tell them."""
    local = own.now().astimezone(ZoneInfo(settings.time_zone))
    words = f"{settings.time_zone}: it is {local:%H:%M}."
    if settings.time_zone == "UTC":
        yield note(ZONE, words, "Set TIME_ZONE to where people live, such as America/Toronto.")
    else:
        yield fine(ZONE, words)


async def mail(settings: Settings, own: Clock, *, asked: bool) -> Finding:
    """Whether officers can be written to; the server is `asked` to let the watch in, no more."""
    if not settings.smtp_url:
        step = "Set SMTP_URL and MAIL_FROM: officers prove by mail who they are."
        return note(MAIL, "It is not set up: no agency can ask.", step)
    try:
        mailer = mailer_of(settings.smtp_url, settings.mail_from, own)
    except MailUrlError as error:
        return wrong(MAIL, "The settings do not fit.", str(error))
    if not (asked and isinstance(mailer, SmtpMailer)):
        return fine(MAIL, "It is set up.")
    try:
        await mailer.greet()
    except LookupFailedError as error:
        step = "Are host, port, user and password in SMTP_URL right, and is the server up?"
        return wrong(MAIL, f"The server does not let the watch in ({error}).", step)
    return fine(MAIL, "The server lets the watch in.")


def database_clock(said: datetime | None, own: Clock) -> Iterator[Finding]:
    """Compare the clock with the database server's, where there is one."""
    if said is None:
        return
    apart = own.now() - said
    if abs(apart) > SLIGHTLY:
        words = f"It is {abs(apart).total_seconds():.0f} s apart from the database server's."
        step = "Let both be set by themselves (timedatectl set-ntp true)."
        yield (wrong if abs(apart) > BADLY else note)(CLOCK, words, step)


async def map_service(settings: Settings, block: Cell | None) -> Finding:
    """Ask for the streets at a block of the watch's own."""
    if settings.geocoder_url == "none":
        return fine(MAP, "None, as you chose: people send a pin.")
    if block is None:
        return note(MAP, "There is no area yet to ask about.", "Import areas, then check again.")
    try:
        geocoder = geocoder_of(settings.geocoder_url)
    except GeocoderUrlError as error:
        return wrong(MAP, "GEOCODER_URL names no service.", str(error))
    try:
        streets = await geocoder.streets(block)
    except LookupFailedError as error:
        step = "Is it up? Until then people send a pin. GEOCODER_URL may name another one."
        return wrong(MAP, f"It does not answer ({error}).", step)
    finally:
        await geocoder.close()
    if not streets:
        step = "Does it know your part of the world? GEOCODER_URL may name another one."
        return note(MAP, "It answers, but knows no street in the first of your areas.", step)
    return fine(MAP, "It answers, and knows the streets of your areas.")


def _servers(settings: Settings) -> list[URL]:
    urls = []
    if settings.telegram_token or settings.telegram_token_file:
        urls.append(settings.telegram_api_url)
    if settings.discord_token or settings.discord_token_file:
        urls.append(settings.discord_api_url or REST_URL)
    return [URL(url).origin() for url in urls]


async def _date(server: URL) -> datetime | None:
    """The server's clock, to the second; no token is shown to it."""
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE) as session,
            session.get(server, allow_redirects=False) as answer,
        ):
            said = answer.headers.get("Date", "")
        return parsedate_to_datetime(said)
    except (aiohttp.ClientError, OSError, ValueError):
        return None


def _compared(ahead: timedelta) -> Finding:
    apart = abs(ahead)
    way = "ahead" if ahead > timedelta(0) else "behind"
    words = f"{apart.total_seconds():.0f} s {way} of the platform's."
    step = "Let it be set by itself: timedatectl set-ntp true (or your system's own way)."
    if apart > BADLY:
        return wrong(CLOCK, words, step)
    if apart > SLIGHTLY:
        return note(CLOCK, words, step)
    return fine(CLOCK, "It agrees with the platform's.")
