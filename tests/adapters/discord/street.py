"""A street on a stand-in Discord: two neighbours, a guild, and a watch that follows a script."""

import asyncio
import gettext
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from typing_extensions import override

from adapters.discord.run import DiscordPlatform
from adapters.discord.settings import DiscordSettings
from adapters.playground.discord.rates import Rates
from adapters.playground.discord.server import DiscordServer
from adapters.playground.screens import (
    Button,
    Form,
    Message,
    Person,
    Press,
    RunCommand,
    Submit,
    Write,
)
from bot.events import Event, Mark
from bot.model.actions import Action, Verb, act
from bot.model.channels import MessageRef
from bot.model.ids import PlatformName
from bot.ports.world import Address
from bot.replies import Answer, Reader, Replace, Say, Screen, Turn
from bot.replies import Button as Drawn
from bot.texts.text import Line, Text

TOKEN = "MTA.stand-in.token"  # noqa: S105 - opens nothing but the stand-in
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 40
MP4 = b"\0\0\0\x20ftypisom" + b"video" * 40

READER = Reader(language="en")

SENTENCES = {
    "hello": "Hello <b>{name}</b>",
    "said": "{words}",
    "loud": "<b>{words}</b>",
    "soft": "<i>{words}</i>",
    "press": "Press me",
    "other": "Or me",
    "title": "A form",
    "label": "Write here",
    "hint": "In your own words",
    "one": "The first",
    "two": "The second",
    "saved": "Saved.",
    "discord.press_again": "Please press again.",
    "discord.try_again": "Please do that once more.",
}


class Sentences(gettext.NullTranslations):
    """What the watch can say on this street; command descriptions are made up."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.spoken = language

    @override
    def gettext(self, message: str) -> str:
        if message.startswith("command."):
            return f"{self.spoken} {message}"
        return SENTENCES.get(message, message)


class StoppedClock:
    def now(self) -> datetime:
        return NOON


@dataclass
class Script:
    """An intake that notes what it is told and answers what it was told to."""

    answers: tuple[Answer, ...] = ()
    pause: float = 0.0
    broken: bool = False
    events: list[Event] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, event: Event | None, mark: Mark | None = None) -> Turn:
        assert event is not None
        assert mark is None
        answers = self.answers
        self.events.append(event)
        self.came.set()
        await asyncio.sleep(self.pause)
        if self.broken:
            message = "nothing could be committed"
            raise RuntimeError(message)
        return Turn(reader=READER, answers=answers)

    async def position(self, platform: PlatformName) -> int | None:
        del platform
        return None

    def reached(self, platform: PlatformName) -> None:
        message = f"{platform} is not polled"
        raise AssertionError(message)

    async def event(self, number: int = 1) -> Event:
        """The first, second, ... event, waited for."""
        async with asyncio.timeout(5):
            while len(self.events) < number:
                self.came.clear()
                await self.came.wait()
        return self.events[number - 1]


@dataclass
class Street:
    server: DiscordServer
    bot: str
    guild: str
    chat: str
    ana: Person
    ben: Person
    ana_dm: str
    script: Script
    stack: AsyncExitStack
    platform: DiscordPlatform

    async def restart(self, *, defer_after: float = 1.0) -> None:
        """The watch goes down and comes up again, knowing nothing of before."""
        await self.stack.aclose()
        fresh = moved_in(self.server, self.script, defer_after=defer_after)
        self.platform = await self.stack.enter_async_context(fresh)

    def messages(self, person: Person, chat: str) -> tuple[Message, ...]:
        found = [one for one in self.server.screen(person.id).chats if one.id == chat]
        return found[0].messages if found else ()

    async def sees(
        self, person: Person, chat: str, count: int = 1, *, thinking: bool = False
    ) -> Message:
        """The newest message once there are so many."""

        def there() -> bool:
            found = self.messages(person, chat)
            return len(found) == count and found[-1].thinking is thinking

        await self.server.until(there)
        return self.messages(person, chat)[-1]

    async def until(self, check: Callable[[], bool]) -> None:
        await self.server.until(check)

    async def gives(self, person: Person, name: str, **options: str) -> None:
        await self.server.act(person.id, RunCommand(chat=self.chat, name=name, options=options))

    async def presses(self, person: Person, message: Message, chat: str, at: int = 0) -> None:
        button = buttons(message)[at]
        await self.server.act(person.id, Press(chat=chat, message=message.id, button=button.id))

    async def writes(self, person: Person, text: str) -> None:
        await self.server.act(person.id, Write(chat=self.ana_dm, text=text))

    async def answers(self, person: Person, message: Message, text: str) -> None:
        await self.server.act(person.id, Write(chat=self.chat, text=text, reply_to=message.id))

    async def posts(self, screen: Screen, nonce: str = "1") -> MessageRef:
        """A post in the channel."""
        to = Address(id=self.chat, personal=False)
        return await self.platform.post(to, screen, READER, nonce)

    async def form(self, person: Person) -> Form:
        await self.server.until(lambda: self.server.screen(person.id).form is not None)
        found = self.server.screen(person.id).form
        assert found is not None
        return found

    async def submits(self, person: Person, submit: Submit) -> None:
        await self.server.act(person.id, submit)

    async def shown(self, screen: Screen) -> Message:
        """A screen as the answer to Ana's command."""
        before = len(self.messages(self.ana, self.chat))
        self.script.answers = (Say(screen=screen),)
        await self.gives(self.ana, "help")
        return await self.sees(self.ana, self.chat, before + 1)


def buttons(message: Message) -> tuple[Button, ...]:
    return tuple(button for row in message.buttons for button in row)


def words(text: str) -> Text:
    return Text.of("said", words=text)


def screen(*lines: Line, verb: Action | None = None) -> Screen:
    button = Drawn(label=Text.of("press"), action=verb or act(Verb.CANCEL))
    return Screen(lines=lines, buttons=((button,),))


def replacing(text: str) -> Replace:
    return Replace(screen=screen(words(text)))


def saying(text: str) -> Say:
    return Say(screen=screen(words(text)))


def settings(server: DiscordServer, token: str = TOKEN) -> DiscordSettings:
    return DiscordSettings(token=token, api_url=server.api_url, gateway_url=server.gateway_url)


@asynccontextmanager
async def moved_in(
    server: DiscordServer, script: Script, *, defer_after: float = 1.0
) -> AsyncIterator[DiscordPlatform]:
    """A platform that listens."""
    platform = DiscordPlatform(settings(server), StoppedClock(), defer_after=defer_after)
    await platform.connect()
    running = asyncio.create_task(platform.run(script))
    try:
        async with asyncio.timeout(5):
            await platform.listening()
        yield platform
    finally:
        running.cancel()
        await asyncio.wait({running})
        await platform.close()


@asynccontextmanager
async def opened() -> AsyncIterator[Street]:
    """A street with everybody on it."""
    server = DiscordServer(rates=Rates.none())
    await server.start()
    ana = server.add_person("Ana Ñ", "ana.n", "es-ES")
    ben = server.add_person("Ben", "ben", "en-GB")
    bot = server.add_bot(TOKEN, "porchlight")
    guild = server.add_guild("Rosemont", owner=ben, members=[ana])
    chat = server.add_channel(guild, "watch")
    server.invite(guild, bot)
    script = Script()
    try:
        async with AsyncExitStack() as stack:
            yield Street(
                server=server,
                bot=bot,
                guild=guild,
                chat=chat,
                ana=ana,
                ben=ben,
                ana_dm=server.open_dm(ana.id, bot),
                script=script,
                stack=stack,
                platform=await stack.enter_async_context(moved_in(server, script)),
            )
    finally:
        await server.stop()
