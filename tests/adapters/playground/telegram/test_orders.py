"""Trouble ordered over the control routes, and what the ledger says of it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from adapters.playground.control import Control
from tests.adapters.playground.telegram.world import Street

FLOOD = {"trouble": "refuse", "status": 429, "retry_after": 7, "call": "send*", "chat": "5"}


@pytest.fixture
async def client(street: Street) -> AsyncIterator[aiohttp.ClientSession]:
    runner = web.AppRunner(Control({"telegram": street.server}).app(), shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/control/telegram/"
    async with aiohttp.ClientSession(url) as session:
        yield session
    await runner.cleanup()


async def said(answer: aiohttp.ClientResponse) -> object:
    told: object = await answer.json()
    return told


async def test_a_fault_is_ordered_and_strikes(
    client: aiohttp.ClientSession, street: Street
) -> None:
    waiting = [{"trouble": "refuse", "call": "send*", "chat": "5", "times": 1, "share": 1.0}]
    async with client.post("faults", json=FLOOD) as answer:
        assert await said(answer) == waiting
    assert (await street.call("sendMessage", chat_id=5, text="hi")).status == 429
    async with client.get("faults") as answer:
        assert await said(answer) == []
    async with client.get("ledger") as answer:
        assert await said(answer) == [
            {
                "arrived": street.clock.seconds,
                "call": "sendMessage",
                "path": "",
                "bot": str(street.bot.id),
                "chat": "5",
                "status": 429,
                "made": [],
                "wait": 7.0,
                "everywhere": False,
            }
        ]


async def test_trouble_without_end_ends_when_told(
    client: aiohttp.ClientSession, street: Street
) -> None:
    order = {"trouble": "refuse", "status": 502, "times": 0, "lasts": 60}
    async with client.post("faults", json=order) as answer:
        assert answer.status == 200
    assert [(await street.call("getMe")).status for _ in range(3)] == [502] * 3
    async with client.post("faults/clear", json={}) as answer:
        assert await said(answer) == []
    assert (await street.call("getMe")).status == 200


async def test_a_platform_can_be_sent_away(client: aiohttp.ClientSession, street: Street) -> None:
    async with client.post("vanish", json={"seconds": 151}) as answer:
        assert answer.status == 200
    with pytest.raises(aiohttp.ClientError):
        await street.call("getMe")
    street.clock.pass_by(151)
    assert (await street.call("getMe")).status == 200


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"trouble": "hold"}, "trouble must be one of: refuse, cut, slow"),
        ({"trouble": "cut", "share": 1.5}, "share must lie between 0 and 1"),
        ({"trouble": "cut", "everywhere": 1}, "everywhere must be true or false"),
        ({"trouble": "cut", "times": "many"}, "times must be a number"),
        ({"trouble": "refuse", "status": 200}, "status must lie between 400 and 599"),
        ({"trouble": "cut", "chats": "5"}, "unknown chats"),
    ],
)
async def test_a_wrong_order_says_what_would_be_right(
    client: aiohttp.ClientSession, street: Street, wrong: dict[str, object], complaint: str
) -> None:
    async with client.post("faults", json=wrong) as answer:
        assert answer.status == 400
        assert complaint in str(await said(answer))
    assert not street.server.faults.waiting
