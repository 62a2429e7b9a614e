"""Several sessions of one bot, each told of its part of the guilds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import pytest
from typing_extensions import override

from adapters.playground.discord.rates import Rates
from adapters.playground.discord.wire import as_object
from adapters.playground.screens import RunCommand, Write
from adapters.playground.windows import Limit
from tests.adapters.playground.discord.asking import NEAR, register
from tests.adapters.playground.discord.test_discord_py import lit
from tests.adapters.playground.discord.town import TOKEN, Town, town
from tests.adapters.playground.discord.wires import USUAL, Client, asked, client
from tests.adapters.playground.guilds import guild_on

PAIR = ((0, 2), (1, 2))


def lots(elm: Town) -> tuple[str, str]:
    """A channel in a guild of each of two shards, and the bot in no other guild."""
    elm.server.kick(elm.guild, elm.bot)
    found = []
    for shard in PAIR:
        guild = guild_on(
            shard, elm.server, elm.ana, members=[elm.ben], later=lambda: elm.clock.advance(0.001)
        )
        elm.server.invite(guild, elm.bot)
        found.append(elm.server.add_channel(guild, "watch"))
    return found[0], found[1]


async def identify(found: Client, shard: tuple[int, int]) -> None:
    body = {"token": TOKEN, "intents": USUAL, "properties": {}, "shard": list(shard)}
    await found.send(2, body)


@asynccontextmanager
async def both(elm: Town) -> AsyncIterator[tuple[Client, Client]]:
    async with client(elm) as first, client(elm) as second:
        for found, shard in zip((first, second), PAIR, strict=True):
            await identify(found, shard)
            ready = await found.event("READY")
            assert ready["shard"] == list(shard)
            (guild,) = ready["guilds"] if isinstance(ready["guilds"], list) else []
            assert (await found.event("GUILD_CREATE"))["id"] == as_object(guild)["id"]
        yield first, second


async def test_a_guild_is_told_of_on_its_shard_and_private_words_on_the_first() -> None:
    async with town() as elm:
        chats = lots(elm)
        await register(elm, NEAR)
        dm = elm.server.open_dm(elm.ben.id, elm.bot)
        async with both(elm) as shards:
            for hears, chat in ((0, chats[0]), (1, chats[1]), (0, dm)):
                await elm.server.act(elm.ben.id, Write(chat=chat, text="hi"))
                await elm.server.act(elm.ben.id, RunCommand(chat=chat, name="near"))
                told = await shards[hears].event("MESSAGE_CREATE")
                assert told["channel_id"] == chat
                assert (await asked(shards[hears]))["channel_id"] == chat
                assert await shards[1 - hears].quiet()


async def test_each_shard_resumes_what_it_missed_itself() -> None:
    async with town() as elm:
        chats = lots(elm)
        async with client(elm) as found:
            await identify(found, (1, 2))
            session = str((await found.event("READY"))["session_id"])
            await found.event("GUILD_CREATE")
            sequence = found.sequence
            await found.socket.close(code=4000)
        for chat in chats:
            await elm.server.act(elm.ben.id, Write(chat=chat, text="meanwhile"))
        async with client(elm) as found:
            await found.resume(session, sequence)
            assert (await found.event("MESSAGE_CREATE"))["channel_id"] == chats[1]
            assert (await found.receive())["t"] == "RESUMED"


async def test_a_command_fails_where_nobody_hears_its_shard() -> None:
    async with town() as elm:
        _, second = lots(elm)
        await register(elm, NEAR)
        async with client(elm) as found:
            await identify(found, (0, 2))
            await found.event("GUILD_CREATE")
            await elm.server.act(elm.ben.id, RunCommand(chat=second, name="near"))
            assert elm.server.screen(elm.ben.id).popups


@pytest.mark.parametrize(
    ("shard", "code"), [((2, 2), 4010), ((0, 0), 4010), ((-1, 2), 4010), ((0, 1), 4011)]
)
async def test_a_shard_that_is_none_or_too_large_is_refused(
    elm: Town, shard: tuple[int, int], code: int
) -> None:
    elm.server.shard(elm.bot, 2, least=2)
    async with client(elm) as found:
        await identify(found, shard)
        assert await found.closed() == code


async def test_so_many_shards_begin_at_once_as_the_server_says() -> None:
    async with town(rates=Rates(identify=Limit(calls=1, seconds=5.0))) as elm:
        elm.server.shard(elm.bot, 4, concurrency=2)
        told = (await elm.call("GET", "/gateway/bot")).body
        assert told["shards"] == 4
        assert as_object(told["session_start_limit"])["max_concurrency"] == 2
        for at, began in ((0, True), (1, True), (2, False), (3, False)):
            async with client(elm) as found:
                await identify(found, (at, 4))
                assert await (found.event("READY") if began else found.op(9))
        elm.clock.advance(5)
        async with client(elm) as found:
            await identify(found, (3, 4))
            await found.event("READY")


class Lamps(discord.AutoShardedClient):
    """As many shards as are recommended, one session each."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(intents=intents, guild_ready_timeout=0.05)
        self.ready = asyncio.Event()
        self.heard: asyncio.Queue[tuple[int | None, str]] = asyncio.Queue()

    @override
    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        del shard_id, initial  # this server lets all begin at once

    async def on_ready(self) -> None:
        self.ready.set()

    async def on_message(self, message: discord.Message) -> None:
        guild = message.guild
        self.heard.put_nowait((None if guild is None else guild.shard_id, message.content))


async def test_discord_py_hears_all_its_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    async with town() as elm:
        chats = lots(elm)
        elm.server.shard(elm.bot, 2, least=2, concurrency=2)
        async with lit(elm, monkeypatch, Lamps()) as lamps:
            assert lamps.shard_count == 2
            assert sorted(guild.shard_id for guild in lamps.guilds) == [0, 1]
            dm = elm.server.open_dm(elm.ben.id, elm.bot)
            for shard, chat in ((0, chats[0]), (1, chats[1]), (None, dm)):
                await elm.server.act(elm.ben.id, Write(chat=chat, text=f"<@{elm.bot}> hi"))
                heard = await asyncio.wait_for(lamps.heard.get(), 5)
                assert heard == (shard, f"<@{elm.bot}> hi")
