"""`python -m tests.bench.bots NAME`: one bot, as stdin orders."""

import asyncio
import sys
from collections.abc import Awaitable, Callable

from tests.bench.bots import discord, telegram, watch
from tests.bench.bots.orders import Orders, read

BOTS: dict[str, Callable[[Orders], Awaitable[None]]] = {
    "watch-answers": watch.answers,
    "watch-sends": watch.sends,
    "telegram-echoes": telegram.echoes,
    "telegram-sends": telegram.sends,
    "discord-echoes": discord.echoes,
    "discord-sends": discord.sends,
}


async def main() -> None:
    await BOTS[sys.argv[1]](read())


asyncio.run(main())
