"""At Telegram's limit: the rate that is kept, and the worst second, beside libraries' limiters.

The stand-in refuses nobody here, so that everybody's worst second is seen as he meant it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

from adapters.playground.screens import OpenLink
from adapters.playground.telegram import TelegramServer
from adapters.playground.windows import Limit, slide
from adapters.telegram.limits import RATES
from tests.bench import platforms
from tests.bench.bots.orders import Orders
from tests.bench.databases import SQLITE
from tests.bench.rounds import in_turn
from tests.bench.rows import Figure, Row
from tests.bench.scale import Ground
from tests.bench.workers import Worker, at_work

ALLOWED = Limit(calls=RATES.window, seconds=1.0)

CREW = {
    "watch.sends": "",
    "telegram.sends": "evenly spaced python-telegram-bot loop",
    "limited.by_library": "python-telegram-bot's AIORateLimiter",
    "aiograms.sends": "aiogram's loop with a pause",
    "limited.by_bucket": "loop behind aiolimiter",
}
"""Who sends, and what he is called beside the watch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """A stand-in with people whom every bot may write to."""

    server: TelegramServer
    chats: tuple[str, ...]
    accounts: dict[str, str]  # of the bots, by name

    def worst(self, name: str) -> Figure:
        """The most messages of a bot that came in one second, wherever it began."""
        account = self.accounts[name]
        moments = (
            entry.arrived
            for entry in self.server.ledger
            if entry.bot == account and entry.call == "sendMessage"
        )
        most = slide(sorted(moments), ALLOWED).worst
        return Figure(value=most, least=most, most=most)


async def kept(ground: Ground) -> list[Row]:
    """One incident to many private chats, as fast as Telegram allows."""
    count = ground.scale.paced
    async with _street(count) as street:
        line = Orders(
            telegram_url=street.server.url,
            chats=street.chats,
            messages=count,
            per_second=RATES.per_second,
        )
        home = await ground.home(SQLITE)
        crew = {name: replace(line, telegram_token=_token(name)) for name in CREW}
        crew["watch.sends"] = replace(
            crew["watch.sends"], folder=home.folder, database_url=home.database_url
        )
        async with at_work(crew) as workers:
            turns = [partial(_rate, worker, count) for worker in workers]
            rates = await in_turn(*turns, rounds=ground.scale.sendings)
        worst = {name: street.worst(name) for name in CREW}
    ours, *peers = map(Figure.median, rates)
    row = Row(
        work="rate kept at Telegram's pace",
        size=count,
        database=SQLITE,
        ours=ours,
        peer=ours,
        peer_name="",
        unit="messages/s",
    )
    second = replace(row, work="worst second", ours=worst["watch.sends"], unit="messages")
    allowed = Figure(value=ALLOWED.calls, least=ALLOWED.calls, most=ALLOWED.calls)
    others = [name for name in CREW if CREW[name]]
    return [
        *(
            replace(row, peer=peer, peer_name=CREW[name])
            for name, peer in zip(others, peers, strict=True)
        ),
        replace(second, peer=allowed, peer_name="what Telegram takes", goal=1.0),
        *(replace(second, peer=worst[name], peer_name=CREW[name]) for name in others),
    ]


async def _rate(worker: Worker, messages: int) -> float:
    return messages / await worker.works()


@asynccontextmanager
async def _street(people: int) -> AsyncIterator[Street]:
    async with platforms.telegram() as server:
        chats = [str(server.add_person(f"Neighbour {number}").id) for number in range(people)]
        accounts = {}
        for number, name in enumerate(CREW):
            bot = server.add_bot(_token(name), f"pace{number}_bot", "")
            accounts[name] = str(bot.id)
            for chat in chats:
                await server.act(chat, OpenLink(url=f"https://t.me/{bot.username}"))
        yield Street(server=server, chats=tuple(chats), accounts=accounts)


def _token(name: str) -> str:
    return f"{4_200 + list(CREW).index(name)}:{name.replace('.', '-')}-on-a-stand-in"
