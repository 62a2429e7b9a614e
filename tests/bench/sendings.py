"""Messages per second: what the watch owes, committed one by one, beside a bare loop."""

from dataclasses import replace
from functools import partial

from adapters.playground.discord.server import DiscordServer
from adapters.playground.screens import OpenLink
from adapters.playground.telegram import TelegramServer
from tests.bench import platforms
from tests.bench.bots.orders import Orders
from tests.bench.databases import SQLITE
from tests.bench.rounds import in_turn
from tests.bench.rows import Figure, Row
from tests.bench.scale import Ground
from tests.bench.workers import Worker, started

OURS, LOOP = "4200:the-watch-on-a-stand-in", "4300:a-loop-on-a-stand-in"
DISCORDS_OURS, DISCORDS_LOOP = "MTA4MDA4.watch.stand-in", "MTA5MDA5.loop.stand-in"

GOAL = 0.5
"""Of a bare loop's messages per second, on SQLite."""

CHANNELS = 50
POST = "/channels/{channel}/messages"


class MissingError(Exception):
    """Not every message came in: the figure would mean nothing."""


async def on_telegram(ground: Ground, database: str) -> list[Row]:
    """One incident to many private chats."""
    async with platforms.telegram() as server:
        line = await _telegram_line(server, ground.scale.messages)
        home = await ground.home(database)
        ours = replace(home, telegram_token=OURS, telegram_url=line.telegram_url)
        ours = replace(ours, chats=line.chats, messages=line.messages)
        async with (
            started("watch-sends", ours) as watch,
            started("telegram-sends", replace(line, telegram_token=LOOP)) as loop,
        ):
            row = await _compared(ground, watch, loop, "bare python-telegram-bot loop")
        sent = sum(one.method == "sendMessage" and one.status == 200 for one in server.ledger)
    return [_checked(row, ground, sent, work="deliver, Telegram", database=database)]


async def on_discord(ground: Ground, database: str) -> list[Row]:
    """Incidents to many channels, each with its nonce."""
    async with platforms.discord() as server:
        line = _discord_line(server, ground.scale.messages)
        home = await ground.home(database)
        ours = replace(home, discord_token=DISCORDS_OURS, discord_api_url=line.discord_api_url)
        ours = replace(ours, discord_gateway_url=line.discord_gateway_url)
        ours = replace(ours, chats=line.chats, messages=line.messages)
        async with (
            started("watch-sends", ours) as watch,
            started("discord-sends", replace(line, discord_token=DISCORDS_LOOP)) as loop,
        ):
            row = await _compared(ground, watch, loop, "bare discord.py loop")
        sent = sum(one.route == POST and one.status == 200 for one in server.ledger)
    return [_checked(row, ground, sent, work="deliver, Discord", database=database)]


async def _telegram_line(server: TelegramServer, count: int) -> Orders:
    """As many private chats as there are messages, open to both bots."""
    people = [server.add_person(f"Neighbour {number}") for number in range(count)]
    for name, token in (("watch_bot", OURS), ("loop_bot", LOOP)):
        server.add_bot(token, name, "")
        for person in people:
            await server.act(str(person.id), OpenLink(url=f"https://t.me/{name}"))
    chats = tuple(str(person.id) for person in people)
    return Orders(telegram_url=server.url, chats=chats, messages=count)


def _discord_line(server: DiscordServer, count: int) -> Orders:
    """Some channels with both bots in them."""
    ana = server.add_person("Ana", "ana")
    guild = server.add_guild("Villeray", ana)
    for name, token in (("watch", DISCORDS_OURS), ("loop", DISCORDS_LOOP)):
        server.invite(guild, server.add_bot(token, name))
    named = (f"watch-{number}" for number in range(min(count, CHANNELS)))
    return Orders(
        discord_api_url=server.api_url,
        discord_gateway_url=server.gateway_url,
        chats=tuple(server.add_channel(guild, name) for name in named),
        messages=count,
    )


async def _compared(ground: Ground, watch: Worker, loop: Worker, peer_name: str) -> Row:
    scale = ground.scale

    async def rate(worker: Worker) -> float:
        return scale.messages / await worker.works()

    ours, peer = await in_turn(partial(rate, watch), partial(rate, loop), rounds=scale.sendings)
    return Row(
        work="deliver",
        size=scale.messages,
        database=SQLITE,
        ours=Figure.median(ours),
        peer=Figure.median(peer),
        peer_name=peer_name,
        unit="messages/s",
        goal=GOAL,
    )


def _checked(row: Row, ground: Ground, sent: int, *, work: str, database: str) -> Row:
    expected = 2 * (ground.scale.sendings + 1) * ground.scale.messages
    if sent != expected:
        message = f"{work}: {sent} of {expected} messages came in"
        raise MissingError(message)
    goal = GOAL if database == SQLITE else None
    return replace(row, work=work, database=database, goal=goal)
