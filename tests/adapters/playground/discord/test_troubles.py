"""What a bot may meet at a stand-in Discord that does not want."""

import aiohttp
import pytest

from adapters.playground.discord.rates import POST
from adapters.playground.discord.wire import as_object
from adapters.playground.faults import Fault, Trouble
from adapters.playground.screens import Write
from tests.adapters.playground.discord.town import Town
from tests.adapters.playground.discord.wires import client, identified

HELLO = {"content": "hello"}


async def test_an_answer_may_be_no_json(elm: Town) -> None:
    elm.server.faults.add(Fault(trouble=Trouble.GARBLE, call=POST))
    odd = await elm.say(HELLO)
    assert not odd.headers["content-type"].startswith("application/json")
    assert len(elm.texts(elm.ben, elm.street)) == 1


async def test_a_global_refusal_says_so(elm: Town) -> None:
    flood = Fault(trouble=Trouble.REFUSE, status=429, retry_after=2.5, everywhere=True)
    elm.server.faults.add(flood)
    refused = await elm.say(HELLO)
    assert refused.headers["x-ratelimit-scope"] == "global"
    assert (refused.body["global"], refused.body["retry_after"]) == (True, 2.5)
    entry = elm.server.ledger[-1]
    assert (entry.wait, entry.everywhere) == (2.5, True)


async def test_a_call_can_be_held_at_the_door(elm: Town) -> None:
    hold = elm.server.faults.hold(POST)
    hold.release()
    assert (await elm.say(HELLO)).status == 200
    assert hold.reached.is_set()


@pytest.mark.parametrize(
    ("trouble", "words"),
    [(Trouble.TWICE, ["one", "one", "two"]), (Trouble.SHUFFLE, ["two", "one"])],
)
async def test_events_may_come_twice_or_the_other_way_round(
    elm: Town, trouble: Trouble, words: list[str]
) -> None:
    async with identified(elm) as found:
        elm.server.faults.add(Fault(trouble=trouble, call="GATEWAY MESSAGE_CREATE"))
        for word in ("one", "two"):
            text = f"<@{elm.bot}> {word}"
            await elm.server.act(elm.ben.id, Write(chat=elm.street, text=text))
        told = [str((await found.event("MESSAGE_CREATE"))["content"]) for _ in words]
        assert [each.split()[-1] for each in told] == words


async def test_an_outage_cuts_calls_and_connections_until_it_is_over(elm: Town) -> None:
    async with identified(elm) as found:
        elm.server.vanish(149)
        assert await found.closed() in {"cut", 1006}
    with pytest.raises(aiohttp.ClientError):
        await elm.say(HELLO)
    with pytest.raises(aiohttp.ClientError):
        async with client(elm) as found:
            await found.receive()
    elm.clock.advance(149)
    async with client(elm) as found:
        assert as_object((await found.op(10))["d"])
