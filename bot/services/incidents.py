"""What may be done with reports, and by whom."""

from datetime import timedelta

from bot.errors import WatchError
from bot.model.ids import IncidentNumber, PictureKey
from bot.model.incidents import Incident, IncidentDraft, IncidentState, IncidentUpdate
from bot.model.people import Person
from bot.model.pictures import CleanPicture
from bot.model.policy import Policy
from bot.permissions import Permission, Standing, require
from bot.ports.stores import UnitOfWork
from bot.ports.world import Clock, Random
from bot.services.moderation import rulings, silences, threads

LONGEST_STORY = 500
"""Characters: with head and updates it still fits under a picture (1,024 on Telegram)."""

LONGEST_UPDATE = 180

WHENS = {"now": timedelta(0), "hour": timedelta(minutes=30), "today": timedelta(hours=4)}
"""How long ago the offered answers to "when?" are taken to be."""


async def report(
    uow: UnitOfWork, reporter: Person, draft: IncidentDraft, *, clock: Clock, policy: Policy
) -> Incident:
    """Post a report: keep it and owe it to everybody who watches its place.

    Channels that look first let it wait. Raises WatchError as `silences.require_voice` and
    `silences.require_pace`.
    """
    require(Permission.INCIDENT_REPORT, frozenset())
    now = clock.now()
    await silences.require_voice(uow, reporter.account, draft.cell, now=now)
    await silences.require_pace(uow, reporter, draft.cell, now=now)
    incident = await uow.incidents.add(draft, reporter.id, now)
    await uow.deliveries.alert(incident, now)
    await rulings.consider(uow, incident, reporter, now=now, policy=policy)
    return incident


async def update(
    uow: UnitOfWork,
    person: Person,
    number: IncidentNumber,
    added: IncidentUpdate,
    *,
    policy: Policy,
) -> Incident:
    """Add to a report, or correct it; every post shows that, and none comes back by it.

    Raises:
        WatchError: as `own`, `silences.require_voice_on` and `threads.require_open`.
    """
    mine = await own(uow, person, number)
    await silences.require_voice_on(uow, person.account, mine, added.at)
    threads.require_open(mine)
    incident = await uow.incidents.update(number, added)
    incident = await threads.cool(uow, incident, now=added.at, policy=policy)
    await uow.deliveries.refresh(incident, added.at)
    return incident


async def turn(
    uow: UnitOfWork, person: Person, number: IncidentNumber, *, state: IncidentState, clock: Clock
) -> Incident:
    """Resolve or withdraw a report; every post of it follows. A withdrawn one's pictures go.

    Who said what of it is forgotten, the counts stay.
    """
    await own(uow, person, number)
    incident = await uow.incidents.turn(number, state)
    await uow.witnesses.forget(number)
    if state is IncidentState.WITHDRAWN:
        for picture in incident.pictures:
            await uow.pictures.drop(picture)
    await uow.deliveries.refresh(incident, clock.now())
    return incident


async def own(uow: UnitOfWork, person: Person, number: IncidentNumber) -> Incident:
    """The person's own open report; of others nobody learns whether there is one.

    Raises:
        WatchError: `refused.incident.change` or `incident.over`.
    """
    incident = await uow.incidents.get(number)
    mine = incident is not None and incident.reporter == person.id
    require(Permission.INCIDENT_CHANGE, frozenset({Standing.REPORTER} if mine else ()))
    if incident is None or incident.state is not IncidentState.OPEN:
        raise WatchError("incident.over", number=str(number))
    return incident


async def keep_picture(uow: UnitOfWork, picture: CleanPicture, random: Random) -> PictureKey:
    """Keep a cleaned picture under a random key."""
    key = PictureKey(random.bytes(16).hex())
    await uow.pictures.keep(key, picture)
    return key
