"""Authors whom moderators mute without learning who they are (ADR 0028).

A silence stands under the report for which it was given, and under that alone: muting the author
of one says nothing of another by the same author, however often moderators try. Whoever is muted
is told so before a report is taken, in private; nothing appears anywhere, so nothing is missing
anywhere. Replies to requests have no author and are never touched.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.errors import WatchError
from bot.model.ids import Cell, IncidentNumber, PlatformName
from bot.model.incidents import Incident
from bot.model.moderation import Deed, Reach, Silence
from bot.model.people import Account, Person
from bot.ports.stores import UnitOfWork
from bot.ports.world import Random
from bot.services.moderation import notices
from bot.services.moderation.offices import Office
from bot.texts.text import Day

USUAL_H = 24
LONGEST_H = 30 * 24
"""Hours that an author is muted unless told otherwise, and at most."""

A_DAY = timedelta(days=1)
NOBODY_BYTES = 16


async def mute(office: Office, number: IncidentNumber, hours: int) -> None:
    """Mute the author of a report for so many hours. The same is said whoever it is.

    Raises:
        WatchError: `mute.hours`, or as `_silence`.
    """
    if not 1 <= hours <= LONGEST_H:
        raise WatchError("mute.hours", most=str(LONGEST_H))
    await _silence(office, number, office.now + timedelta(hours=hours), Deed.MUTED)


async def ban(office: Office, number: IncidentNumber) -> None:
    """Mute the author of a report until a moderator lifts it. Raises as `_silence`."""
    await _silence(office, number, None, Deed.BANNED)


async def lift(office: Office, number: IncidentNumber) -> None:
    """End the silence given for this very report; said alike whether there was one or not.

    A silence outlives its report. Raises WatchError as `Office.came` where there is neither.
    """
    if await office.uow.silences.get(number, office.channel.id) is None:
        await office.came(number)
        return
    await office.uow.silences.lift(number, office.channel.id)
    await office.note(Deed.UNMUTED, number)
    incident = await office.uow.incidents.get(number)
    if incident is not None:
        await notices.tell_author(office, incident, Deed.UNMUTED)


async def _silence(
    office: Office, number: IncidentNumber, until: datetime | None, deed: Deed
) -> None:
    """Keep a silence and tell its author.

    Raises:
        WatchError: `mute.small` where the channel speaks only for itself; as `Office.came`.
    """
    incident = await office.came(number)
    if await office.reach() is Reach.HERE:
        raise WatchError("mute.small", floor=str(office.policy.reach_floor))
    author = await office.uow.people.get(incident.reporter)
    silence = Silence(incident=number, channel=office.channel.id, until=until)
    account = nobody(office.random) if author is None else author.account
    await office.uow.silences.keep(silence, account)
    await office.note(deed, number, _detail(until, office.now))
    await notices.tell_author(office, incident, deed)


def nobody(random: Random) -> Account:
    """An account that there is not: for an author who is gone, that a mute may look the same."""
    return Account(platform=PlatformName(""), id=random.bytes(NOBODY_BYTES).hex())


def _detail(until: datetime | None, now: datetime) -> str:
    return "" if until is None else str((until - now) // timedelta(hours=1))


async def require_voice(uow: UnitOfWork, account: Account, cell: Cell, *, now: datetime) -> None:
    """Let nobody report where he is muted: before anything of it is kept.

    Raises:
        WatchError: `mute.until` or `mute.banned`.
    """
    areas = await uow.areas.holding(cell)
    channels = await uow.channels.within([area.id for area in areas])
    _refuse(await uow.silences.of(account, [each.id for each in channels], now))


async def require_voice_on(
    uow: UnitOfWork, account: Account, incident: Incident, now: datetime
) -> None:
    """Let nobody add to the very report for which he is muted; to an earlier one he may.

    Whether he adds to another report must not depend on it: moderators would see it stop.

    Raises:
        WatchError: `mute.until` or `mute.banned`.
    """
    channels = await uow.deliveries.came_to(incident.number)
    found = await uow.silences.of(account, channels, now)
    _refuse([each for each in found if each.incident == incident.number])


def _refuse(silences: Collection[Silence]) -> None:
    """Say until when, if there is an end to it."""
    if not silences:
        return
    ends = [each.until for each in silences if each.until is not None]
    if len(ends) < len(silences):
        raise WatchError("mute.banned")
    raise WatchError("mute.until", day=Day(moment=max(ends)))


async def require_pace(uow: UnitOfWork, author: Person, cell: Cell, *, now: datetime) -> None:
    """Let nobody report more in a day than a channel takes of one author.

    Raises:
        WatchError: `pace.enough`.
    """
    areas = {area.id for area in await uow.areas.holding(cell)}
    counting = [each for each in await uow.channels.within(areas) if each.daily]
    if not counting:
        return
    lately = await uow.incidents.by(author.id, now - A_DAY)
    where = [{area.id for area in await uow.areas.holding(each.cell)} for each in lately]
    for channel in counting:
        if sum(channel.area in areas for areas in where) >= channel.daily:
            raise WatchError("pace.enough", count=channel.daily)
