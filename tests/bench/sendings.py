"""Messages per second: what the watch owes, as many under way as it has, beside a bare loop.

The watch notes each message before and after; a loop sends one after the other and notes nothing.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus

from adapters.playground.discord.rates import POST
from adapters.playground.screens import OpenLink
from tests.bench import platforms
from tests.bench.bots.orders import Orders
from tests.bench.databases import SQLITE
from tests.bench.rounds import in_turn
from tests.bench.rows import Figure, Row
from tests.bench.scale import Ground
from tests.bench.workers import Worker, at_work

OURS, LOOP = "4200:the-watch-on-a-stand-in", "4300:a-loop-on-a-stand-in"
DISCORDS_OURS, DISCORDS_LOOP = "MTA4MDA4.watch.stand-in", "MTA5MDA5.loop.stand-in"

GOAL = 0.5
"""Of a bare loop's messages per second, on SQLite."""

CHANNELS = 50


class MissingError(Exception):
    """Not every message came in: the figures would mean nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A platform with chats to write to; `came` counts what arrived there."""

    line: Orders
    came: Callable[[], int]

    async def rates(self, rounds: int, crew: Mapping[str, Orders]) -> tuple[list[float], ...]:
        """Each bot's messages per second, round by round."""
        messages = self.line.messages

        async def rate(worker: Worker) -> float:
            return messages / await worker.works()

        async with at_work(crew) as workers:
            rates = await in_turn(*(partial(rate, each) for each in workers), rounds=rounds)
        expected = len(crew) * (rounds + 1) * messages
        if self.came() != expected:
            message = f"{self.came()} of {expected} messages came in"
            raise MissingError(message)
        return rates


async def on_telegram(ground: Ground, database: str) -> list[Row]:
    """One incident to many private chats, beside loops with and without a memory."""
    async with _telegram(ground.scale.messages) as stage:
        home = await ground.home(database)
        ours = replace(_at(home, stage.line), telegram_token=OURS)
        loop = replace(_at(home, stage.line), telegram_token=LOOP)
        crew = {"watch.sends": ours, "telegram.sends": loop}
        if database == SQLITE:
            crew["telegram.sends_and_notes"] = loop
        rates = await stage.rates(ground.scale.sendings, crew)
    row = _row("deliver, Telegram", ground.scale.messages, database, rates)
    row = replace(row, peer_name="bare python-telegram-bot loop")
    if database != SQLITE:
        return [row]
    noting = "the same loop, noting in SQLite"
    return [row, replace(row, peer=Figure.median(rates[2]), peer_name=noting, goal=None)]


async def on_discord(ground: Ground, database: str) -> list[Row]:
    """Incidents to many channels, each post with its nonce."""
    async with _discord(ground.scale.messages) as stage:
        home = await ground.home(database)
        ours = replace(_at(home, stage.line), discord_token=DISCORDS_OURS)
        loop = replace(stage.line, discord_token=DISCORDS_LOOP)
        crew = {"watch.sends": ours, "discord.sends": loop}
        rates = await stage.rates(ground.scale.sendings, crew)
    row = _row("deliver, Discord", ground.scale.messages, database, rates)
    return [replace(row, peer_name="bare discord.py loop")]


def _at(home: Orders, line: Orders) -> Orders:
    return replace(line, folder=home.folder, database_url=home.database_url)


def _row(work: str, size: int, database: str, rates: tuple[list[float], ...]) -> Row:
    return Row(
        work=work,
        size=size,
        database=database,
        ours=Figure.median(rates[0]),
        peer=Figure.median(rates[1]),
        peer_name="",
        unit="messages/s",
        goal=GOAL if database == SQLITE else None,
    )


@asynccontextmanager
async def _telegram(messages: int) -> AsyncIterator[Stage]:
    """As many private chats as there are messages, open to both bots."""
    async with platforms.telegram() as server:
        people = [server.add_person(f"Neighbour {number}") for number in range(messages)]
        for name, token in (("watch_bot", OURS), ("loop_bot", LOOP)):
            server.add_bot(token, name, "")
            for person in people:
                await server.act(str(person.id), OpenLink(url=f"https://t.me/{name}"))

        def came() -> int:
            sent = (one.status for one in server.ledger if one.call == "sendMessage")
            return sum(status == HTTPStatus.OK for status in sent)

        chats = tuple(str(person.id) for person in people)
        yield Stage(
            line=Orders(telegram_url=server.url, chats=chats, messages=messages), came=came
        )


@asynccontextmanager
async def _discord(messages: int) -> AsyncIterator[Stage]:
    """Some channels with both bots in them."""
    async with platforms.discord() as server:
        guild = server.add_guild("Villeray", server.add_person("Ana", "ana"))
        for name, token in (("watch", DISCORDS_OURS), ("loop", DISCORDS_LOOP)):
            server.invite(guild, server.add_bot(token, name))
        named = [f"watch-{number}" for number in range(min(messages, CHANNELS))]

        def came() -> int:
            sent = (one.status for one in server.ledger if one.call == POST)
            return sum(status == HTTPStatus.OK for status in sent)

        line = Orders(
            discord_api_url=server.api_url,
            discord_gateway_url=server.gateway_url,
            chats=tuple(server.add_channel(guild, name) for name in named),
            messages=messages,
        )
        yield Stage(line=line, came=came)
