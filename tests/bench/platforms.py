"""Stand-in platforms without brakes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.playground.discord.rates import Rates as DiscordRates
from adapters.playground.discord.server import DiscordServer
from adapters.playground.telegram import Rates, TelegramServer


@asynccontextmanager
async def telegram() -> AsyncIterator[TelegramServer]:
    """A Telegram that lets bots send as fast as they can."""
    server = TelegramServer(rates=Rates.none())
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def discord() -> AsyncIterator[DiscordServer]:
    """A Discord that lets bots send as fast as they can."""
    server = DiscordServer(rates=DiscordRates.none())
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
