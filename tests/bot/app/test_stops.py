"""Told to go, the watch goes within ten seconds, and nothing of what it began is left in doubt."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from aiohttp import ClientConnectorError, ClientSession

from adapters.playground.telegram.rates import Rates
from bot.app.alarms import Notice
from bot.app.demo import settle
from bot.app.instruments import Instruments
from bot.app.settings import GivenSettings, Settings
from bot.app.town import Town, built
from bot.app.wiring import opened
from bot.texts.text import Text
from tests.adapters.telegram.house import until
from tests.bot.app.operators import at_work
from tests.bot.app.test_webhook import free_port
from tests.torture.nursery import Forked

SOON_S = 10.0


async def stopped(bot: Forked) -> int:
    """The exit code, in time."""
    began = time.monotonic()
    code = await bot.stop()
    assert time.monotonic() - began < SOON_S
    return code


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[tuple[Forked, Town]]:
    """A bot as a process of its own, and where it lives."""
    async with built() as town:
        town.telegram.rates = Rates.none()
        settings = town.settings(tmp_path)
        await settle(settings)
        process = Forked(settings, tmp_path)
        yield process, town
        await process.close()


async def test_it_goes_whatever_it_is_doing(bot: tuple[Forked, Town], tmp_path: Path) -> None:
    process, town = bot
    await amidst_its_work(process, town)
    await although_its_database_is_held(process, town, tmp_path / "porchlight.db")
    await while_it_waits_for_a_platform(process, town)


async def amidst_its_work(process: Forked, town: Town) -> None:
    """What it is about to say is said."""
    await process.start()
    await process.ready()
    hold = town.telegram.faults.hold("sendMessage")
    ana = town.person("Ana")
    await ana.write(town.bot, "/start")
    await hold.reached.wait()
    stopping = asyncio.create_task(stopped(process))
    await asyncio.sleep(0.2)
    hold.release()
    assert await stopping == 0
    await ana.sees("I am the neighbourhood watch")


async def although_its_database_is_held(process: Forked, town: Town, file: Path) -> None:
    """It cannot finish, and is cut off."""
    await process.start()
    await process.ready()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await town.person("Ana").write(town.bot, "/help")
        await asyncio.sleep(0.5)
        assert await stopped(process) == 1


async def while_it_waits_for_a_platform(process: Forked, town: Town) -> None:
    """It has not even begun."""
    await town.telegram.stop()
    await process.start()
    await until(lambda: any("Telegram does not answer" in said for _, said in process.said))
    assert await stopped(process) == 0


async def asked(port: int, path: str) -> tuple[int, str]:
    url = f"http://127.0.0.1:{port}{path}"
    async with ClientSession() as session, session.get(url) as answer:
        return answer.status, (await answer.text()).strip()


def with_an_operator(usual: Settings, chat: str) -> tuple[Settings, int]:
    port = free_port()
    theirs = {"operator_chat": chat, "metrics_listen": f"127.0.0.1:{port}"}
    return GivenSettings(**(usual.model_dump() | theirs)), port


async def until_ready(port: int) -> None:
    """Wait until it says so."""
    async with asyncio.timeout(60):
        while True:
            with suppress(ClientConnectorError):
                if (await asked(port, "/readyz"))[0] == 200:
                    return
            await asyncio.sleep(0.05)


def with_a_door(usual: Settings) -> tuple[Settings, int]:
    port = free_port()
    listening = {"feeds_url": "https://w.example/feeds", "http_listen": f"127.0.0.1:{port}"}
    return GivenSettings(**(usual.model_dump() | listening)), port


async def test_it_lives_before_it_is_ready_and_one_platform_waits_for_no_other(
    tmp_path: Path,
) -> None:
    async with built() as town:
        settings, port = with_a_door(town.settings(tmp_path))
        await settle(settings)
        await town.telegram.stop()
        async with at_work(settings):
            dana = town.person("Dana")
            await dana.command(town.villeray_channel, "help")
            assert await asked(port, "/healthz") == (200, "alive")
            status, words = await asked(port, "/readyz")
            assert status == 503
            assert "telegram" in words


async def test_it_is_ready_when_all_its_parts_are_and_no_more_when_it_goes(
    tmp_path: Path,
) -> None:
    async with built() as town:
        settings, port = with_a_door(town.settings(tmp_path))
        await settle(settings)
        maya = town.person("Maya")
        await maya.write(town.bot, "/start")
        settings, own = with_an_operator(settings, f"telegram:{maya.id}")
        instruments = Instruments()
        async with (
            instruments.shown(settings),
            opened(settings, instruments=instruments) as watch,
        ):
            assert await asked(own, "/healthz") == (200, "alive")
            assert (await asked(own, "/readyz"))[0] == 503
            running = asyncio.create_task(watch.run())
            await until_ready(port)
            assert "porchlight_deliveries_due" in (await asked(own, "/metrics"))[1]
            assert (await asked(port, "/metrics"))[0] == 404
            for way in watch.ways:
                await way.tell(Notice(lines=(Text.of("operator.database_full"),)))
            await maya.sees("The database: its disk is full.")
            watch.instruments.health.leave()
            assert await asked(port, "/readyz") == (503, "leaving")
            running.cancel()
            await asyncio.wait({running})
