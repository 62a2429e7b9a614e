"""The bot is killed at the worst moments; `make torture` does it at any."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from adapters.playground.telegram.rates import Rates
from bot.app.agencies.store import enrol
from bot.app.demo import settle
from bot.app.settings import Settings
from bot.app.story import PAPERS
from bot.app.town import Town, built
from tests.fakes import SeededRandom
from tests.torture.book import Book
from tests.torture.hearers import Hearers
from tests.torture.nursery import Forked
from tests.torture.proofs import Proof
from tests.torture.repliers import NOT_SENT
from tests.torture.rows import rows_of
from tests.torture.storm import drained
from tests.torture.street import VILLERAY, Street
from tests.torture.tripwires import POLL, Tripwire
from tests.torture.victim import Victim

T = TypeVar("T")

LONGEST_S = 120.0
PREVIEW = "This is what neighbours will see"
SENT_ON_DISCORD = "POST /channels/{channel}/messages"


@dataclass(kw_only=True)
class Doomed:
    """A bot that rises as often as it is killed, and the street around it."""

    town: Town
    settings: Settings
    victim: Victim
    street: Street
    wire: Tripwire
    kills: int = 0
    killed: asyncio.Event = field(default_factory=asyncio.Event)
    armed: Callable[[], Coroutine[object, object, None]] | None = None

    def dies_at(self, call: str, fits: Callable[[], bool] = lambda: True) -> None:
        """Kill it when a platform has done this call but not answered it yet."""
        self.wire.stretch(1, self._kill, lambda each: each == call and fits())

    def dies_unheard(self, call: str, once: Callable[[], bool]) -> None:
        """Kill it at the first such call to Telegram once this is so; the call is never done."""

        async def arm() -> None:
            await self.town.telegram.until(once, within=LONGEST_S)
            self.town.telegram.faults.cut(call)
            self.dies_at(call)

        self.armed = arm

    def dies_before(self, call: str) -> None:
        """Kill it when Telegram got this call, which is done when the bot is dead already."""
        hold = self.town.telegram.faults.hold(call)

        async def release() -> None:
            await hold.reached.wait()
            self._kill()
            hold.release()

        self.armed = release

    async def killed_in(self, doing: Awaitable[T]) -> T:
        """What somebody does, and the kill in the midst of it or soon after."""
        self.killed = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            if self.armed is not None:
                group.create_task(self.armed())
            done = await doing
            await self.killed.wait()
        self.armed = None
        return done

    def _kill(self) -> None:
        self.kills += 1
        self.victim.kill()
        self.killed.set()

    async def rise(self) -> None:
        """Start it whenever it is dead."""
        while True:
            await self.victim.start()
            await self.victim.dead.wait()
            await self.victim.buried()

    def updates_wait(self) -> bool:
        """Whether somebody's update lies at Telegram, delivered and not confirmed."""
        return any(each.mailbox.waiting() for each in self.town.telegram.bots.values())

    def last_chat(self) -> str:
        """The chat of the last call to Telegram."""
        return self.town.telegram.ledger[-1].chat

    async def prove(self, rising: "asyncio.Task[None]") -> None:
        """Wait until nothing is owed, end the bot, and look everywhere."""
        street = self.street
        async with rows_of(self.settings.database_url) as rows:
            assert not await drained(self.town, rows)
            rising.cancel()
            assert await self.victim.stop() == 0
            letters = [message.text for message in street.officer.letters.all()]
            hearers = Hearers(town=self.town)
            proof = Proof(book=street.book, hearers=hearers, rows=rows, letters=letters)
            await proof.all(self.settings)
        assert not proof.faults
        assert proof.doubled.total() <= self.kills


@asynccontextmanager
async def doomed(folder: Path) -> AsyncIterator[Doomed]:
    """A settled street; at the end all is sent, and nothing is lost or doubled too often."""
    async with built() as town, asyncio.timeout(LONGEST_S):
        town.telegram.rates = Rates.none()  # quick people here
        # Whether a map is there in time depends on the machine, and decides which call is made.
        settings = town.settings(folder, tick=1).model_copy(update={"maps": False})
        await settle(settings)
        code = await enrol(settings, PAPERS)
        street = Street(
            town=town, settings=settings, book=Book(), random=SeededRandom(), patience=2.0
        )
        victim, wire = Forked(settings, folder), Tripwire(town)
        bot = Doomed(town=town, settings=settings, victim=victim, street=street, wire=wire)
        rising = asyncio.create_task(bot.rise())
        try:
            await street.settle(code)
            yield bot
            await bot.prove(rising)
        finally:
            rising.cancel()
            await victim.close()


async def test_reports_outlive_kills_at_the_worst_moments(tmp_path: Path) -> None:
    async with doomed(tmp_path) as bot:
        town = bot.town
        carl = bot.street.reporter("Carl", town.bot, VILLERAY)
        fay = bot.street.reporter("Fay", town.villeray_channel, VILLERAY)

        bot.dies_at(POLL, bot.updates_wait)
        first = await bot.killed_in(carl.report(photo=False))

        bot.dies_at("sendMessage", lambda: bot.last_chat() == town.villeray_group)
        second = await bot.killed_in(carl.report(photo=False))

        bot.dies_at(SENT_ON_DISCORD)
        await bot.killed_in(fay.report(photo=False))

        bot.dies_at("answerCallbackQuery", lambda: bool(carl.patient.heard(PREVIEW)))
        await bot.killed_in(carl.report(photo=False))

        bot.dies_before("editMessageText")
        await bot.killed_in(carl.update(second))

        bot.dies_before("deleteMessage")
        await bot.killed_in(carl.withdraw(first))


async def test_replies_outlive_kills_at_the_worst_moments(tmp_path: Path) -> None:
    async with doomed(tmp_path) as bot:
        town, officer = bot.town, bot.street.officer
        ana = bot.street.replier("Ana", town.bot)
        dana = bot.street.replier("Dana", town.villeray_channel)
        request = await officer.request()

        # It is saved, and she never hears of it.
        bot.dies_unheard("answerCallbackQuery", lambda: bool(ana.patient.heard(NOT_SENT)))
        reply = await bot.killed_in(ana.reply(request, thread=True))

        letters = len(officer.letters.all())
        bot.dies_at("sendMessage", lambda: len(officer.letters.all()) > letters)
        await bot.killed_in(dana.reply(request, thread=False))

        await bot.street.arrived([each.text for each in bot.street.book.of(request)])
        question = await officer.ask(reply.text)
        answer = await ana.answer(request, question)
        await bot.street.arrived([answer.text])
