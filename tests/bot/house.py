"""A small house of the watch, wired as the real one, and the people who come to it."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, fields

from bot.delivery import Outbox, Senders
from bot.delivery import Sender as Courier
from bot.dispatch import Dispatch
from bot.dispatch import House as Parts
from bot.events import Event, Mark, Sender
from bot.model.agencies import AgencyDraft
from bot.model.areas import Area, AreaDraft, Outline
from bot.model.channels import ChannelDraft
from bot.model.ids import AgencyId, Cell, PlatformName
from bot.model.people import Account
from bot.model.policy import Policy, next_tick
from bot.ports.inquiries import Outside
from bot.ports.mail import Mailer
from bot.ports.maps import illustrated
from bot.ports.meters import Meter, NoMeter
from bot.ports.stores import UnitOfWork
from bot.ports.world import MediaCleaner
from bot.replies import Turn
from bot.schedule import Rounds
from bot.services import agencies, people
from bot.services.desk import Desk
from bot.services.pace import EvenPace
from bot.services.pulse import Pulse
from storage.memory.rows import Rows
from storage.memory.units import MemoryStore
from tests.badges import admitted, sworn
from tests.bot.manners import check, words
from tests.bot.world import (
    FORMS,
    HERE,
    PINS,
    THERE,
    TOWN,
    FakeCartographer,
    FakeCleaner,
    FakeKeyring,
    FakeMailer,
    FakePlatform,
    Outdoors,
    street_map,
)
from tests.fakes import FixedClock, SeededRandom, Sleepless

SQUARE = Outline(polygons=((((-73.7, 45.5), (-73.6, 45.5), (-73.6, 45.6), (-73.7, 45.5)),),))
DOMAIN = "police.example"
"""The mail domain of agencies."""

GROUP = {PINS: "group", FORMS: "channel"}
"""The chat of each platform that is bound to Villeray once `House.settle` was called."""


def patient() -> Policy:
    """The house's own numbers; but while the clock stands still, people do much in a minute."""
    return Policy(acts_a_minute=1_000_000)


@dataclass
class House:
    """The core on a store in memory, with two platforms and fakes around it."""

    store: MemoryStore = field(default_factory=MemoryStore)
    clock: FixedClock = field(default_factory=FixedClock)
    random: SeededRandom = field(default_factory=SeededRandom)
    policy: Policy = field(default_factory=patient)
    keyring: FakeKeyring = field(default_factory=FakeKeyring)
    darkroom: MediaCleaner | None = None  # a real one in place of the fake
    post_office: Mailer | None = None  # likewise
    meter: Meter = field(default_factory=NoMeter)

    def __post_init__(self) -> None:
        outdoors = Outdoors(self.store)
        self.map = street_map(outdoors)
        self.cleaner = FakeCleaner(outdoors)
        self.mailer = FakeMailer(outdoors)
        self.cartographer = FakeCartographer(outdoors)
        self.platforms = {
            name: FakePlatform(name=name, outdoors=outdoors) for name in (PINS, FORMS)
        }
        self.seconds = Sleepless(self.clock)
        self.restart()

    def restart(self) -> None:
        """As after a crash: what is kept is kept, what lay on the desk is gone."""
        outbox = Outbox(
            store=self.store,
            keyring=self.keyring,
            clock=self.clock,
            policy=self.policy,
            cartographer=self.cartographer,
            meter=self.meter,
        )
        self.senders = {
            name: Courier(
                outbox, platform, EvenPace(platform.rates, self.seconds.tell, self.seconds.sleep)
            )
            for name, platform in self.platforms.items()
        }
        wake, pulse = Senders(self.senders), Pulse()
        self.desk = Desk(self.random.fork("desk").bytes(32))
        self.dispatch = Dispatch(
            Parts(
                store=self.store,
                outside=Outside(
                    geocoder=self.map,
                    cleaner=self.darkroom or self.cleaner,
                    platforms=self.platforms,
                    mailer=self.post_office or self.mailer,
                    random=self.random.fork("outside"),
                ),
                clock=self.clock,
                random=self.random,
                keyring=self.keyring,
                desk=self.desk,
                policy=self.policy,
                wake=wake,
                pulse=pulse,
            )
        )
        self.rounds = Rounds(
            store=self.store,
            keyring=self.keyring,
            clock=self.clock,
            random=self.random,
            policy=self.policy,
            wake=wake,
            pulse=pulse,
            mailer=self.mailer,
        )

    async def settle(self) -> None:
        """Villeray and Mile End lie in one town; a chat of each platform is Villeray's."""
        villeray = await self.area("Villeray", HERE)
        await self.area("Mile End", THERE)
        await self.area("Montréal", TOWN)
        for platform, chat in GROUP.items():
            await self.bind(platform, chat, villeray)

    async def area(self, name: str, cell: Cell) -> Area:
        """An area of one cell."""
        async with self.store.unit() as uow:
            kept = await uow.areas.add(AreaDraft(name=name, outline=SQUARE, cells=(cell,)))
            await uow.commit()
        return kept

    async def bind(self, platform: PlatformName, chat: str, area: Area) -> None:
        """A chat bound to an area."""
        async with self.store.unit() as uow:
            await uow.channels.bind(
                ChannelDraft(
                    platform=platform, chat=chat, title=area.name, area=area.id, language="en"
                )
            )
            await uow.commit()

    async def code(self, agency: str = "SPVM") -> str:
        """A one-time code of an agency, which is enrolled if it is not yet."""
        async with self.store.unit() as uow:
            known = await uow.agencies.named(agency)
            found = known or await agencies.enrol(uow, await self.papers(uow, agency))
            code = await agencies.issue_code(
                uow, found, self.clock.now(), random=self.random, policy=self.policy
            )
            await uow.commit()
        return code

    async def swears_in(self, account: Account, agency: str = "SPVM") -> None:
        """Somebody proved to speak for an agency; how he did it is told elsewhere."""
        await self.code(agency)
        async with self.store.unit() as uow:
            found = await uow.agencies.named(agency)
            assert found is not None
            sender = Sender(account=account, language="en")
            person = await people.welcome(uow, sender, self.clock, self.random)
            await sworn(uow, person.id, found.id, self.clock.now())
            await admitted(uow, found.id, self.clock.now())
            await uow.commit()

    async def papers(self, uow: UnitOfWork, name: str) -> AgencyDraft:
        """An agency that may ask in all areas there are."""
        areas = tuple(area.id for area in await uow.areas.all())
        return AgencyDraft(name=name, domain=DOMAIN, contact="514 555 0100", areas=areas)

    async def agency(self, name: str = "SPVM") -> AgencyId:
        """An agency's id."""
        async with self.store.unit() as uow:
            found = await uow.agencies.named(name)
        assert found is not None
        return found.id

    async def take(self, event: Event, mark: Mark | None = None) -> Turn:
        """Through the front door, where nobody trips."""
        turn = await illustrated(await self.dispatch.take(event, mark), self.cartographer)
        assert "bot.fault" not in repr(turn)
        check(turn, event.limits, event.chat, self.clock.now())
        return turn

    async def delivers(self) -> None:
        """Send all that is due."""
        for sender in self.senders.values():
            while await sender.step():
                pass

    async def ticks(self) -> int:
        """The next tick comes, and all that it made due is sent; how many replies it released."""
        self.clock.moment = next_tick(self.clock.now(), self.policy.tick)
        released = await self.rounds.tick()
        await self.delivers()
        return released

    def kept(self) -> Rows:
        """A picture of all rows, to compare with a later one."""
        return deepcopy(self.store.rows)

    def changed(self, since: Rows) -> set[str]:
        """The nouns of which something is different."""
        names = (part.name for part in fields(Rows))
        return {name for name in names if getattr(self.store.rows, name) != getattr(since, name)}

    def posts(self, address: str) -> Iterator[str]:
        """What stands at an address, in words."""
        for platform in self.platforms.values():
            for posted in platform.of(address):
                yield words(posted.screen, posted.reader, self.clock.now())
