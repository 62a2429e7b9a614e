"""What neighbours say of an incident that somebody else reported."""

from datetime import datetime

from bot.errors import WatchError
from bot.model.ids import IncidentNumber
from bot.model.incidents import Incident, IncidentState, IncidentUpdate, Voice, Voices
from bot.model.people import Account
from bot.model.policy import Policy
from bot.permissions import Permission, Standing, require
from bot.ports.stores import UnitOfWork
from bot.ports.world import Clock
from bot.services import people
from bot.services.moderation import rulings, silences, threads


async def say(
    uow: UnitOfWork,
    account: Account,
    number: IncidentNumber,
    *,
    voice: Voice,
    clock: Clock,
    policy: Policy,
) -> bool:
    """Count an account's voice, once, in place of an earlier one; whether that changes anything.

    Raises:
        WatchError: `refused.incident.witness` to who reported it, `incident.over`, `voice.late`.
    """
    said = await uow.witnesses.said(number, account)
    incident = await standing(uow, number)
    mine = await people.wrote(uow, account, incident) or said is Voice.ADDED
    require(Permission.INCIDENT_WITNESS, frozenset() if mine else frozenset({Standing.NEIGHBOUR}))
    now = clock.now()
    if now - incident.posted > policy.voices_kept:
        raise WatchError("voice.late")
    if said is voice:
        return False
    voices = await uow.witnesses.say(number, account, voice)
    await show(uow, incident, voices, now=now, policy=policy)
    return True


async def tell(
    uow: UnitOfWork,
    account: Account,
    number: IncidentNumber,
    *,
    text: str,
    clock: Clock,
    policy: Policy,
) -> None:
    """Add what another neighbour knows; every post on every platform shows it, unnamed.

    Raises:
        WatchError: `incident.over`, `refused.incident.comment` to who reported it; as
            `silences.require_voice` and `threads.require_open`.
    """
    await uow.rulings.take_up(number)
    incident, now = await standing(uow, number), clock.now()
    mine = await people.wrote(uow, account, incident)
    require(Permission.INCIDENT_COMMENT, frozenset() if mine else frozenset({Standing.NEIGHBOUR}))
    await silences.require_voice(uow, account, incident.cell, now=now)
    threads.require_open(incident)
    changed = await uow.incidents.update(number, IncidentUpdate(text=text, at=now, another=True))
    changed = await threads.cool(uow, changed, now=now, policy=policy)
    await uow.deliveries.refresh(changed, now)


async def show(
    uow: UnitOfWork, incident: Incident, voices: Voices, *, now: datetime, policy: Policy
) -> None:
    """Owe the new count to every post, at once if they have rested, else when they have."""
    due = now if incident.counted is None else max(now, incident.counted + policy.count_rest)
    if incident.counted is not None and incident.counted > now:
        due = incident.counted  # owed already
    counted = await uow.incidents.count(incident.number, voices, due)
    await uow.deliveries.recount(counted, due)


async def standing(uow: UnitOfWork, number: IncidentNumber) -> Incident:
    """An open incident that is shown, be it in one channel. Raises WatchError `incident.over`."""
    incident = await uow.incidents.get(number)
    if (
        incident is None
        or incident.state is not IncidentState.OPEN
        or not await rulings.stands_somewhere(uow, incident)
    ):
        raise WatchError("incident.over", number=str(number))
    return incident
