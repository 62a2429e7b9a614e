from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from typing_extensions import override

from bot.app.couriers import NOBODY, Courier
from bot.ports.crew import Alone
from tests.planted import Leak, stays_green, turns_red


@dataclass
class Registry(Alone):
    """Knows where a duty is done, and counts how often that was asked."""

    addresses: list[str]
    asked: int = field(default=0)

    @override
    async def where(self, duty: str) -> str:
        self.asked += 1
        return self.addresses[min(self.asked, len(self.addresses)) - 1]


@pytest.fixture
async def doors() -> AsyncIterator[tuple[str, str]]:
    """Where somebody takes what is brought, and where nobody does any more."""

    async def takes(_request: web.Request) -> web.Response:
        return web.Response(status=204)

    async def has_not_the_duty(_request: web.Request) -> web.Response:
        return web.Response(status=NOBODY)

    apps = web.Application(), web.Application()
    apps[0].router.add_post("/it", takes)
    apps[1].router.add_post("/it", has_not_the_duty)
    async with TestServer(apps[0]) as here, TestServer(apps[1]) as there:
        yield f"{here.host}:{here.port}", f"{there.host}:{there.port}"


async def test_the_server_is_asked_once_whatever_is_brought(doors: tuple[str, str]) -> None:
    """Else its statistics and its log would count what people do."""
    registry = Registry([doors[0]])
    courier = Courier(registry, "the ears of discord")
    for number in range(3):
        assert await courier.bring("/it", b"something" * number, {}) == 204
    assert registry.asked == 1


async def test_it_is_asked_again_when_nobody_takes_anything_there(doors: tuple[str, str]) -> None:
    gone = "127.0.0.1:1"
    registry = Registry(["", gone, doors[1], doors[0]])
    courier = Courier(registry, "the ears of discord")
    answers = [await courier.bring("/it", b"something", {}) for _ in range(4)]
    assert answers == [NOBODY, NOBODY, NOBODY, 204]


def forgetful(patch: pytest.MonkeyPatch) -> None:
    bring = Courier.bring

    async def forgets(courier: Courier, *given: object) -> int:
        vars(courier)["_address"] = ""
        return await bring(courier, *given)  # type: ignore[arg-type]

    patch.setattr(Courier, "bring", forgets)


async def test_asking_for_each_act_turns_its_test_red(doors: tuple[str, str]) -> None:
    leak = Leak(plant=forgetful, guard=test_the_server_is_asked_once_whatever_is_brought)
    await stays_green(leak, doors)
    await turns_red(leak, doors)
