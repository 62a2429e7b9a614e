"""Neighbours ask for a moderator; nobody learns which neighbours."""

import pytest

from bot.model.commands import Command
from bot.model.ids import PlatformName
from tests.bot.house import GROUP, House
from tests.bot.moderators import PLATFORMS, commands, moderator, reported, standing
from tests.bot.people import Someone, neighbour
from tests.bot.world import FORMS, PINS

FLAG = "A moderator should look"


async def flagged(house: House, times: int = 3) -> None:
    """So many neighbours, on both platforms, ask for a moderator."""
    for number in range(times):
        who = neighbour(house, f"n{number}", PLATFORMS[number % 2])
        assert "Thank you" in (await who.presses(FLAG)).text
    await house.delivers()


async def looks(maya: Someone) -> str:
    """What lies before a moderator of the channel that answers in private."""
    return (await commands(maya, Command.PENDING)).text


async def test_enough_flags_make_a_post_rest_everywhere_until_a_moderator_looks(
    house: House,
) -> None:
    carl = await reported(house)
    await flagged(house, 2)
    assert set(standing(house)) == set(GROUP.values())
    assert "Neighbours asked" not in carl.reads()
    await neighbour(house, "ana").calls(Command.FLAG, "1")
    await house.delivers()
    assert not list(standing(house))
    assert "Neighbours asked for a moderator to look at your report 1" in carl.reads()
    dora = moderator(house, "dora", FORMS)
    assert "Neighbours asked for a moderator" in await looks(dora)
    await dora.presses("It may stand")
    await house.delivers()
    assert set(standing(house)) == set(GROUP.values())
    await flagged(house, 9)
    assert set(standing(house)) == set(GROUP.values()), "what a moderator let stand stands"
    assert not house.store.rows.flags


async def test_a_moderator_who_agrees_takes_it_off(house: House) -> None:
    carl = await reported(house)
    await flagged(house)
    dora = moderator(house, "dora", FORMS)
    await looks(dora)
    await dora.presses("Take it off")
    await dora.presses("It insults")
    await house.delivers()
    assert "took your report 1 off" in carl.reads()
    assert not list(standing(house))


async def test_an_account_counts_once_and_is_not_kept(house: House) -> None:
    await reported(house)
    before, ana = house.kept(), neighbour(house, "ana")
    answers = {(await ana.presses(FLAG)).text for _ in range(5)}
    assert len(answers) == 1
    assert house.changed(before) == {"flags"}
    assert set(standing(house)) == set(GROUP.values())


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_is_not_there_is_refused_alike(house: House, platform: PlatformName) -> None:
    carl = await reported(house)
    await reported(house, "ben", "Another crowbar.")
    ana, maya = neighbour(house, "ana", platform), moderator(house)
    await carl.calls(Command.WITHDRAW, "1")
    await commands(maya, Command.HIDE, "2")
    before = house.kept()
    for chat in (ana.home, ana.group):
        heard = {repr(await ana.calls(Command.FLAG, each, chat)) for each in "129"}
        assert len(heard) == 1
        assert "No such post stands" in heard.pop()
    assert "Which post?" in (await ana.calls(Command.FLAG)).text
    assert not house.changed(before)


async def test_the_author_flags_not(house: House) -> None:
    carl = await reported(house)
    before = house.kept()
    assert "You reported this yourself" in (await carl.presses(FLAG)).text
    assert not house.changed(before)


async def test_a_flag_typed_in_a_group_disappears(house: House) -> None:
    await reported(house)
    ana = neighbour(house, "ana")
    assert (await ana.calls(Command.FLAG, "1", ana.group)).erased


async def test_whoever_looks_learns_of_no_neighbour(house: House) -> None:
    await reported(house)
    await flagged(house)
    seen = await looks(moderator(house, "dora", FORMS))
    for number in range(3):
        assert f"n{number}" not in seen + repr(house.store.rows.audit)
    assert PINS not in seen


async def test_flags_are_forgotten_in_the_night_when_they_are_old(house: House) -> None:
    await reported(house)
    await flagged(house, 2)
    house.clock.moment += house.policy.voices_kept
    house.clock.advance(seconds=1)
    await house.rounds.night()
    assert not house.store.rows.flags


async def test_what_one_channel_lets_pass_forgets_no_flag(house: House) -> None:
    maya = moderator(house)
    await commands(maya, Command.POLICY)
    await maya.presses("Look first")
    await reported(house)
    for name in ("ana", "ben"):
        await neighbour(house, name).calls(Command.FLAG, "1")
    await commands(maya, Command.UNHIDE, "1")
    await neighbour(house, "dora").calls(Command.FLAG, "1")
    await house.delivers()
    assert not list(standing(house))
