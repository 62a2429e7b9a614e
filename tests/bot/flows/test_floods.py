"""Doing too much in a minute: one answer says so, then nothing until the next one."""

import pytest

from bot.events import Departed, Mark, Pressed
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.model.policy import Policy
from tests.bot.house import House
from tests.bot.people import Someone, neighbour
from tests.bot.station import asked
from tests.bot.world import FORMS, PINS

PLATFORMS = (PINS, FORMS)
WAIT = "That was a lot in one minute."


@pytest.fixture
async def house() -> House:
    """A house that lets an account do four things a minute."""
    built = House(policy=Policy(acts_a_minute=4))
    await built.settle()
    return built


async def hurried(house: House, platform: PlatformName = PINS) -> Someone:
    """Somebody who has done all that a minute is good for."""
    ana = neighbour(house, "ana", platform)
    for _ in range(4):
        assert WAIT not in (await ana.calls(Command.HELP)).text
    return ana


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_whoever_does_too_much_hears_it_once(house: House, platform: PlatformName) -> None:
    ana = await hurried(house, platform)
    assert (await ana.calls(Command.HELP)).text.startswith(WAIT)
    for heard in (
        await ana.calls(Command.HELP),
        await ana.says("Hello?"),
        await ana.pins(),
        await ana.shows(b"van"),
        await ana.does(Pressed(action=act(Verb.COPY_OPEN, 1))),
        await ana.calls(Command.HELP, chat=ana.group),
    ):
        assert heard.silent
    assert WAIT not in (await neighbour(house, "ben", platform).calls(Command.HELP)).text
    house.clock.advance(seconds=60)
    assert WAIT not in (await ana.calls(Command.HELP)).text


async def test_what_is_ignored_is_done_with_and_leaves_nothing(house: House) -> None:
    ana = await hurried(house)
    await ana.calls(Command.HELP)
    before = house.kept()
    call = Pressed(action=act(Verb.COMMAND, Command.REPORT))
    assert (await ana.does(call, mark=Mark(platform=PINS, position=9))).silent
    assert house.changed(before) == {"marks"}
    assert not house.cleaner.asked
    kept = vars(house.desk)
    assert "ana" not in repr(kept)


async def test_a_press_too_many_is_answered_as_a_press(house: House) -> None:
    ana = await hurried(house)
    heard = await ana.does(Pressed(action=act(Verb.PRIVACY)))
    assert heard.text.startswith(WAIT)
    assert not heard.labels


async def test_answers_in_a_group_are_taken_away_however_many(house: House) -> None:
    slow = House(store=house.store, keyring=house.keyring, policy=Policy(acts_a_minute=1_000))
    await asked(slow)
    house.platforms[PINS].standing.update(slow.platforms[PINS].standing)
    ana = await hurried(house)
    post, _ = ana.finds("Reply privately")
    for _ in range(6):
        assert (await ana.says("My cousin saw it!", ana.group, to=post)).erased


async def test_a_chat_that_goes_is_let_go_at_any_pace(house: House) -> None:
    ana = await hurried(house)
    await ana.calls(Command.HELP)
    before = house.kept()
    await ana.does(Departed(), ana.group)
    assert "channels" in house.changed(before)
