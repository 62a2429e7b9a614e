"""What rested and what gathered: told together, when it is time."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model.channels import Channel, Recap
from bot.model.deliveries import Delivery, Gathered
from bot.model.hours import USUAL_DAILY, next_at
from bot.model.incidents import Incident
from bot.model.maps import Digest, MapPoint, MapView, tally
from bot.model.moderation import stands
from bot.model.nearby import SHOWN
from bot.ports.stores import UnitOfWork
from bot.services import maps

FEW = 3
"""Messages that rested and are still sent one by one; more are told in a digest."""

MOST_LISTED = 12
"""Incidents that a digest names, the nearest; the map and the counts show the others, too."""

NEAREST_TOLD_M = 50
"""Metres: what is nearer is said to be this far, as in an alert."""

SUNDAY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An incident of a digest, and where it lies from where its reader watches, if anywhere."""

    incident: Incident
    away: Gathered


async def contents(uow: UnitOfWork, delivery: Delivery) -> tuple[Told, ...]:
    """What a digest tells of and is still so: nearest first, in a channel the newest first."""
    gathered = {each.incident: each for each in await uow.digests.gathered(delivery)}
    found = await uow.incidents.those(tuple(gathered))
    channel = delivery.channel
    there = () if channel is None else await uow.rulings.there(tuple(gathered), channel)
    said = {ruling.incident: ruling for ruling in there}
    told = [
        Told(incident=incident, away=gathered[incident.number])
        for incident in found
        if incident.state in SHOWN and stands(incident, said.get(incident.number))
    ]
    if channel is not None:
        return tuple(sorted(told, key=lambda each: each.incident.posted, reverse=True))
    return tuple(sorted(told, key=lambda each: each.away.distance))


async def drawing_of(uow: UnitOfWork, told: tuple[Told, ...], listed: int, zone: str) -> Digest:
    """Map and chart of a digest; those that are listed bear their numbers."""
    points = tuple(
        MapPoint(
            cell=each.incident.cell,
            category=each.incident.category,
            number=str(index) if index <= listed else "",
        )
        for index, each in enumerate(told, start=1)
    )
    around = await maps.areas_around(uow, told[0].incident.cell) if told else ()
    view = MapView(areas=around, points=points)
    return Digest(tally=tally((each.incident for each in told), zone), view=view)


async def gather(uow: UnitOfWork, now: datetime) -> bool:
    """Tell what rested or gathered and is due; whether anything was."""
    return await uow.digests.gather(now, FEW) > 0


async def recap(uow: UnitOfWork, now: datetime, zone: str) -> bool:
    """Tell channels what was posted there since their last recap, where one is due."""
    told = False
    for channel in await uow.channels.with_recaps():
        since = channel.recapped or now
        until = recap_after(channel, since, zone)
        if until <= now:
            latest = _latest(channel, until, now, zone)
            told |= await uow.digests.recall(channel.id, since, latest, now)
            await uow.channels.tell_again(channel.id, channel.recap, latest)
    return told


def recap_after(channel: Channel, moment: datetime, zone: str) -> datetime:
    """The next recap of a channel: at the usual hour, of a weekly one on a Sunday."""
    due = next_at(moment, zone, USUAL_DAILY)
    while channel.recap is Recap.WEEKLY and due.astimezone(ZoneInfo(zone)).weekday() != SUNDAY:
        due = next_at(due, zone, USUAL_DAILY)
    return due


def _latest(channel: Channel, due: datetime, now: datetime, zone: str) -> datetime:
    """Of the recaps that were due, the last: what was missed is told with it."""
    following = recap_after(channel, due, zone)
    while following <= now:
        due, following = following, recap_after(channel, following, zone)
    return due
