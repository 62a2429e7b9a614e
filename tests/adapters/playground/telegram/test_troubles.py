"""What a bot may meet at a stand-in Telegram that does not want."""

import time

import aiohttp
import pytest

from adapters.playground.faults import Fault, Trouble
from adapters.playground.screens import Write
from tests.adapters.playground.telegram.world import Street


async def test_an_answer_may_be_no_json(street: Street) -> None:
    street.server.faults.add(Fault(trouble=Trouble.GARBLE, call="getMe"))
    with pytest.raises(aiohttp.ContentTypeError):
        await street.call("getMe")
    assert (await street.call("getMe")).status == 200


async def test_an_answer_may_take_its_time(street: Street) -> None:
    street.server.faults.add(Fault(trouble=Trouble.SLOW, call="getMe", seconds=0.05))
    began = time.monotonic()
    assert (await street.call("getMe")).status == 200
    assert time.monotonic() - began >= 0.05


@pytest.mark.parametrize(
    ("trouble", "order"), [(Trouble.TWICE, [0, 0, 1, 1]), (Trouble.SHUFFLE, [1, 0])]
)
async def test_updates_may_come_twice_or_the_other_way_round(
    street: Street, trouble: Trouble, order: list[int]
) -> None:
    await street.meet(street.ana)
    await street.updates()
    for word in ("one", "two"):
        await street.server.act(str(street.ana.id), Write(chat=str(street.bot.id), text=word))
    street.server.faults.add(Fault(trouble=trouble, call="getUpdates"))
    numbers = [each["update_id"] for each in await street.updates()]
    first = min(int(str(number)) for number in numbers)
    assert numbers == [first + each for each in order]


@pytest.mark.parametrize(("hours", "kept"), [(23, 1), (25, 0)])
async def test_an_outage_cuts_every_call_and_updates_wait_a_day(
    street: Street, hours: int, kept: int
) -> None:
    street.server.vanish(hours * 3_600)
    for method in ("getMe", "getUpdates"):
        with pytest.raises(aiohttp.ClientError):
            await street.call(method)
    await street.meet(street.ana)
    street.clock.pass_by(hours * 3_600)
    assert len(await street.updates()) == kept
