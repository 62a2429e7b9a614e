import asyncio
from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web

from adapters.telegram.limits import UPDATES
from adapters.telegram.run import TelegramPlatform
from adapters.telegram.settings import BadWebhookError
from bot.events import Called, Said
from bot.model.commands import Command
from bot.replies import Say
from tests.adapters.telegram.house import Noon, Street, screen, settings, until

HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Hooked:
    """The watch's own HTTP server with the webhook mounted."""

    def __init__(self, platform: TelegramPlatform, url: str, secret: str) -> None:
        self.platform, self.url, self.secret = platform, url, secret

    async def bring(self, body: str, secret: str | None = None) -> int:
        headers = {HEADER: self.secret if secret is None else secret} if secret != "" else {}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, data=BytesIO(body.encode()), headers=headers) as answer,
        ):
            return answer.status


@pytest.fixture
async def hooked(street: Street) -> AsyncIterator[Hooked]:
    app = web.Application()
    runner = web.AppRunner(app, access_log=None)
    late = web.RouteTableDef()
    targets: list[web.RouteDef] = []

    @late.post("/telegram")
    async def pass_on(request: web.Request) -> web.StreamResponse:
        answer = await targets[0].handler(request)
        assert isinstance(answer, web.StreamResponse)
        return answer

    app.add_routes(late)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    chosen = settings(street.server, webhook_url=url)
    platform = TelegramPlatform(chosen, Noon())
    routes = platform.routes(street.intake)
    assert [(one.method, one.path) for one in routes] == [("POST", "/telegram")]
    targets.extend(routes)
    await platform.connect()
    work = asyncio.create_task(platform.run(street.intake))
    yield Hooked(platform, url, chosen.webhook_secret)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    await platform.close()
    await street.server.stop()
    await runner.cleanup()


async def test_updates_are_brought_and_answered(street: Street, hooked: Hooked) -> None:
    street.intake.will(Say(screen=screen()))
    await street.write("/start")
    assert await street.act() == Called(command=Command.START)
    assert (await street.post()).text == "Hello there."
    assert street.calls("getUpdates") == []
    hook = street.bot.mailbox.webhook
    assert hook is not None
    assert (hook.url, hook.max_connections) == (hooked.url, 1)
    assert street.bot.mailbox.allowed == {*UPDATES}


@pytest.mark.usefixtures("hooked")
async def test_an_update_is_brought_again_until_it_is_committed(street: Street) -> None:
    street.intake.fails = 2
    await street.write("/start")
    await street.write("words")
    assert [await street.act(1), await street.act(2)] == [
        Called(command=Command.START),
        Said(text="words"),
    ]


@pytest.mark.usefixtures("hooked")
async def test_nothing_is_confirmed_before_the_commit(street: Street) -> None:
    street.intake.gate.clear()
    await street.write("/start")
    await until(lambda: street.intake.tries)
    await asyncio.sleep(0.05)
    assert street.bot.mailbox.waiting()
    street.intake.gate.set()
    await until(lambda: not street.bot.mailbox.waiting())


async def test_an_update_whose_confirmation_was_lost_is_taken_in_once(
    street: Street, hooked: Hooked
) -> None:
    assert await hooked.bring('{"update_id": 7}') == 200
    assert await hooked.bring('{"update_id": 7}') == 200
    assert street.intake.marks == [7]


@pytest.mark.parametrize(
    ("secret", "status"), [("", 401), ("wrong", 403), ("ünlikely", 403), ("0" * 64, 403)]
)
async def test_nobody_else_brings_updates(
    street: Street, hooked: Hooked, secret: str, status: int
) -> None:
    assert await hooked.bring('{"update_id": 7}', secret) == status
    assert street.intake.tries == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [("nonsense", 400), ("[]", 400), ('{"update_id": "x"}', 400), (" " * 1_100_000, 413)],
)
async def test_what_is_no_update_is_refused(
    street: Street, hooked: Hooked, body: str, status: int
) -> None:
    assert await hooked.bring(body) == status
    assert street.intake.tries == 0


async def test_an_update_that_the_library_cannot_read_moves_the_mark(
    street: Street, hooked: Hooked
) -> None:
    assert await hooked.bring('{"update_id": 8, "message": {"message_id": 1}}') == 200
    assert street.intake.marks == [8]


async def test_a_refused_address_is_said_to_the_operator(street: Street) -> None:
    chosen = settings(street.server, webhook_url="http://example.org/telegram")
    platform = TelegramPlatform(chosen, Noon())
    with pytest.raises(BadWebhookError, match="an https url must be provided"):
        await platform.connect()
    await platform.close()
