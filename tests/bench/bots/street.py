"""A street with people, channels and requests, as the watch keeps them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.app.system import SystemClock
from bot.model.agencies import AgencyDraft, Officer
from bot.model.areas import AreaDraft, Outline
from bot.model.audiences import Audience
from bot.model.channels import ChannelDraft
from bot.model.covers import cover_circle
from bot.model.ids import AreaId, Cell, PersonId, PlatformName
from bot.model.incidents import Category, IncidentDraft
from bot.model.people import Account, Person
from bot.model.places import Point, blurred, cell_at
from bot.model.requests import RequestDraft
from bot.model.watches import Circle, WatchDraft
from bot.ports.stores import UnitOfWork

CORNER = cell_at(Point(latitude=45.5459, longitude=-73.6209))
SQUARE = Outline(polygons=((((-73.7, 45.5), (-73.6, 45.5), (-73.6, 45.6), (-73.7, 45.5)),),))
REPORTER = PersonId(-1)


async def peopled(uow: UnitOfWork, platform: PlatformName, chats: Sequence[str]) -> None:
    """Watchers with a circle around the corner, or channels bound to its area.

    Telegram's chats here are people, Discord's are channels.
    """
    await reporting(uow, platform)
    if platform == "telegram":
        for number, chat in enumerate(chats):
            await _watches(uow, number, Account(platform=platform, id=chat))
        return
    area = await _area(uow)
    for chat in chats:
        draft = ChannelDraft(
            platform=platform, chat=chat, title="villeray-watch", area=area, language="en"
        )
        await uow.channels.bind(draft)


async def reporting(uow: UnitOfWork, platform: PlatformName) -> None:
    """Somebody who reports what happens."""
    await _moved_in(uow, REPORTER, Account(platform=platform, id="1"))


async def gathered(uow: UnitOfWork, platform: PlatformName, chat: str, cell: Cell) -> None:
    """A channel for the quarter around a block."""
    draft = AreaDraft(name=f"Quarter {chat}", outline=SQUARE, cells=(blurred(cell, 8),))
    area = (await uow.areas.add(draft)).id
    await uow.channels.bind(
        ChannelDraft(platform=platform, chat=chat, title="quarter", area=area, language="en")
    )


async def stolen(uow: UnitOfWork, now: datetime, cell: Cell = CORNER) -> int:
    """A theft, at the corner or elsewhere; how many messages are owed."""
    draft = IncidentDraft(
        category=Category.THEFT,
        text="Two parcels taken from a porch by someone in a grey van.",
        cell=cell,
        near="Rue Jarry & Rue Lajeunesse",
        happened=now,
    )
    return await uow.deliveries.alert(await uow.incidents.add(draft, REPORTER, now), now)


async def requested(uow: UnitOfWork, count: int) -> None:
    """An agency's requests, numbered from 1."""
    now = SystemClock().now()
    agency = await uow.agencies.add(AgencyDraft(name="Montréal Police, Station 31"))
    officer = PersonId(-2)
    await _moved_in(uow, officer, Account(platform=PlatformName("telegram"), id="2"))
    await uow.agencies.appoint(Officer(person=officer, agency=agency.id))
    area = await _area(uow)
    for number in range(count):
        draft = RequestDraft(
            agency=agency.id,
            officer=officer,
            case=f"31-261123-{number:03}",
            text="Footage or photos of a grey van, please.",
            cell=CORNER,
            near="Rue Jarry & Rue Lajeunesse",
            window_from=now - timedelta(hours=3),
            window_until=now,
            closes=now + timedelta(days=7),
        )
        await uow.requests.add(draft, Audience(area=area, band=0), now)


async def _watches(uow: UnitOfWork, number: int, account: Account) -> None:
    person = PersonId(number)
    await _moved_in(uow, person, account)
    circle = Circle(cell=CORNER, radius=500)
    draft = WatchDraft(place=circle, near="Rue Jarry", person=person)
    await uow.watches.add(draft, cover_circle(circle))


async def _moved_in(uow: UnitOfWork, person: PersonId, account: Account) -> None:
    await uow.people.add(Person(id=person, account=account, language="en", joined=1_460))


async def _area(uow: UnitOfWork) -> AreaId:
    cells = (blurred(CORNER, 8),)
    return (await uow.areas.add(AreaDraft(name="Villeray", outline=SQUARE, cells=cells))).id
