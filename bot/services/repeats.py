"""Reports that are about the same thing."""

from bot.errors import WatchError
from bot.model.ids import Cell, IncidentNumber
from bot.model.incidents import Incident, IncidentDraft, IncidentUpdate, Voice, related
from bot.model.people import Person
from bot.model.places import blurred, centre, metres_between, resolution
from bot.model.policy import Policy
from bot.permissions import Permission, require
from bot.ports.stores import UnitOfWork
from bot.ports.world import Clock
from bot.services import witnesses
from bot.services.moderation import silences, threads

MOST_OFFERED = 3
"""Incidents that a reporter is asked about at most, the nearest in place and time."""


async def similar(uow: UnitOfWork, draft: IncidentDraft, policy: Policy) -> tuple[Incident, ...]:
    """Open incidents that a report seems to repeat, likeliest first, told by what is published."""
    first, last = draft.happened - policy.same_within, draft.happened + policy.same_within
    found = [
        incident
        for incident in await uow.incidents.happened_between(first, last)
        if related(incident.category, draft.category)
        and _beside(incident.cell, draft.cell, policy.same_within_m)
    ]
    found.sort(key=lambda incident: abs(incident.happened - draft.happened))
    found.sort(key=lambda incident: _metres(incident.cell, draft.cell))
    return tuple(found[:MOST_OFFERED])


async def join(
    uow: UnitOfWork,
    person: Person,
    number: IncidentNumber,
    draft: IncidentDraft,
    *,
    clock: Clock,
    policy: Policy,
) -> None:
    """Make a report an update of an incident that is about the same; its reporter counts.

    Raises:
        WatchError: `repeat.gone`: that incident is none of those any more; as
            `silences.require_voice` and `threads.require_open`.
    """
    require(Permission.INCIDENT_REPORT, frozenset())
    said = await uow.witnesses.said(number, person.account)
    if all(incident.number != number for incident in await similar(uow, draft, policy)):
        raise WatchError("repeat.gone")
    incident = await witnesses.standing(uow, number)
    another, now = incident.reporter != person.id, clock.now()
    await silences.require_voice(uow, person.account, incident.cell, now=now)
    threads.require_open(incident)
    update = IncidentUpdate(text=draft.text, at=now, another=another, picture=draft.picture)
    changed = await uow.incidents.update(number, update)
    if another and said is not Voice.ADDED:
        voices = await uow.witnesses.say(number, person.account, Voice.ADDED)
        changed = await uow.incidents.count(number, voices, now)
    changed = await threads.cool(uow, changed, now=now, policy=policy)
    await uow.deliveries.refresh(changed, now)


def _beside(one: Cell, other: Cell, metres: int) -> bool:
    """Whether two published places are this near, or one lies in the other."""
    coarser = min(resolution(one), resolution(other))
    return blurred(one, coarser) == blurred(other, coarser) or _metres(one, other) <= metres


def _metres(one: Cell, other: Cell) -> float:
    return metres_between(centre(one), centre(other))
