"""From what a person does to the bot's answer: through the whole watch, and through an echo."""

from dataclasses import replace
from functools import partial

from adapters.playground.screens import Act, OpenLink, RunCommand, Write
from tests.bench import platforms
from tests.bench.arrivals import Ear, until
from tests.bench.bots.orders import Orders
from tests.bench.databases import SQLITE
from tests.bench.rounds import Turn, in_turn
from tests.bench.rows import Figure, Row
from tests.bench.scale import Ground
from tests.bench.workers import at_work

OURS, ECHO = "4200:the-watch-on-a-stand-in", "4300:an-echo-on-a-stand-in"
DISCORDS_OURS, DISCORDS_ECHO = "MTA4MDA4.watch.stand-in", "MTA5MDA5.echo.stand-in"
TOKENS = {"watch": DISCORDS_OURS, "echo": DISCORDS_ECHO}

GOAL = 3.0
"""Times an echo's p50."""

CALLBACK = "POST /interactions/{interaction}/{token}/callback"


async def on_telegram(ground: Ground) -> list[Row]:
    """Somebody types a command in private."""
    async with platforms.telegram() as server:
        bots = [server.add_bot(OURS, "watch_bot", ""), server.add_bot(ECHO, "echo_bot", "")]
        ana = str(server.add_person("Ana").id)
        ear = Ear(
            arrived=lambda: next(
                (e.arrived for e in server.ledger if e.call == "sendMessage"), None
            ),
            forget=server.ledger.clear,
        )

        async def asked(act: Act) -> float:
            return await ear.after(partial(server.act, ana, act))

        ours = replace(await ground.home(SQLITE), telegram_token=OURS, telegram_url=server.url)
        echo = Orders(telegram_token=ECHO, telegram_url=server.url)
        async with at_work({"watch.answers": ours, "telegram.echoes": echo}):
            for bot in bots:
                await asked(OpenLink(url=f"https://t.me/{bot.username}"))
            rows = []
            for words in ("/help", "/check 12"):
                both = [partial(asked, Write(chat=str(bot.id), text=words)) for bot in bots]
                rows += await _compared(ground, f"answer, Telegram {words}", *both)
            return rows


async def on_discord(ground: Ground) -> list[Row]:
    """Somebody gives a slash command."""
    async with platforms.discord() as server:
        ana = server.add_person("Ana", "ana")
        guild = server.add_guild("Villeray", ana)
        chat = server.add_channel(guild, "watch")
        for name, token in TOKENS.items():
            server.invite(guild, server.add_bot(token, name))
        ledger = server.ledger
        ear = Ear(
            arrived=lambda: next((e.arrived for e in ledger if e.call == CALLBACK), None),
            forget=ledger.clear,
        )

        async def asked(name: str, **options: str) -> float:
            act = RunCommand(chat=chat, name=name, options=options)
            return await ear.after(partial(server.act, ana.id, act))

        line = Orders(discord_api_url=server.api_url, discord_gateway_url=server.gateway_url)
        home = await ground.home(SQLITE)
        ours = replace(
            line,
            discord_token=DISCORDS_OURS,
            folder=home.folder,
            database_url=home.database_url,
        )
        echo = replace(line, discord_token=DISCORDS_ECHO)
        async with at_work({"watch.answers": ours, "discord.echoes": echo}):
            await until(lambda: len(server.hub.sessions) == len(TOKENS) or None)
            peer = partial(asked, "echo", words="/help")
            return [
                *await _compared(ground, "answer, Discord /help", partial(asked, "help"), peer),
                *await _compared(
                    ground,
                    "answer, Discord /check 12",
                    partial(asked, "check", request="12"),
                    peer,
                ),
            ]


async def _compared(ground: Ground, work: str, ours: Turn, echo: Turn) -> list[Row]:
    samples, peers = await in_turn(ours, echo, rounds=ground.scale.answers)
    name = "bare discord.py echo" if "Discord" in work else "bare python-telegram-bot echo"
    row = Row(
        work=f"{work}, p50",
        size=len(samples),
        database=SQLITE,
        ours=Figure.median(samples),
        peer=Figure.median(peers),
        peer_name=name,
        unit="ms",
        goal=GOAL,
    )
    p99 = replace(
        row, work=f"{work}, p99", ours=Figure.p99(samples), peer=Figure.p99(peers), goal=None
    )
    return [row, p99]
