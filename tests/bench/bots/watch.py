"""The watch itself, wired as `porchlight run` wires it."""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.app.settings import GivenSettings, Settings
from bot.app.system import SystemClock
from bot.app.watch import Watch
from bot.app.wiring import opened
from bot.delivery import Outbox, Sender
from bot.model.ids import Cell
from bot.model.rates import Rates
from bot.services.pace import EvenPace
from tests.bench.bots import street
from tests.bench.bots.instant import Instant
from tests.bench.bots.orders import MASTER_KEY, OWE, UNPACED, Orders, bidden, clocked, say


async def answers(orders: Orders) -> None:
    """Live on the stand-ins and answer whoever asks."""
    async with opened(_settings(orders)) as watch:
        async with watch.store.unit() as uow:
            await street.requested(uow, 12)
            await uow.commit()
        running = asyncio.create_task(watch.run())
        async for _ in bidden():
            pass
        running.cancel()


async def posts(orders: Orders) -> None:
    """Live on the stand-in, with a group for each quarter of the town."""
    async with opened(_settings(orders)) as watch:
        (platform,) = watch.platforms
        async with watch.store.unit() as uow:
            for chat, cell in zip(orders.chats, orders.cells, strict=True):
                await street.gathered(uow, platform, chat, Cell(cell))
            await uow.commit()
        running = asyncio.create_task(watch.run())
        async for _ in bidden():
            pass
        running.cancel()


async def sends(orders: Orders) -> None:
    """Send incidents to everybody who watches, at the pace that is ordered."""
    async with opened(_settings(orders)) as watch:
        await watch.connect()
        (platform,) = watch.platforms.values()
        async with watch.store.unit() as uow:
            await street.peopled(uow, platform.name, orders.chats)
            await uow.commit()
        rates = platform.rates
        if orders.per_second == UNPACED:
            rates = Rates(per_second=UNPACED, in_flight=rates.in_flight)
        sender = Sender(_outbox(watch, orders), platform, EvenPace(rates))

        async def send() -> None:
            while await sender.step():
                pass

        async for _ in bidden():
            await _owe(watch, orders.messages)
            await clocked(send)


async def drains(orders: Orders) -> None:
    """Send through a platform that takes everything at once; `messages` of 0: what others owe."""
    async with opened(_settings(orders)) as watch:
        rates = Rates(per_second=UNPACED, in_flight=orders.at_once)
        platform = Instant(rates)
        if orders.messages:
            async with watch.store.unit() as uow:
                await street.peopled(uow, platform.name, orders.chats)
                await uow.commit()
        sender = Sender(_outbox(watch, orders), platform, EvenPace(rates))

        async def send() -> None:
            while await sender.step():
                pass

        async for word in bidden():
            await clocked(partial(_owe, watch, orders.messages) if word == OWE else send)


async def alerts(orders: Orders) -> None:
    """Owe an incident in each of the cells to whoever watches it; say the most memory taken."""
    async with opened(_settings(orders)) as watch:
        async with watch.store.unit() as uow:
            await street.reporting(uow, next(iter(watch.platforms)))
            await uow.commit()
        async for _ in bidden():
            for cell in orders.cells:
                async with watch.store.unit() as uow:
                    await street.stolen(uow, SystemClock().now(), Cell(cell))
                    await uow.commit()
            say(repr(_most_memory()))


def _most_memory() -> float:
    """Megabytes; getrusage would tell what the bench took that started this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (kibibytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kibibytes) * 1_024 / 1e6


def _outbox(watch: Watch, orders: Orders) -> Outbox:
    return Outbox(
        store=watch.store,
        keyring=watch.keyring,
        clock=SystemClock(),
        policy=_settings(orders).policy,
    )


async def _owe(watch: Watch, messages: int) -> None:
    owed = 0
    while owed < messages:
        async with watch.store.unit() as uow:
            now = SystemClock().now() - timedelta(seconds=1)
            owed += await street.stolen(uow, now)
            await uow.commit()


def _settings(orders: Orders) -> Settings:
    folder = Path(orders.folder)
    return GivenSettings(
        telegram_token=orders.telegram_token,
        telegram_api_url=f"{orders.telegram_url}/bot",
        telegram_file_url=f"{orders.telegram_url}/file/bot",
        discord_token=orders.discord_token,
        discord_api_url=orders.discord_api_url,
        discord_gateway_url=orders.discord_gateway_url,
        database_url=orders.database_url,
        master_key_file=folder / MASTER_KEY,
        keyring_file=folder / "porchlight-keyring.json",
        time_zone="America/Toronto",
        acts_a_minute=1_000_000,  # the one who asks here asks without pause
    )
