"""What the watch knows before the play begins; the same in every run."""

from datetime import timedelta

from adapters.discord.limits import PLATFORM as DISCORD
from adapters.telegram.limits import NAME as TELEGRAM
from bot.events import Sender
from bot.model.agencies import Officer
from bot.model.areas import AreaDraft, Outline
from bot.model.channels import ChannelDraft
from bot.model.covers import cells_of, cover_circle
from bot.model.people import Account, Person, Role
from bot.model.places import Point, cell_at
from bot.model.watches import Circle, WatchDraft
from bot.ports.stores import UnitOfWork
from bot.services import agencies, people
from tests.fakes import FixedClock
from tests.proof.cast import Side
from tests.proof.house import House
from tests.proof.town import AGENCY

HOME = Point(latitude=45.5459, longitude=-73.6209)
RADIUS_M = 500
WATCHERS = ("Carl", "Dora")
STARTED = ("Roy", "Carl", "Eve")
"""Who pressed Start in the private chat with the bot on Telegram, besides the residents."""

CASE, ASKED = "26-01877", "Footage or photos of a grey van, please."


async def move_in(house: House) -> None:
    """Bind the chats, let people watch, enrol the agency, file its request and send it."""
    known = [one for one in house.town.residents if one.weeks is not None]
    starters = [*STARTED, *(one.name for one in known if one.side is Side.TELEGRAM)]
    for name in starters:
        await house.person(name).write(house.town.private, "/start")
        await house.settle()
    async with house.watch.store.unit() as uow:
        await _bound(uow, house)
        for resident in known:
            weeks = resident.weeks or 0
            person = await _welcome(uow, house, resident.name, language=resident.tag, weeks=weeks)
            if resident.watches:
                await _watches(uow, person)
        for name in WATCHERS:
            await _watches(uow, await _welcome(uow, house, name))
        await _enrolled(uow, house)
        await uow.commit()
    await _asks(house)
    await house.deliver()


async def _bound(uow: UnitOfWork, house: House) -> None:
    low, high = HOME.latitude - 0.01, HOME.latitude + 0.01
    west, east = HOME.longitude - 0.01, HOME.longitude + 0.01
    ring = ((west, low), (east, low), (east, high), (west, high), (west, low))
    outline = Outline(polygons=((ring,),))
    draft = AreaDraft(name="Villeray", outline=outline, cells=cells_of(outline))
    area = (await uow.areas.add(draft)).id
    for platform, chat in ((TELEGRAM, house.town.group), (DISCORD, house.town.channel)):
        bound = ChannelDraft(
            platform=platform, chat=chat, title="Villeray", area=area, language="en"
        )
        await uow.channels.bind(bound)


def _account(house: House, name: str) -> Account:
    on_discord = house.person(name).world is house.town.discord
    return Account(platform=DISCORD if on_discord else TELEGRAM, id=house.person(name).id)


async def _welcome(
    uow: UnitOfWork, house: House, name: str, *, language: str = "en", weeks: int = 10
) -> Person:
    """Somebody the watch has known for so many weeks."""
    then = FixedClock(moment=house.clock.now() - timedelta(weeks=weeks))
    sender = Sender(account=_account(house, name), language=language)
    return await people.welcome(uow, sender, then, house.chance)


async def _watches(uow: UnitOfWork, person: Person) -> None:
    circle = Circle(cell=cell_at(HOME), radius=RADIUS_M)
    await uow.watches.add(
        WatchDraft(place=circle, near="Rue Jarry", person=person.id), cover_circle(circle)
    )


async def _enrolled(uow: UnitOfWork, house: House) -> None:
    agency = await agencies.enrol(uow, "Montréal Police, Station 31")
    for name in AGENCY:
        officer = await _welcome(uow, house, name)
        await uow.agencies.appoint(Officer(person=officer.id, agency=agency.id))
        await uow.people.appoint(officer.id, Role.OFFICER)


async def _asks(house: House) -> None:
    """Officer Roy asks for help."""
    roy, private = house.person("Roy"), house.town.private
    for words in ("/request", ASKED, CASE):
        await roy.write(private, words)
        await house.settle()
    await roy.pin(private, HOME.latitude, HOME.longitude)
    await house.settle()
    await roy.write(private, "today 08:00-10:00")
    await house.settle()
    for label in ("7 days", "Ask the neighbourhood"):
        await roy.press(label, private)
        await house.settle()
    await roy.sees("Asked as request 1")
