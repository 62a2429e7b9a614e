"""The core with its real store, keys and desk; the platforms, the map and the clock are fakes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import SQLModel
from typing_extensions import override

from bot.delivery import Outbox, Sender, Senders
from bot.dispatch import Dispatch, House
from bot.errors import WatchError
from bot.events import Event, Mark
from bot.events import Sender as Visitor
from bot.model.agencies import AgencyDraft
from bot.model.areas import Area, AreaDraft, Outline
from bot.model.channels import ChannelDraft
from bot.model.ids import Cell, PlatformName
from bot.model.people import Account
from bot.model.policy import Policy, next_tick
from bot.ports.inquiries import Facts, Outside
from bot.ports.mail import NoMailer
from bot.ports.stores import UnitOfWork
from bot.replies import Turn
from bot.schedule import Rounds
from bot.services import agencies, people, requests
from bot.services.desk import Desk
from bot.services.pace import EvenPace
from bot.services.pulse import Pulse
from storage.engine import make_engine
from storage.keyring import FileKeyring
from storage.migrate import upgrade
from storage.units import SqlStore
from storage.vault import Vault
from tests.badges import admitted, asked, sworn
from tests.bot.world import (
    FORMS,
    HERE,
    PINS,
    THERE,
    TOWN,
    FakeCleaner,
    FakePlatform,
    Outdoors,
    street_map,
)
from tests.fakes import FixedClock, SeededRandom, Sleepless

SQUARE = Outline(polygons=((((-73.7, 45.5), (-73.6, 45.5), (-73.6, 45.6), (-73.7, 45.5)),),))
GROUPS = {PINS: "group", FORMS: "channel"}
"""The chat of each platform that is bound to Villeray."""

BUSY = 1_000_000_000
"""Acts a minute: the clock stands still here, so one minute holds everything."""

Dump = dict[str, tuple[dict[str, object], ...]]
"""All rows of all tables by column, in the order in which they lie."""


class Elsewhere(Outdoors):
    """The world outside a store that keeps its queue to itself."""

    def __init__(self) -> None:
        """Ask nobody whether a transaction is open."""

    @override
    def step_out(self) -> None:
        """Whoever holds the store's lock and comes back for it would stand still for ever."""


class Noting(Dispatch):
    """The door, which notes whether it refused what it took in last."""

    refusing = False

    @override
    async def take(self, event: Event | None, mark: Mark | None = None) -> Turn:
        self.refusing = False
        return await super().take(event, mark)

    @override
    async def _refuse(
        self, event: Event, facts: Facts, refusal: WatchError, mark: Mark | None
    ) -> Turn:
        self.refusing = True
        return await super()._refuse(event, facts, refusal, mark)


@dataclass
class Hall:
    """Everything behind the front door."""

    store: SqlStore
    keyring: FileKeyring
    random: SeededRandom
    clock: FixedClock = field(default_factory=FixedClock)
    policy: Policy = field(default_factory=lambda: Policy(acts_a_minute=BUSY))

    def __post_init__(self) -> None:
        """Open the doors."""
        outdoors = Elsewhere()
        self.map, self.cleaner = street_map(outdoors), FakeCleaner(outdoors)
        self.platforms = {
            name: FakePlatform(name=name, outdoors=outdoors) for name in (PINS, FORMS)
        }
        self.seconds = Sleepless(self.clock)
        self.restarts = self.updates = 0
        self.restart()

    def restart(self) -> None:
        """As after a crash: what is kept is kept, what lay on the desk is gone."""
        self.restarts += 1
        outbox = Outbox(
            store=self.store, keyring=self.keyring, clock=self.clock, policy=self.policy
        )
        self.senders = {
            name: Sender(
                outbox, platform, EvenPace(platform.rates, self.seconds.tell, self.seconds.sleep)
            )
            for name, platform in self.platforms.items()
        }
        wake, pulse = Senders(self.senders), Pulse()
        self.outside = Outside(
            geocoder=self.map,
            cleaner=self.cleaner,
            platforms=self.platforms,
            mailer=NoMailer(),
            random=self.random.fork(f"outside {self.restarts}"),
        )
        self.dispatch = Noting(
            House(
                store=self.store,
                outside=self.outside,
                clock=self.clock,
                random=self.random.fork(f"dispatch {self.restarts}"),
                keyring=self.keyring,
                desk=Desk(self.random.fork(f"desk {self.restarts}").bytes(32)),
                policy=self.policy,
                wake=wake,
                pulse=pulse,
            )
        )
        self.rounds = Rounds(
            store=self.store,
            keyring=self.keyring,
            clock=self.clock,
            random=self.random.fork(f"rounds {self.restarts}"),
            policy=self.policy,
            wake=wake,
            pulse=pulse,
        )

    async def settle(self) -> None:
        """Villeray and Mile End lie in one town; a chat of each platform is Villeray's."""
        villeray = await self._area("Villeray", HERE)
        await self._area("Mile End", THERE)
        await self._area("Montréal", TOWN)
        async with self.store.unit() as uow:
            for platform, chat in GROUPS.items():
                await uow.channels.bind(
                    ChannelDraft(
                        platform=platform,
                        chat=chat,
                        title="Villeray",
                        area=villeray.id,
                        language="en",
                    )
                )
            await uow.commit()

    async def _area(self, name: str, cell: Cell) -> Area:
        async with self.store.unit() as uow:
            kept = await uow.areas.add(AreaDraft(name=name, outline=SQUARE, cells=(cell,)))
            await uow.commit()
        return kept

    async def asks(self, account: Account) -> None:
        """An officer's request goes out."""
        with_ = requests.Asking(
            facts=Facts(), clock=self.clock, keyring=self.keyring, policy=self.policy
        )
        async with self.store.unit() as uow:
            await asked(uow, account, with_, self.outside)
            await uow.commit()

    async def swears_in(self, account: Account, agency: str) -> None:
        """Somebody proved to speak for an agency."""
        await self.code(agency)
        async with self.store.unit() as uow:
            found = await uow.agencies.named(agency)
            assert found is not None
            sender = Visitor(account=account, language="en")
            person = await people.welcome(uow, sender, self.clock, self.random)
            await sworn(uow, person.id, found.id, self.clock.now())
            await admitted(uow, found.id, self.clock.now())
            await uow.commit()

    async def _papers(self, uow: UnitOfWork, name: str) -> AgencyDraft:
        areas = tuple(area.id for area in await uow.areas.all())
        return AgencyDraft(name=name, domain="police.example", contact="514 555 0100", areas=areas)

    async def code(self, agency: str) -> str:
        """A one-time code of an agency, which is enrolled if it is not yet."""
        async with self.store.unit() as uow:
            known = await uow.agencies.named(agency)
            found = known or await agencies.enrol(uow, await self._papers(uow, agency))
            code = await agencies.issue_code(
                uow, found, self.clock.now(), random=self.random, policy=self.policy
            )
            await uow.commit()
        return code

    async def take(self, event: Event, mark: Mark | None = None) -> Turn:
        """Through the front door."""
        return await self.dispatch.take(event, mark)

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

    async def dump(self, *without: str) -> Dump:
        """Every row that is kept; of tables `without` these."""
        found: Dump = {}
        async with self.store.queue, self.store.engine.connect() as connection:
            for table in SQLModel.metadata.sorted_tables:
                if table.name not in without:
                    rows = await connection.execute(table.select())
                    found[table.name] = tuple(dict(row) for row in rows.mappings())
        return found

    def of(self, platform: PlatformName) -> FakePlatform:
        """A platform."""
        return self.platforms[platform]


@asynccontextmanager
async def opened(folder: Path, seed: str, kind: type[Hall] = Hall) -> AsyncIterator[Hall]:
    """A settled hall of a kind whose files lie in this folder."""
    random = SeededRandom(seed)
    url = f"sqlite+aiosqlite:///{folder / 'porchlight.db'}"
    await upgrade(url)
    vault = Vault.open(folder / "porchlight.key", random.fork("vault"))
    store = SqlStore(make_engine(url), vault)
    try:
        keyring = FileKeyring(folder / "keyring.json", vault, random.fork("keyring"))
        hall = kind(store=store, keyring=keyring, random=random.fork("hall"))
        await hall.settle()
        yield hall
    finally:
        await store.close()
