"""People, places and papers of a street in Montréal, to keep and to ask for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.agencies import AgencyDraft, Officer
from bot.model.areas import Area, AreaDraft, Outline
from bot.model.audiences import Audience
from bot.model.channels import Channel, ChannelDraft, MessageRef
from bot.model.covers import cover_circle
from bot.model.deliveries import Delivery
from bot.model.ids import (
    AgencyId,
    AreaId,
    Cell,
    PersonId,
    PlatformName,
    ReplyKey,
    RequestNumber,
)
from bot.model.incidents import ALL_CATEGORIES, Category, Incident, IncidentDraft
from bot.model.people import Account, Person
from bot.model.places import BLOCK, Point, blurred, cell_at
from bot.model.relay import ReleasedReply, SavedReply
from bot.model.requests import Request, RequestDraft
from bot.model.watches import Circle, Watch, WatchDraft
from bot.ports.stores import UnitOfWork
from tests.badges import admitted
from tests.fakes import NOON

TELEGRAM = PlatformName("telegram")
DISCORD = PlatformName("discord")

CORNER = Point(latitude=45.5420, longitude=-73.6240)
BLOCK_AT_CORNER = cell_at(CORNER)
FAR_AWAY = cell_at(Point(latitude=45.4000, longitude=-73.9000))
SQUARE = Outline(polygons=((((-73.7, 45.5), (-73.6, 45.5), (-73.6, 45.6), (-73.7, 45.5)),),))


def east_of_corner(metres: float) -> Cell:
    """The block so far east of the corner."""
    return cell_at(
        Point(latitude=CORNER.latitude, longitude=CORNER.longitude + metres / 78_000), BLOCK
    )


def person_id(number: int) -> PersonId:
    """Eight bytes of which the last ones are the number."""
    return PersonId(0x5CA1AB1E_00000000 + number)


def person(number: int, platform: PlatformName = TELEGRAM) -> Person:
    """Somebody with ids that end in `number`."""
    return Person(
        id=person_id(number),
        account=Account(platform=platform, id=f"7700{number}"),
        language="en",
        joined=1_460,
    )


async def moved_in(uow: UnitOfWork, number: int, platform: PlatformName = TELEGRAM) -> PersonId:
    """Somebody the watch knows."""
    await uow.people.add(person(number, platform))
    return person(number).id


async def area(
    uow: UnitOfWork, name: str = "Villeray", cell: Cell | None = None, parent: AreaId | None = None
) -> Area:
    """An area: the neighbourhood (resolution 8) around the corner unless told otherwise."""
    cells = (blurred(BLOCK_AT_CORNER, 8) if cell is None else cell,)
    return await uow.areas.add(AreaDraft(name=name, outline=SQUARE, cells=cells, parent=parent))


async def channel(
    uow: UnitOfWork, of: AreaId, chat: str = "-100", platform: PlatformName = TELEGRAM
) -> Channel:
    """A chat bound to an area."""
    return await uow.channels.bind(
        ChannelDraft(platform=platform, chat=chat, title="Villeray", area=of, language="fr")
    )


async def circle(
    uow: UnitOfWork,
    who: PersonId,
    cell: Cell = BLOCK_AT_CORNER,
    radius: int = 500,
    *,
    categories: frozenset[Category] = ALL_CATEGORIES,
) -> Watch:
    """Somebody's circle."""
    place = Circle(cell=cell, radius=radius)
    draft = WatchDraft(place=place, near="Rue Jarry", categories=categories, person=who)
    return await uow.watches.add(draft, cover_circle(place))


async def fire(
    uow: UnitOfWork,
    reporter: PersonId,
    cell: Cell = BLOCK_AT_CORNER,
    category: Category = Category.FIRE,
) -> Incident:
    """An incident at the corner unless told otherwise."""
    draft = IncidentDraft(
        category=category, text="Smoke.", cell=cell, near="Rue Jarry", happened=NOON
    )
    return await uow.incidents.add(draft, reporter, NOON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """An agency, its officer and the area it asks in."""

    agency: AgencyId
    officer: PersonId
    area: AreaId


async def station(uow: UnitOfWork, number: int = 900) -> Station:
    """An agency with one officer."""
    agency = await uow.agencies.add(AgencyDraft(name=f"SPVM {number}"))
    officer = await moved_in(uow, number)
    await uow.agencies.appoint(Officer(person=officer, agency=agency.id))
    return Station(agency=agency.id, officer=officer, area=(await area(uow, f"A{number}")).id)


async def request(
    uow: UnitOfWork, of: Station, closes: datetime = NOON + timedelta(days=7)
) -> Request:
    """A request that is open, of an agency whose requests all channels take."""
    draft = RequestDraft(
        agency=of.agency,
        officer=of.officer,
        case="MTL-26-1",
        text="Did you see a grey van?",
        cell=BLOCK_AT_CORNER,
        near="Rue Jarry",
        window_from=NOON - timedelta(hours=3),
        window_until=NOON,
        closes=closes,
    )
    await admitted(uow, of.agency, NOON)
    return await uow.requests.add(draft, Audience(area=of.area, band=50), NOON)


def saved(
    number: int, of: RequestNumber, thread: str | None = None, code: str | None = None
) -> SavedReply:
    """A reply before the tick."""
    return SavedReply(
        key=ReplyKey(f"{number:032x}"),
        request=of,
        sealed=f"sealed {number}".encode(),
        sealed_picture=None,
        thread=thread,
        code=code,
    )


def released(number: int, of: RequestNumber, handle: str = "") -> ReleasedReply:
    """A reply after the tick."""
    return ReleasedReply(
        key=ReplyKey(f"{number:032x}"),
        request=of,
        handle=handle or f"quiet harbour {number}",
        sealed=f"sealed {number}".encode(),
        sealed_picture=b"picture",
        thread=None,
        code=None,
        released=NOON,
    )


async def next_of(uow: UnitOfWork, platform: PlatformName, now: datetime) -> Delivery | None:
    """The next delivery of a platform, if one is due."""
    return next(iter(await uow.deliveries.claim(platform, now, most=1)), None)


async def alerted(uow: UnitOfWork, neighbours: int = 1) -> Incident:
    """An incident that is owed to so many neighbours."""
    for number in range(1, neighbours + 1):
        await circle(uow, await moved_in(uow, number))
    incident = await fire(uow, await moved_in(uow, 99))
    assert await uow.deliveries.alert(incident, NOON) == neighbours
    return incident


async def claimed(uow: UnitOfWork, platform: PlatformName = TELEGRAM) -> Delivery:
    """The next delivery, which must be there."""
    delivery = await next_of(uow, platform, NOON)
    assert delivery is not None
    return delivery


async def all_claimed(uow: UnitOfWork, platform: PlatformName = TELEGRAM) -> list[Delivery]:
    """Every delivery that is due, in the order in which it is to be sent."""
    found = []
    while (delivery := await next_of(uow, platform, NOON)) is not None:
        found.append(delivery)
    return found


def post(number: int = 1) -> MessageRef:
    """Where a message stands."""
    return MessageRef(chat="-100", message=str(number))
