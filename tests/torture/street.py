"""The street during the storm: everybody goes on with what they want."""

import asyncio
import time
from dataclasses import dataclass, field, replace

from adapters.playground.actors import Actor
from adapters.playground.discord.rates import Rates
from bot.app.settings import Settings
from bot.app.story import ANAS, HOME
from bot.app.town import Town
from bot.ports.world import Random
from tests.torture.book import Book, Place, Request
from tests.torture.desks import admit
from tests.torture.hearers import IN_MILE_END, IN_VILLERAY
from tests.torture.officers import LETTER, Officer
from tests.torture.patience import Patient, Watcher
from tests.torture.repliers import Replier
from tests.torture.reporters import Reporter
from tests.torture.settlers import Settler

ALERT = "From a neighbour"
ASKED = "asks for help"
BELL = "has a question for someone"
CLOSED = "This request is closed"
OTHERS = (ALERT, ASKED, BELL, CLOSED)
"""What comes by itself and belongs to no dialogue."""

CROWD = ("Jo", "Kim", "Sol", "Lou", "Max")
"""Three on Telegram, two on Discord."""

VILLERAY = Place(
    name="Villeray", address="Rue Jarry et Rue Lajeunesse", pin=HOME, hearers=IN_VILLERAY
)
MILE_END = Place(
    name="Mile End",
    address="5200 Avenue du Parc, Montréal",
    pin=(45.5196, -73.5955),
    hearers=IN_MILE_END,
)
MOST_WAITING = 6
"""Updates that lie at Telegram before people hold back."""

LETTERS_S = 300.0
"""Seconds after which a saved reply that did not come counts as lost."""


class LostError(Exception):
    """Something that was promised never came."""


@dataclass(slots=True, kw_only=True)
class Street:
    """The people of a storm, and what they do until it is over."""

    town: Town
    settings: Settings
    book: Book
    random: Random
    pause: float = 4.0  # seconds between two reports of one person, twice as long at most
    patience: float = 4.0  # seconds before somebody does it again
    crowd: bool = False  # whether there are many who answer requests
    officer: Officer = field(init=False)

    def __post_init__(self) -> None:
        """Let some more people move in, and Discord let the bot in as often as it likes."""
        telegram, discord = self.town.telegram, self.town.discord
        discord.gauge.rates = replace(Rates.real(), identify=None)
        for name in ("Ines", "Hal"):
            person = telegram.add_person(name, name.lower(), "en")
            self.town.people[name] = Actor(world=telegram, id=str(person.id), name=name)
        self._joins("Fay", self.town.villeray_channel)
        self._joins("Gus", self.town.mile_end_channel)
        if self.crowd:
            self._comes()
        self.officer = Officer(
            patient=self._patient("Officer Roy", self.town.bot, LETTER),
            letters=self._patient("Officer Roy", self.town.bot),
            book=self.book,
            postbox=self.town.postbox,
            settings=self.settings,
        )

    def _joins(self, name: str, channel: str) -> None:
        """A new member on Discord."""
        discord = self.town.discord
        member = discord.add_person(name, name.lower())
        guild = discord.realm.channels[int(channel)].guild
        discord.join("" if guild is None else str(guild.id), member.id)
        self.town.people[name] = Actor(world=discord, id=member.id, name=name)

    def _comes(self) -> None:
        """A crowd that never wrote to the bot: its members only answer requests."""
        telegram = self.town.telegram
        for name in CROWD[:3]:
            person = telegram.add_person(name, name.lower(), "en")
            telegram.add_member(telegram.groups[int(self.town.villeray_group)], person)
            self.town.people[name] = Actor(world=telegram, id=str(person.id), name=name)
        for name in CROWD[3:]:
            self._joins(name, self.town.villeray_channel)

    def reporter(self, name: str, chat: str, place: Place) -> Reporter:
        """Somebody with something to tell."""
        patient = self._patient(name, chat, *OTHERS)
        return Reporter(name=name, patient=patient, place=place, book=self.book)

    def replier(self, name: str, chat: str) -> Replier:
        """Somebody who knows something."""
        patient = self._patient(name, chat, *OTHERS)
        return Replier(name=name, patient=patient, book=self.book)

    def _patient(self, name: str, chat: str, *deaf_to: str) -> Patient:
        one = self.town.person(name)
        actor = Watcher(world=one.world, id=one.id, name=one.name, patience=3.0)
        return Patient(
            actor=actor, chat=chat, patience=self.patience, deaf_to=deaf_to, busy=self._busy
        )

    def _busy(self) -> bool:
        """Whether the bot is behind: who asks again and again then, only keeps it there."""
        bots = self.town.telegram.bots.values()
        return sum(len(bot.mailbox.waiting()) for bot in bots) > MOST_WAITING

    async def settle(self, code: str) -> None:
        """Chats are bound, people watch, the officer is verified."""
        town, book = self.town, self.book
        async with asyncio.TaskGroup() as group:
            for name, chat, area in (
                ("Maya", town.villeray_group, "Villeray"),
                ("Morgan", town.villeray_channel, "Villeray"),
            ):
                group.create_task(Settler(patient=self._patient(name, chat), book=book).bind(area))
        async with asyncio.TaskGroup() as group:
            for name, chat, area in (
                ("Maya", town.mile_end_group, "Mile-End"),
                ("Morgan", town.mile_end_channel, "Mile-End"),
            ):
                group.create_task(Settler(patient=self._patient(name, chat), book=book).bind(area))
        await admit(self.settings)
        async with asyncio.TaskGroup() as group:
            for name, pin in (("Ana", ANAS), ("Ines", HOME), ("Ben", MILE_END.pin)):
                group.create_task(self._arrive(name, pin))
            for name, chat in (("Dana", town.villeray_channel), ("Eli", town.mile_end_channel)):
                settler = Settler(patient=self._patient(name, chat, *OTHERS), book=book)
                group.create_task(settler.watch())
            for name in ("Carl", "Hal"):
                group.create_task(self._arrive(name, None))
            group.create_task(self._verify(code))

    async def _arrive(self, name: str, pin: tuple[float, float] | None) -> None:
        settler = Settler(patient=self._patient(name, self.town.bot, *OTHERS), book=self.book)
        await settler.greet()
        if pin is not None:
            await settler.watch(pin)

    async def _verify(self, code: str) -> None:
        await Settler(patient=self.officer.patient, book=self.book).greet()
        await self.officer.verify(code)

    async def live(self) -> None:
        """Reports, requests and replies, until the storm is over and all is finished."""
        town = self.town
        async with asyncio.TaskGroup() as group:
            for name, chat, place in (
                ("Carl", town.bot, VILLERAY),
                ("Hal", town.bot, MILE_END),
                ("Fay", town.villeray_channel, VILLERAY),
                ("Gus", town.mile_end_channel, MILE_END),
            ):
                group.create_task(self._reports(self.reporter(name, chat, place)))
            repliers = [
                self.replier(name, town.bot if on_telegram else town.villeray_channel)
                for name, on_telegram in (
                    *(("Ana", True), ("Ines", True), ("Dana", False)),
                    *(((each, True) for each in CROWD[:3]) if self.crowd else ()),
                    *(((each, False) for each in CROWD[3:]) if self.crowd else ()),
                )
            ]
            group.create_task(self._asks(repliers))

    async def _reports(self, reporter: Reporter) -> None:
        while not self.book.over:
            report = await reporter.report(photo=self.random.below(5) == 0)
            if self.random.below(2):
                await reporter.update(report)
            match self.random.below(4):
                case 0 if reporter.owned(report) is not None:
                    await reporter.resolve(report)
                case 1 | 2:
                    await reporter.withdraw(report)
                case _:
                    pass  # it stays as it is
            await asyncio.sleep(self.pause * (1 + self.random.below(100) / 100))

    async def _asks(self, repliers: list[Replier]) -> None:
        """One request after the other: asked, answered, asked back, most of them closed."""
        while not self.book.over:
            request = await self.officer.request()
            asked = repliers[self.random.below(len(repliers))]
            async with asyncio.TaskGroup() as group:
                for replier in repliers:
                    group.create_task(self._answers(replier, request, thread=replier is asked))
            texts = [each.text for each in self.book.of(request)]
            await self.arrived(texts)
            threads = [each.text for each in self.book.of(request) if each.thread]
            question = await self.officer.ask(threads[0])
            answer = await asked.answer(request, question)
            await self.arrived([answer.text])
            if self.random.below(3):
                await self.officer.resolve(request)

    async def _answers(self, replier: Replier, request: Request, *, thread: bool) -> None:
        """Three replies each, the answer to a question included: no copy takes more."""
        await replier.reply(request, thread=thread)
        for _ in range(1 if thread else 2):
            await replier.reply(request, thread=False)

    async def arrived(self, texts: list[str]) -> None:
        """Wait for the letters. Raises LostError when one does not come."""
        until = time.monotonic() + LETTERS_S
        while missing := [text for text in texts if self.officer.letter(text) is None]:
            if time.monotonic() > until:
                message = f"saved, and never brought to the officer: {missing}"
                raise LostError(message)
            await asyncio.sleep(0.3)
