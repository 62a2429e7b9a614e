import asyncio

import aiohttp
import pytest

from adapters.playground.discord.rates import POST, Rates
from adapters.playground.faults import Fault, Trouble
from adapters.playground.windows import Limit
from tests.adapters.playground.discord.town import Town, town

HELLO = {"content": "hello"}
WRONG = "wrong"


async def test_five_messages_in_five_seconds_is_what_a_channel_takes() -> None:
    async with town(rates=Rates.real()) as elm:
        answers = [await elm.say(HELLO) for _ in range(5)]
        assert [one.headers["x-ratelimit-remaining"] for one in answers] == list("43210")
        assert answers[0].headers["x-ratelimit-limit"] == "5"
        assert answers[0].headers["x-ratelimit-bucket"]
        late = await elm.say(HELLO)
        assert late.status == 429
        assert (late.body["global"], late.body["retry_after"]) == (False, 5.0)
        assert late.headers["x-ratelimit-scope"] == "user"
        assert late.headers["via"]
        other = elm.server.add_channel(elm.guild, "other")
        assert (await elm.say(HELLO, other)).status == 200
        elm.clock.advance(5)
        assert (await elm.say(HELLO)).status == 200
        assert elm.server.invalid_requests == 1


async def test_fifty_calls_a_second_is_what_a_bot_gets() -> None:
    async with town(rates=Rates.real()) as elm:
        statuses = [(await elm.call("GET", "/users/@me")).status for _ in range(51)]
        assert statuses == [200] * 50 + [429]
        answer = await elm.call("GET", "/users/@me")
        assert (answer.body["global"], answer.headers["x-ratelimit-global"]) == (True, "true")
        assert answer.headers["x-ratelimit-scope"] == "global"
        elm.clock.advance(1)
        assert (await elm.call("GET", "/users/@me")).status == 200


async def test_too_many_invalid_requests_shut_everything() -> None:
    async with town(rates=Rates(invalid=Limit(calls=3, seconds=600.0))) as elm:
        for _ in range(3):
            assert (await elm.call("GET", "/users/@me", token=WRONG)).status == 401
        banned = await elm.call("GET", "/users/@me")
        assert banned.status == 429
        assert "via" not in banned.headers
        assert not banned.headers["content-type"].startswith("application/json")
        elm.clock.advance(601)
        assert (await elm.call("GET", "/users/@me")).status == 200


async def test_the_ledger_keeps_every_call(elm: Town) -> None:
    await elm.say(HELLO)
    await elm.call("GET", "/nowhere")
    told = [(one.call, one.chat, one.status, len(one.made)) for one in elm.server.ledger]
    assert told == [(POST, elm.street, 200, 1), ("GET /nowhere", "", 404, 0)]


async def test_the_next_calls_run_into_trouble_and_later_ones_do_not(elm: Town) -> None:
    for status in (429, 500, 502):
        elm.server.faults.refuse("*/messages", status)
    assert [(await elm.say(HELLO)).status for _ in range(4)] == [429, 500, 502, 200]
    assert len(elm.texts(elm.ben, elm.street)) == 1


@pytest.mark.parametrize(
    ("trouble", "written"), [(Trouble.CUT, 0), (Trouble.LOSE, 1), (Trouble.TRUNCATE, 1)]
)
async def test_an_answer_may_never_arrive(elm: Town, trouble: Trouble, written: int) -> None:
    elm.server.faults.add(Fault(trouble=trouble, call="POST *", skip=1))
    await elm.say(HELLO)
    with pytest.raises(aiohttp.ClientError):
        await asyncio.wait_for(elm.say(HELLO), 5)
    assert len(elm.texts(elm.ben, elm.street)) == 1 + written
    assert (await elm.say(HELLO)).status == 200
