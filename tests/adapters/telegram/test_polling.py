import asyncio

import pytest

from adapters.telegram.limits import UPDATES
from bot.events import Called, Said
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.replies import Pop, Say
from bot.texts.text import Text
from tests.adapters.telegram.house import (
    Street,
    button,
    running,
    said,
    screen,
    until,
)


async def test_an_update_comes_again_until_it_is_committed(street: Street) -> None:
    street.intake.fails = 3
    async with running(street):
        await street.write("/start")
        assert await street.act() == Called(command=Command.START)
    assert street.intake.tries == 4
    assert street.intake.fails == 0


async def test_an_update_is_confirmed_only_after_its_commit(street: Street) -> None:
    street.intake.gate.clear()
    async with running(street):
        await street.write("/start")
        await until(lambda: street.intake.tries)
        assert len(street.bot.mailbox.waiting()) == 1
        street.intake.gate.set()
        await until(lambda: not street.bot.mailbox.waiting())
    assert len(street.intake.events) == 1


async def test_what_was_not_committed_when_the_bot_died_comes_after_its_restart(
    street: Street,
) -> None:
    street.intake.gate.clear()
    async with running(street):
        await street.write("/start")
        await until(lambda: street.intake.tries)
    street.intake.gate.set()
    assert street.intake.events == []
    async with running(street):
        assert await street.act() == Called(command=Command.START)


async def test_what_was_committed_but_not_confirmed_is_not_taken_in_after_a_restart(
    street: Street,
) -> None:
    await street.write("/start")
    await street.write("words")
    await street.write("/help")
    street.intake.mark = street.bot.mailbox.waiting()[1].id
    async with running(street):
        assert await street.act() == Called(command=Command.HELP)
        await until(lambda: not street.bot.mailbox.waiting())
    assert street.intake.acts == [Called(command=Command.HELP)]


async def test_numbers_that_start_anew_below_the_mark_are_no_reason_to_drop_an_update(
    street: Street,
) -> None:
    street.intake.mark = 900_000_000
    async with running(street):
        await street.write("/start")
        assert await street.act() == Called(command=Command.START)
        await street.write("words")
        assert await street.act(2) == Said(text="words")
    assert street.intake.marks == [500_000_001, 500_000_002]


async def test_updates_that_mean_nothing_only_move_the_mark(street: Street) -> None:
    async with running(street):
        street.push("message", **street.message(new_chat_title="Villeray West"))
        await until(lambda: street.intake.marks)
    assert street.intake.events == []


async def test_polling_goes_on_after_trouble_and_says_so_without_details(
    street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    street.server.faults.refuse("getUpdates", 502)
    street.server.faults.cut("getUpdates")
    street.server.faults.refuse("getUpdates", 409, words="Conflict: another one")
    street.server.faults.truncate("getUpdates")
    await street.write("/start")
    async with running(street):
        await street.event()
    assert [one.partition(" (")[0] for one in said(caplog)] == [
        "Telegram does not give updates",
        "Telegram does not give updates",
        "another program fetches this bot's updates",
        "Telegram does not give updates",
    ]
    assert not any(street.bot.token in one for one in said(caplog))


async def test_a_platform_is_out_of_reach_for_as_long_as_it_gives_no_updates(
    street: Street,
) -> None:
    street.server.faults.refuse("getUpdates", 502, times=3)
    async with running(street) as platform:
        assert platform.reachable
        await until(lambda: not platform.reachable)
        await until(lambda: platform.reachable)
        await street.server.stop()
        await until(lambda: not platform.reachable)
    assert street.intake.polls


async def test_only_the_updates_that_mean_something_are_asked_for(street: Street) -> None:
    async with running(street):
        await until(lambda: not street.bot.mailbox.all_by_default)
    assert street.bot.mailbox.allowed == {*UPDATES}


async def test_answers_on_their_way_arrive_although_the_bot_goes(street: Street) -> None:
    street.intake.will(Say(screen=screen()))
    hold = street.server.faults.hold("sendMessage")
    async with running(street):
        await street.write("/start")
        await hold.reached.wait()
        asyncio.get_running_loop().call_later(0.05, hold.release)
    assert [one.text for one in street.posts()] == ["Hello there."]


async def test_a_press_is_answered_when_the_store_comes_back(street: Street) -> None:
    async with running(street):
        street.intake.will(Say(screen=screen(buttons=(button(act(Verb.PRIVACY)),))))
        street.intake.will(Pop(text=Text.of("test.hello")))
        await street.write("/start")
        post = await street.post()
        street.intake.fails = 2
        await street.press(post, "Press me")
        await until(street.popups)
    assert street.calls("answerCallbackQuery") == [200]


async def test_every_poll_that_is_answered_is_reported(street: Street) -> None:
    async with running(street):
        await street.write("/start")
        await street.act()
        await until(lambda: street.intake.polls > 1)
