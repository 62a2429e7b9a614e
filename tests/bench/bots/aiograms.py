"""aiogram and nothing else."""

import asyncio

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode

from tests.bench.bots.orders import Orders, bidden, clocked
from tests.bench.bots.telegram import WORDS

PAUSE_S = 0.05
"""As aiogram's own example of a broadcast sleeps: "20 messages per second (Limit: 30)"."""


async def sends(orders: Orders) -> None:
    """Write to one chat after the other, with the example's pause between."""
    server = TelegramAPIServer.from_base(orders.telegram_url)
    async with Bot(orders.telegram_token, session=AiohttpSession(api=server)) as bot:

        async def send() -> None:
            for chat in orders.chats:
                await bot.send_message(chat, WORDS, parse_mode=ParseMode.HTML)
                await asyncio.sleep(PAUSE_S)

        async for _ in bidden():
            await clocked(send)
