"""What may be done with reports, and by whom."""

from datetime import timedelta

from bot.errors import WatchError
from bot.model.ids import IncidentNumber, PictureKey
from bot.model.incidents import Incident, IncidentDraft, IncidentState, IncidentUpdate
from bot.model.people import Person
from bot.model.pictures import CleanPicture
from bot.permissions import Permission, Standing, require
from bot.ports.stores import UnitOfWork
from bot.ports.world import Clock, Random

LONGEST_STORY = 500
"""Characters: with head and updates it still fits under a picture (1,024 on Telegram)."""

LONGEST_UPDATE = 180

WHENS = {"now": timedelta(0), "hour": timedelta(minutes=30), "today": timedelta(hours=4)}
"""How long ago the offered answers to "when?" are taken to be."""


async def report(
    uow: UnitOfWork, reporter: Person, draft: IncidentDraft, clock: Clock
) -> Incident:
    """Post a report: keep it and owe it to everybody who watches its place."""
    require(Permission.INCIDENT_REPORT, frozenset())
    now = clock.now()
    incident = await uow.incidents.add(draft, reporter.id, now)
    await uow.deliveries.alert(incident, now)
    return incident


async def update(
    uow: UnitOfWork, person: Person, number: IncidentNumber, *, text: str, clock: Clock
) -> Incident:
    """Add to a report; every post of it shows the addition."""
    await own(uow, person, number)
    now = clock.now()
    incident = await uow.incidents.update(number, IncidentUpdate(text=text, at=now))
    await uow.deliveries.refresh(incident, now)
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
    """The person's own open report.

    Raises:
        WatchError: `incident.unknown`, `refused.incident.change` or `incident.over`.
    """
    incident = await uow.incidents.get(number)
    if incident is None:
        raise WatchError("incident.unknown", number=str(number))
    mine = incident.reporter == person.id
    require(Permission.INCIDENT_CHANGE, frozenset({Standing.REPORTER} if mine else ()))
    if incident.state is not IncidentState.OPEN:
        raise WatchError("incident.over", number=str(number))
    return incident


async def keep_picture(uow: UnitOfWork, picture: CleanPicture, random: Random) -> PictureKey:
    """Keep a cleaned picture under a random key."""
    key = PictureKey(random.bytes(16).hex())
    await uow.pictures.keep(key, picture)
    return key
