from collections.abc import AsyncIterator

import aiohttp
import pytest

from adapters.playground.telegram import Rates, TelegramServer
from tests.adapters.playground.telegram.world import TOKEN, Clock, Street


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    clock = Clock()
    server = TelegramServer(now=clock, ticks=clock, rates=Rates.none(), webhook_retry=0.01)
    bot = server.add_bot(TOKEN, "porch_bot", "Porch")
    ana = server.add_person("Ana", "ana", "en")
    ben = server.add_person("Ben", "", "es")
    group = server.add_group("Elm Street", [ana, ben], [ana], bots=[bot])
    bot.mailbox.forget()
    await server.start()
    async with aiohttp.ClientSession() as http:
        yield Street(server=server, http=http, clock=clock, bot=bot, ana=ana, ben=ben, group=group)
    await server.stop()
