import asyncio
import gettext
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import TypeVar

import pytest
from PIL import Image
from typing_extensions import override

from adapters.playground import screens
from adapters.playground.telegram import Bot, Chat, Human, Rates, TelegramServer
from adapters.telegram.run import TelegramPlatform
from adapters.telegram.settings import TelegramSettings
from bot.events import Act, Event, Mark
from bot.model.actions import Action
from bot.model.ids import PlatformName
from bot.replies import Answer, Button, Reader, Screen, Turn
from bot.texts.text import Line, Text

NOON = datetime(2026, 1, 24, 12, 0, tzinfo=UTC)
TOKEN = "8675309:AAlamp_over-the_door_of_the_house"  # noqa: S105 - of a bot that exists in tests only
READER = Reader(language="en", zone="America/Toronto")
PATIENCE_S = 5.0

WORDS = {
    "test.hello": "Hello there.",
    "test.styled": "<b>Bold {name}</b> and <i>slanted</i>",
    "test.press": "Press me",
}
"""What the watch says here; every other key is said as it is written, in brackets."""

Found = TypeVar("Found")


class Sentences(gettext.NullTranslations):
    @override
    def gettext(self, message: str) -> str:
        return WORDS.get(message, f"[{message}]")

    @override
    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1)


class Noon:
    def now(self) -> datetime:
        return NOON


class DatabaseDownError(Exception):
    pass


class ScriptedIntake:
    """Answers each event with the next turn of its script and keeps the marks."""

    def __init__(self, mark: int | None = None) -> None:
        self.mark = mark
        self.script: deque[tuple[Answer, ...]] = deque()
        self.events: list[Event] = []
        self.marks: list[int] = []
        self.fails = 0
        self.tries = 0
        self.polls = 0
        self.gate = asyncio.Event()
        self.gate.set()

    def will(self, *answers: Answer) -> None:
        self.script.append(answers)

    async def take(self, event: Event | None, mark: Mark | None = None) -> Turn:
        self.tries += 1
        await self.gate.wait()
        if self.fails:
            self.fails -= 1
            raise DatabaseDownError
        if mark is not None:
            self.mark = mark.position
            self.marks.append(mark.position)
        if event is None:
            return Turn(reader=READER)
        self.events.append(event)
        return Turn(reader=READER, answers=self.script.popleft() if self.script else ())

    async def position(self, platform: PlatformName) -> int | None:
        assert platform == "telegram"
        return self.mark

    def reached(self, platform: PlatformName) -> None:
        assert platform == "telegram"
        self.polls += 1

    @property
    def acts(self) -> list[Act]:
        return [event.act for event in self.events]


@dataclass(kw_only=True)
class Street:
    """A stand-in Telegram with the watch's bot, one resident and one group."""

    server: TelegramServer
    bot: Bot
    ana: Human
    group: Chat
    intake: ScriptedIntake = field(default_factory=ScriptedIntake)

    @property
    def home(self) -> str:
        """The private chat with the bot, as people's clients name it."""
        return str(self.bot.id)

    async def do(self, act: screens.Act, who: Human | None = None) -> None:
        await self.server.act(str((who or self.ana).id), act)

    async def write(self, text: str, chat: str = "", who: Human | None = None) -> None:
        await self.do(screens.Write(chat=chat or self.home, text=text), who)

    def seen(self, chat: str = "", who: Human | None = None) -> screens.Chat:
        screen = self.server.screen(str((who or self.ana).id))
        return next(one for one in screen.chats if one.id == (chat or self.home))

    def posts(self, chat: str = "", who: Human | None = None) -> list[screens.Message]:
        """What the bot wrote into a chat, as a person sees it."""
        return [one for one in self.seen(chat, who).messages if one.from_bot]

    def popups(self, who: Human | None = None) -> tuple[screens.Popup, ...]:
        return self.server.screen(str((who or self.ana).id)).popups

    async def post(self, count: int = 1, chat: str = "") -> screens.Message:
        """The bot's message number `count` in a chat, once it is there."""
        await until(lambda: len(self.posts(chat)) >= count)
        return self.posts(chat)[count - 1]

    async def event(self, count: int = 1) -> Event:
        """The event number `count`, once the watch has taken it."""
        await until(lambda: len(self.intake.events) >= count)
        return self.intake.events[count - 1]

    async def act(self, count: int = 1) -> Act:
        return (await self.event(count)).act

    async def press(self, message: screens.Message, label: str, chat: str = "") -> None:
        button = next(one for row in message.buttons for one in row if one.label == label)
        await self.do(screens.Press(chat=chat or self.home, message=message.id, button=button.id))

    def push(self, kind: str, **body: object) -> None:
        """Send the bot an update that the stand-in's people cannot cause."""
        self.bot.mailbox.push(kind, body, 0)

    def message(self, **body: object) -> dict[str, object]:
        """A message in the group, written by Ana unless told otherwise."""
        group = {"id": self.group.id, "type": "supergroup", "title": "Villeray", "is_forum": True}
        ana = {"id": self.ana.id, "is_bot": False, "first_name": "Ana"}
        return {"message_id": 900, "date": 1_769_256_000, "chat": group, "from": ana} | body

    def calls(self, method: str) -> list[int]:
        """The statuses of the calls of a method so far."""
        return [one.status for one in self.server.ledger if one.call.lower() == method.lower()]


async def until(found: Callable[[], Found]) -> Found:
    async with asyncio.timeout(PATIENCE_S):
        while not (what := found()):  # noqa: ASYNC110 - people look again and again, too
            await asyncio.sleep(0.005)
        return what


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the adapter itself wrote into the log; the stand-in may have troubles of its own."""
    ours = [one for one in caplog.records if one.name.startswith("adapters.telegram.")]
    return [one.getMessage() for one in ours]


def settings(server: TelegramServer, **changes: str) -> TelegramSettings:
    return TelegramSettings(
        token=changes.get("token", TOKEN),
        api_url=f"{server.url}/bot",
        file_url=f"{server.url}/file/bot",
        webhook_url=changes.get("webhook_url", ""),
        poll=1,
        pause=0.01,
        finish=0.05,
    )


@asynccontextmanager
async def connected(server: TelegramServer) -> AsyncIterator[TelegramPlatform]:
    platform = TelegramPlatform(settings(server), Noon())
    try:
        await platform.connect()
        yield platform
    finally:
        await platform.close()


@asynccontextmanager
async def running(street: Street) -> AsyncIterator[TelegramPlatform]:
    """The bot at work on the street until the block ends."""
    async with connected(street.server) as platform:
        work = asyncio.create_task(platform.run(street.intake))
        try:
            yield platform
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)


@asynccontextmanager
async def opened_street() -> AsyncIterator[Street]:
    server = TelegramServer(rates=Rates.none(), webhook_retry=0.01)
    bot = server.add_bot(TOKEN, "PorchlightTestBot", "Porchlight")
    ana = server.add_person("Ana Oliveira", "ana_o", "es-419")
    group = server.add_group("Villeray", [ana], [ana])
    await server.start()
    try:
        yield Street(server=server, bot=bot, ana=ana, group=group)
    finally:
        await server.stop()


def screen(*said: Line, buttons: tuple[Button, ...] = ()) -> Screen:
    return Screen(lines=said or (Text.of("test.hello"),), buttons=(buttons,) if buttons else ())


def button(action: Action, *, private: bool = False, tone: str = "") -> Button:
    return Button(label=Text.of("test.press"), action=action, private=private, tone=tone)


def picture(width: int = 40, height: int = 30) -> bytes:
    content = BytesIO()
    Image.new("RGB", (width, height), (200, 120, 40)).save(content, "JPEG")
    return content.getvalue()
