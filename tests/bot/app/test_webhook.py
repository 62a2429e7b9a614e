import asyncio
import socket
from pathlib import Path

from bot.app.demo import settle
from bot.app.settings import GivenSettings
from bot.app.town import built
from bot.app.wiring import opened
from tests.adapters.telegram.house import until
from tests.bot.app.operators import at_work


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_whichever_process_an_update_is_brought_to_the_one_that_hears_answers(
    postgres_url: str, tmp_path: Path
) -> None:
    """What lies on a desk lies in one process: the other passes on what a balancer brings."""
    async with built() as town:
        usual = town.settings(tmp_path, database_url=postgres_url).model_dump()
        hears, passes_on = (
            GivenSettings(
                **usual
                | {
                    "discord_token": "",
                    "telegram_webhook_url": f"http://127.0.0.1:{balancer}/telegram",
                    "http_listen": f"127.0.0.1:{port}",
                }
            )
            for balancer in [free_port()]
            for port in (free_port(), balancer)
        )
        async with at_work(hears) as first:
            await until(lambda: bool(first.heard))
            async with at_work(passes_on) as other:
                ana = town.patient(30).person("Ana")
                await ana.write(town.bot, "/start")
                await ana.sees("I am the neighbourhood watch")
                assert not other.heard


async def test_the_watch_answers_through_a_webhook(tmp_path: Path) -> None:
    """Telegram pushes updates to the watch's own HTTP server; nothing is fetched."""
    port = free_port()
    async with built() as town:
        usual = town.settings(tmp_path)
        await settle(usual)
        changed = {
            "telegram_webhook_url": f"http://127.0.0.1:{port}/telegram",
            "http_listen": f"127.0.0.1:{port}",
        }
        settings = GivenSettings(**(usual.model_dump() | changed))
        async with opened(settings) as watch:
            running = asyncio.create_task(watch.run())
            ana = town.person("Ana")
            await ana.write(town.bot, "/start")
            await ana.sees("I am the neighbourhood watch")
            await ana.press("Report something")
            await ana.sees("What is it about?")
            running.cancel()
            await asyncio.wait({running})
        called = {entry.call.lower() for entry in town.telegram.ledger}
        assert "setwebhook" in called
        assert "getupdates" not in called
