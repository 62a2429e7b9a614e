"""What the watch knows before the play begins; the same in every run."""

from datetime import timedelta

from adapters.discord.limits import PLATFORM as DISCORD
from adapters.geocoding import NoGeocoder
from adapters.media.cleaner import ConfinedCleaner
from adapters.playground.telegram.links import start
from adapters.playground.telegram.nouns import Human
from adapters.telegram.limits import NAME as TELEGRAM
from bot.events import Sender
from bot.model.agencies import AgencyDraft
from bot.model.areas import AreaDraft, Outline
from bot.model.channels import ChannelDraft
from bot.model.covers import cells_of, cover_circle
from bot.model.people import Account, Person
from bot.model.places import Point, cell_at
from bot.model.requests import RequestDraft
from bot.model.watches import Circle, WatchDraft
from bot.ports.inquiries import Facts, Outside, UnansweredError
from bot.ports.mail import NoMailer
from bot.ports.stores import UnitOfWork
from bot.services import agencies, people, requests
from tests.badges import admitted, sworn
from tests.fakes import FixedClock
from tests.proof.house import House
from tests.proof.town import AGENCY

HOME = Point(latitude=45.5459, longitude=-73.6209)
RADIUS_M = 500
WATCHERS = ("Carl", "Dora")
STARTED = ("Roy", "Carl", "Eve")
"""Who pressed Start in the private chat with the bot on Telegram, besides the residents."""

CASE, ASKED = "26-01877", "Footage or photos of a grey van, please."
OPEN_FOR = timedelta(days=7)


async def move_in(house: House) -> None:
    """Bind the chats, let people watch, enrol the agency, file its request and send it."""
    _start(house)
    async with house.watch.store.unit() as uow:
        await _bound(uow, house)
        for resident in house.town.residents:
            if resident.weeks is not None:
                weeks, tag = resident.weeks, resident.tag
                person = await _welcome(uow, house, resident.mark, language=tag, weeks=weeks)
                if resident.watches:
                    await _watches(uow, person)
        for name in WATCHERS:
            await _watches(uow, await _welcome(uow, house, name))
        await _enrolled(uow, house)
        await _asks(uow, house)
        await uow.commit()
    await house.listens()
    await house.deliver()


def _start(house: House) -> None:
    """Some have opened their private chats long ago; what the bot said then is forgotten."""
    town = house.town.telegram
    known = [one.mark for one in house.town.residents if one.weeks is not None]
    for account in [house.person(name).id for name in (*STARTED, *known)]:
        human = town.accounts.get(int(account))
        if isinstance(human, Human):
            start(town, human, house.town.bot)
    house.town.bot.mailbox.forget()


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
    return await people.welcome(uow, sender, then, house.life.chance)


async def _watches(uow: UnitOfWork, person: Person) -> None:
    circle = Circle(cell=cell_at(HOME), radius=RADIUS_M)
    await uow.watches.add(
        WatchDraft(place=circle, near="Rue Jarry", person=person.id), cover_circle(circle)
    )


async def _enrolled(uow: UnitOfWork, house: House) -> None:
    agency = await agencies.enrol(
        uow,
        AgencyDraft(
            name="Montréal Police, Station 31",
            domain="police.example",
            contact="514 555 0100",
            areas=tuple(area.id for area in await uow.areas.all()),
        ),
    )
    await admitted(uow, agency.id, house.clock.now())
    for name in AGENCY:
        officer = await _welcome(uow, house, name)
        await sworn(uow, officer.id, agency.id, house.clock.now())


async def _asks(uow: UnitOfWork, house: House) -> None:
    """Officer Roy asks for help; how he does it is no part of the play."""
    roy, now, facts = _account(house, "Roy"), house.clock.now(), Facts()
    nobody = Outside(
        geocoder=NoGeocoder(),
        cleaner=ConfinedCleaner(),
        platforms={},
        mailer=NoMailer(),
        random=house.life.chance,
    )
    officer, agency = await requests.asker(uow, roy, now)
    draft = RequestDraft(
        agency=agency.id,
        officer=officer,
        case=CASE,
        text=ASKED,
        cell=cell_at(HOME),
        near="Rue Jarry",
        window_from=now - timedelta(hours=4),
        window_until=now - timedelta(hours=2),
        closes=now + OPEN_FOR,
    )
    with_ = requests.Asking(
        facts=facts,
        clock=house.clock,
        keyring=house.watch.keyring,
        policy=house.settings.policy,
    )
    while True:
        try:
            await requests.ask(uow, agency, draft, with_)
        except UnansweredError as unanswered:  # how many there are in the channels: 0
            await facts.learn(unanswered.inquiry, nobody)
        else:
            return
