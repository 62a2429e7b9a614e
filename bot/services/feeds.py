"""What of the watch is public."""

from datetime import datetime

from bot.model.ids import IncidentNumber
from bot.model.incidents import Incident, IncidentState
from bot.ports.feeds import PublicArea, PublicIncident
from bot.ports.stores import UnitOfWork

MOST = 500
"""Incidents in one feed."""


async def incidents(uow: UnitOfWork, since: datetime) -> tuple[PublicIncident, ...]:
    """What was posted since then and not withdrawn, newest first."""
    return tuple(public(each) for each in await uow.incidents.posted_since(since, MOST))


async def incident(uow: UnitOfWork, number: IncidentNumber) -> PublicIncident | None:
    """One incident; of a withdrawn one only that it was withdrawn."""
    found = await uow.incidents.get(number)
    return None if found is None else public(found)


async def areas(uow: UnitOfWork) -> tuple[PublicArea, ...]:
    """Every area with its outline, by name."""
    known = await uow.areas.all()
    names = {area.id: area.name for area in known}
    found = []
    for area in known:
        outline = await uow.areas.outline(area.id)
        if outline is not None:
            parent = "" if area.parent is None else names.get(area.parent, "")
            found.append(PublicArea(name=area.name, parent=parent, outline=outline))
    return tuple(found)


def public(incident: Incident) -> PublicIncident:
    """The incident without its reporter; without its words, too, once it is shown no more."""
    gone = not incident.shown
    return PublicIncident(
        number=incident.number,
        category=incident.category,
        text="" if gone else incident.text,
        cell=incident.cell,
        near=incident.near,
        happened=incident.happened,
        posted=incident.posted,
        state=_public_state(incident),
        updates=() if gone else incident.words,
        version=incident.version,
    )


def _public_state(incident: Incident) -> IncidentState:
    """What is shown no more counts as withdrawn; who said that it is over is not told."""
    if not incident.shown:
        return IncidentState.WITHDRAWN
    return IncidentState.RESOLVED if incident.resolved else incident.state
