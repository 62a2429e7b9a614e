"""Moderators strike out single additions to a report, and say that it is over."""

from bot.errors import WatchError
from bot.model.ids import IncidentNumber
from bot.model.incidents import Incident, IncidentState
from bot.model.moderation import Deed, Reach
from bot.services.moderation import notices
from bot.services.moderation.offices import Office


async def settle(office: Office, number: IncidentNumber) -> None:
    """Say that a report is over, in every post of it. Its author is told.

    Raises:
        WatchError: `settle.over`, or as `_whole`.
    """
    incident = await _whole(office, number)
    if incident.state is not IncidentState.OPEN:
        raise WatchError("settle.over")
    changed = await office.uow.incidents.turn(number, IncidentState.SETTLED)
    await office.uow.witnesses.forget(number)
    await office.uow.deliveries.refresh(changed, office.now)
    await office.note(Deed.SETTLED, number)
    await notices.tell_author(office, incident, Deed.SETTLED)


async def strike(office: Office, number: IncidentNumber, which: int) -> Incident:
    """Take one addition out of every post, counted from 0; whose it was is known to nobody.

    Raises:
        WatchError: `strike.gone`, or as `_whole`.
    """
    incident = await _whole(office, number)
    if which >= len(incident.updates) or incident.updates[which].struck:
        raise WatchError("strike.gone")
    picture = incident.updates[which].picture
    if picture is not None:
        await office.uow.pictures.drop(picture)
    changed = await office.uow.incidents.strike(number, which)
    await office.uow.deliveries.refresh(changed, office.now)
    await office.note(Deed.STRUCK, number)
    return changed


async def _whole(office: Office, number: IncidentNumber) -> Incident:
    """A report that the channel's moderators may change for everybody.

    Raises:
        WatchError: `settle.small` where the channel speaks only for itself; as `Office.came`.
    """
    incident = await office.came(number)
    if await office.reach() is Reach.HERE:
        raise WatchError("settle.small", floor=str(office.policy.reach_floor))
    return incident
