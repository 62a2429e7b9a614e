"""python-telegram-bot and nothing else."""

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from telegram import Bot
from telegram.constants import ParseMode

from tests.bench.bots.orders import Orders, bidden, clocked

WORDS = (
    "<b>Theft</b> near Rue Jarry, 400 m from you.\n"
    "Two parcels taken from a porch by someone in a grey van.\n"
    "<i>A neighbour, 10 minutes ago. Not verified.</i>"
)


async def echoes(orders: Orders) -> None:
    """Say everything back."""
    async with a_bot(orders) as bot:
        echoing = asyncio.create_task(_echo(bot))
        async for _ in bidden():
            pass
        echoing.cancel()


async def _echo(bot: Bot) -> None:
    offset = None
    while True:
        for update in await bot.get_updates(offset=offset, timeout=50):
            offset = update.update_id + 1
            if update.message is not None and update.message.text is not None:
                await bot.send_message(update.message.chat_id, update.message.text)


async def sends(orders: Orders) -> None:
    """Write to one chat after the other, evenly spaced."""
    async with a_bot(orders) as bot:

        async def send() -> None:
            turn = time.monotonic()
            for number in range(orders.messages):
                await asyncio.sleep(max(0.0, turn - time.monotonic()))
                turn = max(turn, time.monotonic()) + 1 / orders.per_second
                await _send(bot, orders, number)

        async for _ in bidden():
            await clocked(send)


async def sends_and_notes(orders: Orders) -> None:
    """The same, with what is owed in a SQLite file: noted before and after each message."""
    with closing(_notebook(Path(orders.folder) / "notes.db", orders.messages)) as notes:
        async with a_bot(orders) as bot:

            async def send() -> None:
                for number in range(orders.messages):
                    notes.execute("UPDATE owed SET state = 'sending' WHERE id = ?", (number,))
                    await _send(bot, orders, number)
                    notes.execute("UPDATE owed SET state = 'sent' WHERE id = ?", (number,))

            async for _ in bidden():
                await clocked(send)


async def _send(bot: Bot, orders: Orders, number: int) -> None:
    chat = orders.chats[number % len(orders.chats)]
    await bot.send_message(chat, WORDS, parse_mode=ParseMode.HTML)


def _notebook(file: Path, count: int) -> sqlite3.Connection:
    """As careful as the watch's own database; each statement commits by itself."""
    notes = sqlite3.connect(file, isolation_level=None)
    notes.execute("PRAGMA journal_mode = WAL")
    notes.execute("PRAGMA synchronous = FULL")
    notes.execute("CREATE TABLE owed (id INTEGER PRIMARY KEY, state TEXT)")
    notes.executemany("INSERT INTO owed VALUES (?, 'pending')", ((n,) for n in range(count)))
    return notes


def a_bot(orders: Orders) -> Bot:
    return Bot(
        orders.telegram_token,
        base_url=f"{orders.telegram_url}/bot",
        base_file_url=f"{orders.telegram_url}/file/bot",
    )
