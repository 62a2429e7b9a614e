"""A bot that is cut into shards, heard in one process or in two."""

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.discord import gateways
from adapters.discord.passing import PATIENCE_S
from adapters.discord.run import DiscordPlatform
from adapters.discord.settings import ShardsError
from adapters.discord.told import ACTED
from adapters.playground.discord.rates import Rates
from adapters.playground.discord.server import DiscordServer
from adapters.playground.screens import Message, Person, RunCommand, Write
from adapters.playground.windows import Limit
from bot.events import Called, Departed, Said
from bot.model.channels import ChatKind
from bot.model.commands import Command
from bot.ports.world import Address
from bot.replies import EraseTheirs
from tests.adapters.discord.street import (
    READER,
    TOKEN,
    Script,
    StoppedClock,
    saying,
    screen,
    settings,
    words,
)
from tests.adapters.playground.guilds import guild_on

SHARDS = 2
TRIES = 2


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """A guild of each shard with a channel each, and Ana, who is in both."""

    server: DiscordServer
    bot: str
    ana: Person
    guilds: tuple[str, str]
    chats: tuple[str, str]
    dm: str

    def platform(self) -> DiscordPlatform:
        cut = replace(settings(self.server), shards=SHARDS, pause=0.01)
        return DiscordPlatform(cut, StoppedClock())

    def seen(self, chat: str) -> tuple[Message, ...]:
        found = [one for one in self.server.screen(self.ana.id).chats if one.id == chat]
        return found[0].messages if found else ()

    async def asks(self, chat: str) -> None:
        await self.server.act(self.ana.id, RunCommand(chat=chat, name="help"))

    async def answered(self, chat: str, text: str) -> None:
        await self.server.until(lambda: [one.text for one in self.seen(chat)][-1:] == [text])


@asynccontextmanager
async def quarter(rates: Rates | None = None) -> AsyncIterator[Quarter]:
    server = DiscordServer(rates=rates or Rates.none())
    await server.start()
    ana = server.add_person("Ana", "ana", "es-ES")
    bot = server.add_bot(TOKEN, "porchlight")
    server.shard(bot, SHARDS, least=SHARDS, concurrency=SHARDS)
    first, second = (guild_on((at, SHARDS), server, ana) for at in range(SHARDS))
    for guild in (first, second):
        server.invite(guild, bot)
    try:
        yield Quarter(
            server=server,
            bot=bot,
            ana=ana,
            guilds=(first, second),
            chats=(server.add_channel(first, "watch"), server.add_channel(second, "watch")),
            dm=server.open_dm(ana.id, bot),
        )
    finally:
        await server.stop()


@asynccontextmanager
async def hearing(
    platform: DiscordPlatform, script: Script, *shards: int
) -> AsyncIterator[DiscordPlatform]:
    """It hears these shards."""
    await platform.connect()
    running = [asyncio.create_task(platform.run(script, shard)) for shard in shards]
    try:
        async with asyncio.timeout(5):
            await platform.listening()
        yield platform
    finally:
        for task in running:
            task.cancel()
        await asyncio.wait(running)
        await platform.close()


@asynccontextmanager
async def apart(place: Quarter, script: Script) -> AsyncIterator[DiscordPlatform]:
    """Two processes: the first one's platform hears the first shard, the other's the second."""
    first, other = place.platform(), place.platform()
    app = web.Application()
    app.add_routes(first.routes())
    async with TestServer(app) as door, aiohttp.ClientSession() as http:

        async def elsewhere(sealed: bytes) -> bool:
            async with http.post(door.make_url(first.passing_path), data=sealed) as answer:
                return answer.status == 204

        other.pass_on(elsewhere)
        async with hearing(first, script, 0), hearing(other, Script(), 1):
            yield first


async def test_one_process_hears_all_shards() -> None:
    async with quarter() as place:
        script = Script(answers=(saying("Hello"),))
        async with hearing(place.platform(), script, 0, 1) as platform:
            assert platform.reachable
            for number, chat in enumerate((*place.chats, place.dm), start=1):
                await place.asks(chat)
                await place.answered(chat, "Hello")
                assert (await script.event(number)).chat.id == chat


async def test_all_that_is_done_is_taken_in_where_the_first_shard_is_heard() -> None:
    """What lies on the desk is there: a guild of the other shard is no other matter."""
    async with quarter() as place:
        script = Script(answers=(saying("Hello"),))
        async with apart(place, script):
            for number, chat in enumerate((*place.chats, place.dm), start=1):
                await place.asks(chat)
                await place.answered(chat, "Hello")
                event = await script.event(number)
                assert event.act == Called(command=Command.HELP, argument="")
                assert event.chat.id == chat
                assert event.chat.title == ("" if chat == place.dm else "watch")
                assert event.sender.language == "es-ES"


async def test_an_answer_typed_in_a_guild_of_another_shard_is_taken_off() -> None:
    async with quarter() as place:
        script = Script(answers=(EraseTheirs(), saying("heard")))
        async with apart(place, script) as platform:
            chat = place.chats[1]
            post = await platform.post(
                Address(id=chat, personal=False), screen(words("Seen a van?")), READER, "1"
            )
            for text, answered in (("not to the bot", None), ("I saw it", post.message)):
                write = Write(chat=chat, text=text, reply_to=answered)
                await place.server.act(place.ana.id, write)
            event = await script.event()
            assert isinstance(event.act, Said)
            assert event.chat.kind is ChatKind.GROUP
            left = ["Seen a van?", "not to the bot", "heard"]
            await place.server.until(lambda: [one.text for one in place.seen(chat)] == left)
        assert len(script.events) == 1


async def test_a_guild_that_puts_the_bot_out_is_departed_from_on_its_shard() -> None:
    async with quarter() as place:
        script = Script()
        async with hearing(place.platform(), script, 0, 1):
            place.server.kick(place.guilds[1], place.bot)
            event = await script.event()
            assert (event.act, event.chat.id) == (Departed(), place.chats[1])


async def test_who_takes_in_may_change_and_what_one_person_does_stays_in_order() -> None:
    async with quarter() as place:
        script = Script(answers=(saying("Hello"),))
        platform = place.platform()
        async with hearing(platform, script, 1):
            for text in ("one", "two", "three"):
                write = Write(chat=place.chats[1], text=f"<@{place.bot}> {text}")
                await place.server.act(place.ana.id, write)
            running = asyncio.create_task(platform.run(script, 0))
            await script.event(3)
            said = [each.act.text for each in script.events if isinstance(each.act, Said)]
            assert [text.split()[-1] for text in said] == ["one", "two", "three"]
            running.cancel()
            await asyncio.wait({running})


async def test_where_nobody_takes_it_in_the_person_is_asked_to_do_it_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(PATIENCE_S, ACTED, 0.05)
    async with quarter() as place, hearing(place.platform(), Script(), 1):
        await place.asks(place.chats[1])
        await place.answered(place.chats[1], "Please do that once more.")


async def test_what_is_passed_on_does_not_tell_who_acted() -> None:
    """Neither on the wire nor in the log, whether it is taken or not."""
    log, sealed, enough = io.StringIO(), list[bytes](), asyncio.Event()

    async def elsewhere(found: bytes) -> bool:
        sealed.append(found)
        if len(sealed) > TRIES:
            enough.set()
        return len(sealed) >= TRIES

    with everything_said(log):
        async with quarter() as place:
            platform = place.platform()
            platform.pass_on(elsewhere)
            async with hearing(platform, Script(), 1):
                await place.asks(place.chats[1])
                named = Write(chat=place.chats[1], text=f"<@{place.bot}> a canary")
                await place.server.act(place.ana.id, named)
                async with asyncio.timeout(5):
                    await enough.wait()
    seen = [log.getvalue().encode(), *sealed]
    for canary in (place.ana.id, place.chats[1], place.guilds[1], "canary", "INTERACTION", TOKEN):
        assert not any(canary.encode() in each for each in seen)
    assert "connected" in log.getvalue()
    assert len(set(sealed)) == len(sealed)
    assert len({len(each) for each in sealed}) == 1


@contextmanager
def everything_said(log: io.StringIO) -> Iterator[None]:
    """What the adapter and the watch say, down to the least of it."""
    spoken, handler = logging.getLogger("adapters.discord"), logging.StreamHandler(log)
    level = spoken.level
    spoken.setLevel(logging.DEBUG)
    spoken.addHandler(handler)
    try:
        yield
    finally:
        spoken.removeHandler(handler)
        spoken.setLevel(level)


async def test_only_processes_of_the_bot_bring_anything() -> None:
    async with quarter() as place:
        platform, script = place.platform(), Script()
        app = web.Application()
        app.add_routes(platform.routes())
        async with TestServer(app) as door, aiohttp.ClientSession() as http:
            for body in (b"", b"[]", bytes(100)):
                async with http.post(door.make_url(platform.passing_path), data=body) as answer:
                    assert answer.status == 403
        assert not script.events


@pytest.mark.parametrize(
    ("least", "shard", "words"),
    [(4, 0, "wants more shards than 2"), (1, 7, "does not know shard 7 of 2")],
)
async def test_a_number_of_shards_that_discord_does_not_take_is_named(
    least: int, shard: int, words: str
) -> None:
    async with quarter() as place:
        place.server.shard(place.bot, 4, least=least)
        platform = place.platform()
        await platform.connect()
        with pytest.raises(ShardsError, match=words) as refused:
            await platform.run(Script(), shard)
        assert "DISCORD_SHARDS" in str(refused.value)
        await platform.close()


async def test_a_session_waits_where_all_of_a_day_are_used_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever begins one more has its token taken back."""
    monkeypatch.setattr(gateways, "ASK_AGAIN_S", 0.02)
    async with quarter() as place:
        application = place.server.realm.applications[int(place.bot)]
        application.sessions_left = 0
        platform = place.platform()
        await platform.connect()
        running = asyncio.create_task(platform.run(Script(), 0))
        while asked(place, "GET /gateway/bot") < TRIES:  # noqa: ASYNC110 - as it does itself
            await asyncio.sleep(0.01)
        assert not platform.reachable
        application.sessions_left = 1
        async with asyncio.timeout(5):
            await platform.listening()
        running.cancel()
        await asyncio.wait({running})
        await platform.close()


def asked(place: Quarter, call: str) -> int:
    return sum(entry.call == call for entry in place.server.ledger)


async def test_sessions_begin_in_turn() -> None:
    """Those of one bucket; whoever does not wait is refused by Discord."""
    rates = Rates(identify=Limit(calls=1, seconds=0.3))
    async with quarter(rates) as place:
        place.server.shard(place.bot, SHARDS)
        platform, asked = place.platform(), []

        async def lease(what: str, spacing: float, patience: float) -> float | None:
            del spacing, patience
            asked.append(what)
            return 0.31 * (len(asked) - 1)

        platform.take_turns(lease)
        async with hearing(platform, Script(), 0, 1):
            assert asked == ["sessions of discord, 0"] * SHARDS
            assert place.server.realm.applications[int(place.bot)].sessions_left == 998
