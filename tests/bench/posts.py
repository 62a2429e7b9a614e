"""From "Post" to the channel: a report through the whole watch, and an echo through a library."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count

from adapters.playground.actors import Actor
from adapters.playground.ledger import Entry
from adapters.playground.screens import OpenLink, Press, Write
from adapters.playground.telegram import TelegramServer
from bot.model.ids import Cell
from bot.model.places import Point, cell_at, centre
from tests.bench import platforms
from tests.bench.arrivals import until
from tests.bench.bots.orders import Orders
from tests.bench.databases import SQLITE
from tests.bench.rounds import in_turn
from tests.bench.rows import Figure, Row
from tests.bench.scale import Ground
from tests.bench.workers import at_work

OURS, ECHO = "4200:the-watch-on-a-stand-in", "4300:an-echo-on-a-stand-in"
APART_DEGREES = 0.05
PREVIEW = "This is what neighbours will see"


class Neighbour:
    """Somebody who reports, each time in another quarter."""

    def __init__(self, server: TelegramServer, actor: Actor, bot: str, homes: list[Cell]) -> None:
        """Report to a bot from one of the quarters after the other."""
        self._server, self._actor, self._bot = server, actor, bot
        self._homes = homes
        self._numbers = count()

    async def reports(self) -> float:
        """Milliseconds from the press on Post to the first post's arrival in a channel."""
        number, actor = next(self._numbers), self._actor
        home = centre(self._homes[number])
        await actor.command(self._bot, "report")
        await actor.press("Hazard", self._bot)
        await actor.sees("What happened?", chat=self._bot)
        words = f"A branch hangs over the path, {number:b}."
        await actor.write(self._bot, words)
        await actor.sees("Where?", chat=self._bot)
        await actor.pin(self._bot, home.latitude, home.longitude)
        await actor.press("Just now", self._bot)
        await actor.press("Skip", self._bot)
        shown = await actor.sees(PREVIEW, words, chat=self._bot)
        button = next(each for row in shown.buttons for each in row if each.label == "Post")
        press = Press(chat=self._bot, message=shown.id, button=button.id)
        return await self._until_said(press, lambda entry: entry.chat.startswith("-"))

    async def echoes(self, echo: str) -> float:
        """Milliseconds from a word to its echo."""
        act = Write(chat=echo, text="Post")
        return await self._until_said(act, lambda entry: entry.bot == echo)

    async def _until_said(self, act: Press | Write, meant: Callable[[Entry], bool]) -> float:
        self._server.ledger.clear()
        began = time.monotonic()

        def arrived() -> float | None:
            posts = (
                entry.arrived
                for entry in self._server.ledger
                if entry.call.startswith("send") and meant(entry)
            )
            return next(posts, None)

        await self._actor.do(act)
        return (await until(arrived) - began) * 1_000


async def first(ground: Ground) -> list[Row]:
    """One report after the other, each in a quarter of its own.

    So nobody is asked whether it was reported already, and no group's own limits are measured.
    """
    homes = [
        cell_at(Point(latitude=45.0 + APART_DEGREES * number, longitude=-73.6))
        for number in range(ground.scale.reports + 1)
    ]
    async with platforms.telegram() as server:
        watch, echo = server.add_bot(OURS, "watch_bot", ""), server.add_bot(ECHO, "echo_bot", "")
        ana = server.add_person("Ana")
        groups = [
            server.add_group(f"Quarter {number}", [ana], [ana], bots=[watch])
            for number, _ in enumerate(homes)
        ]
        line = Orders(telegram_url=server.url)
        home = await ground.home(SQLITE)
        ours = replace(
            home,
            telegram_token=OURS,
            telegram_url=server.url,
            chats=tuple(str(group.id) for group in groups),
            cells=tuple(homes),
        )
        actor = Actor(world=server, id=str(ana.id), name="Ana", patience=60)
        neighbour = Neighbour(server, actor, str(watch.id), homes)
        async with at_work(
            {"watch.posts": ours, "telegram.echoes": replace(line, telegram_token=ECHO)}
        ):
            for bot in (watch, echo):
                await actor.do(OpenLink(url=f"https://t.me/{bot.username}"))
            await actor.sees("I am the neighbourhood watch")
            samples, peers = await in_turn(
                neighbour.reports,
                partial(neighbour.echoes, str(echo.id)),
                rounds=ground.scale.reports,
            )
    row = Row(
        work="report confirmed to first post, p50",
        size=len(samples),
        database=SQLITE,
        ours=Figure.median(samples),
        peer=Figure.median(peers),
        peer_name="bare python-telegram-bot echo",
        unit="ms",
    )
    p99 = replace(
        row,
        work="report confirmed to first post, p99",
        ours=Figure.p99(samples),
        peer=Figure.p99(peers),
    )
    return [row, p99]
