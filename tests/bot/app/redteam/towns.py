"""A neighbourhood on the real core and a real database, at the pace of a test."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from typing_extensions import override

from bot.dispatch import Dispatch, House
from bot.events import Act, Event, Filled, Mark, Pictured, Pressed, Said, Sender
from bot.model.actions import Action, Verb, act
from bot.model.agencies import AgencyDraft
from bot.model.areas import AreaDraft
from bot.model.channels import ChannelDraft, MessageRef
from bot.model.covers import cover_circle
from bot.model.ids import PersonId, PlatformName
from bot.model.incidents import Category, IncidentDraft
from bot.model.people import Account, Person
from bot.model.pictures import RawPicture
from bot.model.policy import Policy, next_tick
from bot.model.watches import Circle, WatchDraft
from bot.ports.inquiries import Facts, Outside
from bot.ports.mail import NoMailer
from bot.ports.stores import UnitOfWork
from bot.replies import Replace, Say, Screen, Turn
from bot.schedule import Rounds
from bot.services import agencies, incidents, people, requests
from bot.services.desk import Desk
from bot.services.pulse import Pulse
from storage.engine import make_engine
from storage.keyring import FileKeyring
from storage.memory.units import MemoryStore
from storage.units import SqlStore
from storage.vault import Vault
from tests.badges import admitted, asked, sworn
from tests.bot.app.redteam.dice import Dice
from tests.bot.app.redteam.neighbours import DISCORD, GROUPS, TELEGRAM, Neighbour, moved_in
from tests.bot.house import SQUARE
from tests.bot.manners import buttons
from tests.bot.people import shown
from tests.bot.world import HERE, HOME_BLOCK, FakeCleaner, FakePlatform, Outdoors, street_map
from tests.fakes import NOON, FixedClock, SeededRandom
from tests.storage.street import next_of

MASTER = bytes(range(32))
ASKED = {
    "text": "Footage or photos of a grey van, please.",
    "case": "26-01877",
    "place": "jarry and lajeunesse",
    "window": "yesterday 14:00-17:00",
    "closes": "3",
}

OFFICER = Neighbour(
    account=Account(platform=DISCORD, id="1180000000000000077"),
    name="Roy",
    language="en",
    known=True,
    watches=False,
)


class Silent:
    """Nobody sends in this house: the test marks what is owed as sent."""

    def wake(self, platform: PlatformName | None = None) -> None:
        del platform


class Written(logging.Handler):
    """The log as it lies in a file, by the house's clock."""

    def __init__(self, file: Path, clock: FixedClock) -> None:
        super().__init__()
        self._file, self._clock = file, clock

    @override
    def emit(self, record: logging.LogRecord) -> None:
        at = f"{self._clock.now():%Y-%m-%dT%H:%M:%SZ}"
        line = json.dumps({"event": record.getMessage(), "timestamp": at})
        with self._file.open("a") as out:
            out.write(line + "\n")


@dataclass
class Town:
    """Everybody, the core that they talk to, and the files that it leaves."""

    folder: Path
    url: str
    store: SqlStore
    dice: Dice
    clock: FixedClock
    neighbours: tuple[Neighbour, ...]
    # In the order in which they were told: those who watch by their random ids, as it is sent.
    told: list[Neighbour] = field(default_factory=list)
    wrote: dict[str, Neighbour] = field(default_factory=dict)
    position: int = 0

    def __post_init__(self) -> None:
        random = SeededRandom(f"town {self.dice.bytes(8).hex()}")
        self.random = random
        self.vault = Vault(MASTER, random.fork("vault"))
        self.keyring = FileKeyring(self.keyring_file, self.vault, random.fork("keyring"))
        self.policy = Policy(acts_a_minute=1_000_000, audience_floor=5)
        outdoors = Outdoors(MemoryStore())
        platforms = {name: FakePlatform(name=name, outdoors=outdoors) for name in GROUPS}
        self.outside = Outside(
            geocoder=street_map(outdoors),
            cleaner=FakeCleaner(outdoors),
            platforms=platforms,
            mailer=NoMailer(),
            random=random.fork("outside"),
        )
        pulse, wake = Pulse(), Silent()
        self.dispatch = Dispatch(
            House(
                store=self.store,
                outside=self.outside,
                clock=self.clock,
                random=random,
                keyring=self.keyring,
                desk=Desk(random.fork("desk").bytes(32)),
                policy=self.policy,
                wake=wake,
                pulse=pulse,
            )
        )
        self.rounds = Rounds(
            store=self.store,
            keyring=self.keyring,
            clock=self.clock,
            random=random,
            policy=self.policy,
            wake=wake,
            pulse=pulse,
        )

    @property
    def keyring_file(self) -> Path:
        return self.folder / "keyring.json"

    @property
    def file(self) -> Path:
        """The database, where it is a file."""
        return self.folder / "porchlight.db"

    @property
    def log_file(self) -> Path:
        return self.folder / "porchlight.log"

    async def settle(self) -> None:
        """The area, its chats, its people, their watches, an agency: as after some months."""
        area = AreaDraft(name="Villeray", outline=SQUARE, cells=(HERE,))
        async with self.store.unit() as uow:
            villeray = (await uow.areas.add(area)).id
            for platform, chat in GROUPS.items():
                draft = ChannelDraft(
                    platform=platform, chat=chat, title="Villeray", area=villeray, language="en"
                )
                await uow.channels.bind(draft)
            watching: dict[PersonId, Neighbour] = {}
            for one in self.dice.some_of(self.neighbours, len(self.neighbours)):
                if one.known:
                    person = await self._welcome(uow, one)
                    if one.watches:
                        watching[person.id] = one
                        circle = Circle(
                            cell=HOME_BLOCK, radius=self.dice.one_of((250, 500, 1_000))
                        )
                        watch = WatchDraft(place=circle, near="Rue Jarry", person=person.id)
                        await uow.watches.add(watch, cover_circle(circle))
            agency = await agencies.enrol(
                uow,
                AgencyDraft(
                    name="SPVM", domain="police.example", contact="514 555 0100", areas=(villeray,)
                ),
            )
            officer = await self._welcome(uow, OFFICER)
            await sworn(uow, officer.id, agency.id, self.clock.now())
            await admitted(uow, agency.id, self.clock.now())
            await uow.commit()
        self.told = [watching[person] for person in sorted(watching)]
        for one in self.neighbours:  # the others read the group some time
            if one not in self.told:
                self.told.insert(self.dice.below(len(self.told) + 1), one)

    async def asks(self) -> int:
        """The officer asks the neighbourhood, and everybody is told; the request's number."""
        async with self.store.unit() as uow:
            number = await asked(uow, OFFICER.account, self.asking(), self.outside)
            await uow.commit()
        await self.delivers()
        return number

    def asking(self) -> requests.Asking:
        """What asking needs."""
        return requests.Asking(
            facts=Facts(), clock=self.clock, keyring=self.keyring, policy=self.policy
        )

    async def reports(self, one: Neighbour) -> None:
        """A report: its last step, by which everything of it is written."""
        async with self.store.unit() as uow:
            person = await self._welcome(uow, one)
            draft = IncidentDraft(
                category=Category.HAZARD,
                text="A hole in the road.",
                cell=HOME_BLOCK,
                near="Rue Jarry",
                happened=self.clock.now(),
            )
            await incidents.report(uow, person, draft, clock=self.clock, policy=self.policy)
            if one.platform == TELEGRAM:
                self.position += 1
                await uow.marks.set(TELEGRAM, self.position)
            await uow.commit()
        self.clock.advance(seconds=self.dice.between(1, 4))

    async def opens(self, one: Neighbour, request: int) -> str | None:
        """[Reply privately]: the token of the copy, if there are copies left."""
        turn = await self.does(one, Pressed(action=act(Verb.COPY_OPEN, request)))
        if "copy.enough" in repr(turn):
            return None
        return action_of(turn, Verb.COPY_CHECK).args[0]

    async def replies(
        self, one: Neighbour, token: str, words: str, *, way: Verb, picture: bytes | None
    ) -> None:
        """Write under a copy and send it this way."""
        typed = one.types(words)
        if one.platform == DISCORD:
            await self.does(one, Pressed(action=act(Verb.COPY_WRITE, token)))
            media = None if picture is None else RawPicture(content=picture)
            form = Filled(action=act(Verb.COPY_FORM, token), fields={"text": typed}, media=media)
            turn = await self.does(one, form)
        elif picture is not None:
            turn = await self.does(one, Pictured(media=RawPicture(content=picture), text=typed))
        else:
            turn = await self.does(one, Said(text=typed))
        screen = screen_of(turn)
        pressed = Pressed(action=action_of(turn, way), shown=shown(screen))
        sent = await self.does(one, pressed)
        assert "draft.saved" in repr(sent), sent
        self.wrote[words.split(maxsplit=1)[0].rstrip(":")] = one

    async def does(self, one: Neighbour, act_: Act) -> Turn:
        """As the adapters bring it: only Telegram's updates are numbered."""
        mark = None
        if one.platform == TELEGRAM:
            self.position += 1
            mark = Mark(platform=TELEGRAM, position=self.position)
        sender = Sender(account=one.account, language=one.language, names=(one.name,))
        event = Event(sender=sender, chat=one.home, limits=one.limits, act=act_)
        turn = await self.dispatch.take(event, mark)
        assert "bot.fault" not in repr(turn), turn
        self.clock.advance(seconds=self.dice.between(1, 4))
        return turn

    async def delivers(self) -> None:
        """All that is owed stands in its chat."""
        async with self.store.unit() as uow:
            for platform in GROUPS:
                while (owed := await next_of(uow, platform, self.clock.now())) is not None:
                    self.position += platform == TELEGRAM
                    chat = "" if owed.person else GROUPS[platform]
                    at = MessageRef(chat=chat, message=str(1_000 + owed.id))
                    await uow.deliveries.sent(owed.id, at, 1)
            await uow.commit()

    async def ticks(self) -> None:
        """The next tick."""
        self.clock.moment = next_tick(self.clock.now(), self.policy.tick)
        await self.rounds.tick()
        self.clock.advance(seconds=5)
        await self.delivers()

    async def _welcome(self, uow: UnitOfWork, one: Neighbour) -> Person:
        """Somebody the watch has known for some time."""
        then = FixedClock(moment=self.clock.now() - timedelta(weeks=self.dice.between(4, 60)))
        sender = Sender(account=one.account, language=one.language)
        return await people.welcome(uow, sender, then, self.random)


def screen_of(turn: Turn) -> Screen:
    """The message that came back."""
    found = [each.screen for each in turn.answers if isinstance(each, Say | Replace)]
    assert found, turn
    return found[0]


def action_of(turn: Turn, verb: Verb) -> Action:
    """What the button of this kind does."""
    found = [each.action for each in buttons(screen_of(turn)) if each.action.verb is verb]
    assert found, turn
    return found[0]


@asynccontextmanager
async def founded(
    url: str, folder: Path, seed: str, *, crowd: tuple[int, int] = (10, 40)
) -> AsyncIterator[Town]:
    """A neighbourhood of so many people on a migrated database."""
    dice = Dice(seed)
    store = SqlStore(
        make_engine(url.replace(".db", ".db?check_same_thread=false")),
        Vault(MASTER, SeededRandom(f"vault {seed}")),
    )
    clock = FixedClock(moment=NOON + timedelta(days=dice.below(300), minutes=dice.below(600)))
    neighbours = moved_in(dice, dice.between(*crowd))
    town = Town(folder=folder, url=url, store=store, dice=dice, clock=clock, neighbours=neighbours)
    log = Written(town.log_file, clock)
    root = logging.getLogger()
    root.addHandler(log)
    try:
        await town.settle()
        yield town
    finally:
        root.removeHandler(log)
        await store.close()
