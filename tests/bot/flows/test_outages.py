"""When the watch was away for longer than a press lives, it says so where requests stand."""

from dataclasses import replace

import pytest

from bot.model.commands import Command
from bot.services.pulse import Pulse
from tests.bot.house import GROUP, House
from tests.bot.people import neighbour
from tests.bot.station import asked
from tests.bot.world import PINS

AWAY = "I was away from 12:00 to 12:10."


def notices(house: House) -> list[str]:
    """What both channels read of it."""
    posts = [post for address in GROUP.values() for post in house.posts(address)]
    return [post for post in posts if "I was away" in post]


async def beats(house: House) -> None:
    """The heart beats, and what it made due is sent."""
    await house.rounds.beat()
    await house.delivers()


async def test_after_an_outage_every_channel_with_an_open_request_is_told_once(
    house: House,
) -> None:
    await asked(house)
    await beats(house)
    house.clock.advance(minutes=10)
    house.restart()
    await beats(house)
    posts = notices(house)
    assert len(posts) == len(GROUP)
    assert all(post.startswith(AWAY) for post in posts)
    assert all("look whether the draft is still there: then it was not sent" in x for x in posts)
    for _ in range(3):
        house.clock.advance(seconds=30)
        await beats(house)
    assert notices(house) == posts


async def test_whoever_is_asked_in_private_alone_is_not_woken(house: House) -> None:
    wim = neighbour(house, "wim")
    await wim.calls(Command.WATCH)
    await wim.says("jarry and lajeunesse")
    await wim.presses("Save")
    await asked(house)
    await beats(house)
    house.clock.advance(minutes=10)
    await beats(house)
    assert "asks for help" in wim.reads()
    assert "I was away" not in wim.reads()


@pytest.mark.parametrize("seconds", [30, 150])
async def test_a_short_absence_is_not_worth_a_word(house: House, seconds: int) -> None:
    await asked(house)
    await beats(house)
    house.clock.advance(seconds=seconds)
    house.restart()
    await beats(house)
    assert notices(house) == []


async def test_nothing_is_said_where_no_request_is_open(house: House) -> None:
    await beats(house)
    house.clock.advance(minutes=10)
    await beats(house)
    roy = await asked(house)
    await roy.calls(Command.RESOLVE, "1")
    await roy.presses("Close and destroy")
    house.clock.advance(minutes=10)
    await beats(house)
    assert notices(house) == []


async def test_an_outage_of_the_platform_counts_although_the_watch_lives(house: House) -> None:
    await asked(house)
    house.dispatch.reached(PINS)
    await beats(house)
    for _ in range(19):
        house.clock.advance(seconds=30)
        await beats(house)
    assert notices(house) == []
    house.clock.advance(seconds=30)
    house.dispatch.reached(PINS)
    await beats(house)
    assert [post.startswith(AWAY) for post in notices(house)] == [True, True]


async def test_a_clock_that_was_set_back_is_no_outage(house: House) -> None:
    await asked(house)
    await beats(house)
    house.clock.advance(hours=-1)
    await beats(house)
    house.clock.advance(seconds=30)
    await beats(house)
    assert notices(house) == []


async def test_a_beat_keeps_one_number_and_nothing_of_anybody(house: House) -> None:
    await asked(house)
    await beats(house)
    before = house.kept()
    house.clock.advance(seconds=30)
    await neighbour(house, "ana").presses("Reply privately")
    await beats(house)
    assert house.changed(before) == {"marks"}
    assert set(house.store.rows.marks) == {"alive"}
    before = house.kept()
    await beats(house)
    assert not house.changed(before)


async def test_whoever_has_the_clock_believes_what_is_noted_of_a_bot_heard_elsewhere(
    house: House,
) -> None:
    await asked(house)
    clock = replace(house.rounds, pulse=Pulse(), bots=(PINS,))
    for minutes, told in ((0, 0), (10, 0), (0, len(GROUP))):
        house.clock.advance(minutes=minutes)
        if not minutes:
            house.dispatch.reached(PINS)
            await house.rounds.note(PINS)
        await clock.beat()
        await house.delivers()
        assert len(notices(house)) == told
