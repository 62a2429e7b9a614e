"""python-telegram-bot and nothing else."""

import asyncio

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
    async with _bot(orders) as bot:
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
    """Write to one chat after the other."""
    async with _bot(orders) as bot:

        async def send() -> None:
            for number in range(orders.messages):
                chat = orders.chats[number % len(orders.chats)]
                await bot.send_message(chat, WORDS, parse_mode=ParseMode.HTML)

        async for _ in bidden():
            await clocked(send)


def _bot(orders: Orders) -> Bot:
    return Bot(
        orders.telegram_token,
        base_url=f"{orders.telegram_url}/bot",
        base_file_url=f"{orders.telegram_url}/file/bot",
    )
