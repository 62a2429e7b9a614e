"""Twenty thousand residents in four neighbourhoods, what they do all day, and what they get."""

import re
import time
from dataclasses import dataclass, field

from typing_extensions import override

from bot.events import Called, Pinned, Pressed, Said
from bot.model.actions import Verb, act
from bot.model.channels import MessageRef
from bot.model.commands import Command
from bot.model.covers import cover_circle
from bot.model.ids import PersonId
from bot.model.people import Account, Person
from bot.model.places import Point, cell_at
from bot.model.rates import Rates
from bot.model.watches import Circle, WatchDraft
from bot.ports.world import Address
from bot.replies import Reader, Screen
from bot.texts.text import Quote
from tests.bot.world import CORNER, PINS, FakePlatform
from tests.torture.guests import Guest
from tests.torture.hall import Hall
from tests.torture.originals import asks, needs, officer

HOODS = tuple(
    Point(latitude=CORNER.latitude + north, longitude=CORNER.longitude + east)
    for north, east in ((0.0, 0.0), (-0.012, 0.0), (0.0, 0.016), (-0.012, 0.016))
)
"""More than a kilometre apart, all in one town."""

RADIUS_M = 300
AGENCIES = 10
ALARM, ANSWER = "Alarm", "Answer"
ASKED = (
    Called(command=Command.HELP),
    Called(command=Command.NEAR),
    Called(command=Command.WATCHES),
    Called(command=Command.CHECK, argument="1"),
    Said(text="Good morning."),
)
ERRANDS = 10
"""Half of them are these, and one in ten a press under an alert."""

TOLD = re.compile(rf"({ALARM}|{ANSWER}) (\d+)\b")
"""What reports and replies begin with, and their number."""


@dataclass
class Doorsteps(FakePlatform):
    """A platform that keeps count of what came, and nothing else."""

    rates: Rates = field(default_factory=lambda: Rates(per_second=1_000_000, in_flight=24))
    alarms: dict[int, bytearray] = field(default_factory=dict)  # by report, by resident
    answers: bytearray = field(default_factory=bytearray)  # letters, by reply
    residents: int = 0
    posts: int = 0
    last: float = 0.0  # when the latest came

    @override
    async def post(self, to: Address, screen: Screen, reader: Reader, nonce: str) -> MessageRef:
        self.posts += 1
        self.last = time.monotonic()
        kind, number = _told(screen)
        if kind == ALARM and to.personal:
            came = self.alarms.setdefault(number, bytearray(self.residents))
            came[int(to.id)] += 1
        elif kind == ANSWER:
            self.answers[number] += 1
        return MessageRef(chat=to.id, message=str(self.posts))

    @override
    async def edit(self, at: MessageRef, screen: Screen, reader: Reader) -> None:
        self.last = time.monotonic()

    @override
    async def erase(self, at: MessageRef) -> None:
        self.last = time.monotonic()


@dataclass
class Townsfolk:
    """The people of one hall. Each is there only while he acts: no memory is kept of anybody."""

    hall: Hall
    doorsteps: Doorsteps
    size: int
    reports: int = 0
    replies: int = 0
    turn: int = 0

    async def move_in(self) -> None:
        """Ten agencies ask first; then everybody comes, a quarter to each neighbourhood."""
        for number in range(AGENCIES):
            await asks(await officer(self.hall, f"officer {number}", f"Agency {number}"))
        await self.hall.delivers()
        self.doorsteps.residents = self.size
        covers = [cover_circle(_circle(hood)) for hood in HOODS]
        async with self.hall.store.unit() as uow:
            for number in range(self.size):
                person = PersonId(number)
                account = Account(platform=PINS, id=str(number))
                await uow.people.add(
                    Person(id=person, account=account, language="en", joined=1_460)
                )
                hood = number % len(HOODS)
                draft = WatchDraft(place=_circle(HOODS[hood]), near="Rue Jarry", person=person)
                await uow.watches.add(draft, covers[hood])
            await uow.commit()

    async def report(self) -> None:
        """Something happened in the next neighbourhood: seven updates, and a quarter is told."""
        who = Guest(hall=self.hall, account=Account(platform=PINS, id=f"reporter {self.reports}"))
        await who.does(Called(command=Command.REPORT))
        await who.presses(Verb.REPORT_CATEGORY)
        await who.says(f"{ALARM} {self.reports} went off.")
        await who.does(Pinned(point=HOODS[self.reports % len(HOODS)]))
        await who.presses(Verb.REPORT_WHEN)
        await who.presses(Verb.REPORT_SKIP_PHOTO)
        needs(self.hall, await who.presses(Verb.REPORT_POST), "Posted")
        self.reports += 1

    async def reply(self) -> int:
        """Somebody answers a request, nobody the same one twice; how many updates that took."""
        time, turn = divmod(self.replies, self.size)
        who = self._resident(turn)
        request = str(1 + (turn + time) % AGENCIES)
        await who.does(Pressed(action=act(Verb.COPY_OPEN, request)))
        self.doorsteps.answers.append(0)
        await who.says(f"{ANSWER} {self.replies}, I saw it.", who.seen[-1])
        needs(self.hall, await who.presses(Verb.DRAFT_SEND), "Saved")
        self.replies += 1
        return 3

    async def errand(self) -> None:
        """What else people do, one update each; most of it is talk in a group."""
        who = self._somebody()
        chosen = self.turn % ERRANDS
        if chosen < len(ASKED):
            await who.does(ASKED[chosen])
        elif chosen == len(ASKED) and self.reports:
            await who.does(Pressed(action=act(Verb.INCIDENT_SEEN, str(self.reports))))
        else:
            await who.does(Said(text="Has anybody seen my cat?"), who.group)

    def _somebody(self) -> Guest:
        """The next one in turn, a stranger to the one before."""
        self.turn += 1
        return self._resident(self.turn)

    def _resident(self, turn: int) -> Guest:
        number = turn * 7_919 % self.size
        return Guest(hall=self.hall, account=Account(platform=PINS, id=str(number)))


def _circle(hood: Point) -> Circle:
    return Circle(cell=cell_at(hood), radius=RADIUS_M)


def _told(screen: Screen) -> tuple[str, int]:
    """Which report or reply this tells of; the bell and the like tell of none."""
    for line in screen.lines:
        words = line.text if isinstance(line, Quote) else dict(line.values).get("text", "")
        found = TOLD.match(str(words))
        if found is not None:
            return found[1], int(found[2])
    return "", 0
