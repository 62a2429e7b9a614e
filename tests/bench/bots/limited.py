"""python-telegram-bot behind limiters: its own, and a bare leaky bucket."""

from aiolimiter import AsyncLimiter
from telegram.constants import ParseMode
from telegram.ext import AIORateLimiter, ExtBot

from tests.bench.bots.orders import Orders, bidden, clocked
from tests.bench.bots.telegram import WORDS, a_bot

MOST, PERIOD_S = 30, 1.0
"""What Telegram allows, as both limiters take it."""


async def by_library(orders: Orders) -> None:
    """With AIORateLimiter as it is without settings: 30 a second, 20 a minute in a group."""
    limiter = AIORateLimiter()
    async with ExtBot(
        orders.telegram_token,
        base_url=f"{orders.telegram_url}/bot",
        base_file_url=f"{orders.telegram_url}/file/bot",
        rate_limiter=limiter,
    ) as bot:
        await limiter.initialize()

        async def send() -> None:
            for chat in orders.chats:
                await bot.send_message(chat, WORDS, parse_mode=ParseMode.HTML)

        async for _ in bidden():
            await clocked(send)


async def by_bucket(orders: Orders) -> None:
    """A bare loop that asks aiolimiter before each message."""
    limiter = AsyncLimiter(MOST, PERIOD_S)
    async with a_bot(orders) as bot:

        async def send() -> None:
            for chat in orders.chats:
                async with limiter:
                    await bot.send_message(chat, WORDS, parse_mode=ParseMode.HTML)

        async for _ in bidden():
            await clocked(send)
