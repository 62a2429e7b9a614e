"""How fast a bot may send, the ledger, and trouble on order."""

import asyncio

import aiohttp
import pytest

from adapters.playground.telegram import Rates
from tests.adapters.playground.telegram.world import Street


async def send(street: Street, chat: int) -> int:
    return (await street.call("sendMessage", chat_id=chat, text="hi")).status


async def crowd(street: Street, size: int) -> list[int]:
    """People who have started the bot."""
    people = [street.server.add_person(f"Person {number}") for number in range(size)]
    for person in people:
        await street.meet(person)
    return [each.id for each in people]


async def test_thirty_messages_a_second_overall(street: Street) -> None:
    people = await crowd(street, 31)
    street.server.rates = Rates.real()
    assert [await send(street, each) for each in people] == [200] * 30 + [429]
    street.clock.pass_by(0.9)
    answer = await street.call("sendMessage", chat_id=people[-1], text="hi")
    assert answer.error == "429 Too Many Requests: retry after 1"
    assert answer.body["parameters"] == {"retry_after": 1}
    street.clock.pass_by(0.1)
    assert await send(street, people[-1]) == 200


async def test_one_message_a_second_in_a_chat_after_a_short_burst(street: Street) -> None:
    (person,) = await crowd(street, 1)
    street.server.rates = Rates.real()
    assert [await send(street, person) for _ in range(4)] == [200, 200, 200, 429]
    for status in (200, 429):
        street.clock.pass_by(0.5 if status == 429 else 1.0)
        assert await send(street, person) == status


async def test_twenty_messages_a_minute_in_a_group(street: Street) -> None:
    street.server.rates = Rates.real()
    for _ in range(20):
        assert await send(street, street.group.id) == 200
        street.clock.pass_by(1.0)
    answer = await street.call("sendMessage", chat_id=street.group.id, text="hi")
    assert answer.body["parameters"] == {"retry_after": 40}
    street.clock.pass_by(40)
    assert await send(street, street.group.id) == 200


async def test_only_sending_counts(street: Street) -> None:
    (person,) = await crowd(street, 1)
    street.server.rates = Rates(overall=1)
    sent = await street.call("sendMessage", chat_id=person, text="hi")
    number = sent.result["message_id"]
    for text in ("a", "b", "c"):
        edit = await street.call("editMessageText", chat_id=person, message_id=number, text=text)
        assert edit.status == 200
    assert (await street.call("sendMessage", chat_id=person, text="")).status == 400
    assert await send(street, person) == 429


async def test_the_ledger_names_every_call_with_its_end(street: Street) -> None:
    (person,) = await crowd(street, 1)
    await send(street, person)
    await street.call("sendMessage", chat_id=5, text="hi")
    street.server.faults.cut("getMe")
    with pytest.raises(aiohttp.ClientError):
        await street.call("getMe")
    entries = [
        (each.call, each.chat, each.status, len(each.made)) for each in street.server.ledger
    ]
    assert entries == [
        ("sendMessage", str(person), 200, 1),
        ("sendMessage", "5", 400, 0),
        ("getMe", "", 0, 0),
    ]
    assert street.server.ledger[0].arrived == street.clock.seconds


async def test_calls_can_be_refused_on_order(street: Street) -> None:
    (person,) = await crowd(street, 1)
    faults = street.server.faults
    faults.refuse("sendmessage", 502, times=2)
    faults.too_many("sendMessage", 7)
    assert [await send(street, person) for _ in range(2)] == [502, 502]
    refused = await street.call("sendMessage", chat_id=person, text="hi")
    assert refused.body["parameters"] == {"retry_after": 7}
    assert await send(street, person) == 200
    assert len(street.server.screen(str(person)).chats[0].messages) == 2


@pytest.mark.parametrize(("trouble", "messages"), [("cut", 0), ("lose", 1), ("truncate", 1)])
async def test_a_broken_connection_leaves_the_caller_in_doubt(
    street: Street, trouble: str, messages: int
) -> None:
    await street.meet(street.ana)
    {
        "cut": street.server.faults.cut,
        "lose": street.server.faults.lose,
        "truncate": street.server.faults.truncate,
    }[trouble]("sendMessage")
    with pytest.raises((aiohttp.ClientError, ValueError)):
        await send(street, street.ana.id)
    assert len(street.chat(street.ana, street.bot.id).messages) == 1 + messages
    assert await send(street, street.ana.id) == 200


async def test_a_call_can_be_held_at_the_door(street: Street) -> None:
    await street.meet(street.ana)
    hold = street.server.faults.hold("sendMessage")
    call = asyncio.create_task(send(street, street.ana.id))
    await hold.reached.wait()
    assert len(street.chat(street.ana, street.bot.id).messages) == 1
    hold.release()
    assert await call == 200
    street.server.faults.cut("*")
    street.server.faults.clear()
    assert (await street.call("getMe")).status == 200
