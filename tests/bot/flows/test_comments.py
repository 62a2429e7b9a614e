"""What neighbours know of a report gathers in one thread, from both platforms, unnamed."""

import pytest

from bot.model.commands import Command
from bot.model.ids import PlatformName
from tests.bot.house import GROUP, House
from tests.bot.moderators import PLATFORMS, commands, moderator, reported, standing, watching
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.world import FORMS, PINS

ADD = "Add what you know"


async def adds(who: Someone, words: str) -> Heard:
    """Somebody adds words under a post."""
    await who.presses(ADD)
    if who.account.platform == FORMS:
        return await who.fills({"answer": words})
    return await who.says(words)


async def test_words_from_both_platforms_stand_in_every_post_of_both(house: House) -> None:
    ana = await watching(house, "ana")
    await reported(house)
    for platform in PLATFORMS:
        who = neighbour(house, f"ben on {platform}", platform)
        heard = await adds(who, f"Seen from {platform}.")
        assert 'your words, from "another neighbour"' in heard.text
    await house.delivers()
    everywhere = {*GROUP.values(), ana.account.id}
    for platform in PLATFORMS:
        said = f"Another neighbour, just now: Seen from {platform}."
        assert set(standing(house, said)) == everywhere


async def test_whoever_adds_in_a_form_is_not_kept_and_nobody_is_named(house: House) -> None:
    await reported(house)
    before, dana = house.kept(), neighbour(house, "dana", FORMS)
    await adds(dana, "It was a white van.")
    assert house.changed(before) == {"incidents", "owed"}
    for kept in (house.store.rows.incidents, *house.posts("group")):
        assert "dana" not in repr(kept)


async def test_words_that_do_not_fit_are_asked_for_again_and_lose_nothing(house: House) -> None:
    await reported(house)
    ana, dana = neighbour(house, "ana"), neighbour(house, "dana", FORMS)
    heard = [await adds(who, "x" * 181) for who in (ana, dana)]
    assert all("181 characters long; 180 fit" in each.text for each in heard)
    assert "x" * 181 in heard[1].text, "where the form is gone, its words are shown"
    assert "another neighbour" in (await ana.says("A white van.")).text
    await ana.presses(ADD)
    assert "Write it in one or two sentences" in (await ana.pins()).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_reporter_adds_updates_instead(house: House, platform: PlatformName) -> None:
    carl = await reported(house)
    who = carl if platform == PINS else Someone(house=house, account=carl.account)
    before = house.kept()
    assert "adds an update" in (await adds(who, "More.")).text
    assert not house.changed(before) & {"incidents"}


async def test_an_account_adds_a_few_times_and_others_still_may(house: House) -> None:
    await reported(house)
    dana = neighbour(house, "dana", FORMS)
    for number in range(3):
        await adds(dana, f"And {number}.")
        house.clock.advance(minutes=10)
    before = house.kept()
    assert "3 times, the most there can be" in (await adds(dana, "And more.")).text
    assert not house.changed(before)
    assert "another neighbour" in (await adds(neighbour(house, "ana", FORMS), "Me, too.")).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_nothing_is_added_to_what_is_over_off_or_closed(
    house: House, platform: PlatformName
) -> None:
    carl, ana, maya = await reported(house), neighbour(house, "ana", platform), moderator(house)
    button = ana.finds(ADD)
    for number in range(6):
        await adds(neighbour(house, f"n{number}", FORMS), f"And {number}!")
    assert "rests until a moderator opens it" in (await adds(ana, "And I!")).text
    await ana.calls(Command.CANCEL)
    await commands(maya, Command.HIDE, "1")
    assert "already. Nothing needs doing" in (await ana.presses_on(*button)).text
    await commands(maya, Command.UNHIDE, "1")
    await carl.presses("It is resolved")
    assert "already. Nothing needs doing" in (await ana.presses_on(*button)).text


async def test_a_muted_author_comments_nowhere_near(house: House) -> None:
    carl, maya = await reported(house), moderator(house)
    await reported(house, "ben", "Another crowbar.")
    await commands(maya, Command.MUTE, "1")
    await house.delivers()
    before = house.kept()
    assert "not to report near there" in (await adds(carl, "It was not me.")).text
    assert not house.changed(before) & {"incidents", "owed"}


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_moderator_strikes_out_one_addition_everywhere(
    house: House, platform: PlatformName
) -> None:
    await reported(house)
    for name, words in (("ana", "It was Bob."), ("ben", "A white van.")):
        await adds(neighbour(house, name, FORMS), words)
    maya = moderator(house, platform=platform)
    heard = await commands(maya, Command.STRIKE, "1")
    if platform == PINS:
        assert "It was Bob" not in heard.text, "the group need not read it again"
        heard = await maya.presses("Open our private chat")
    assert "It was Bob." in heard.text
    assert "Strike out 2" in heard.labels
    done = await maya.presses("Strike out 1")
    assert "taken out of every post" in done.text
    assert done.labels == ("Strike out 2",)
    await house.delivers()
    assert not list(standing(house, "It was Bob."))
    assert set(standing(house, "A white van.")) == set(GROUP.values())
    assert "ana" not in repr(house.store.rows.audit)
    assert "maya" in repr(house.store.rows.audit)


async def test_of_two_moderators_who_strike_the_same_the_second_is_told(house: House) -> None:
    await reported(house)
    await adds(neighbour(house, "ana", FORMS), "It was Bob.")
    maya, mona = moderator(house, platform=FORMS), moderator(house, "mona", FORMS)
    for who in (maya, mona):
        await commands(who, Command.STRIKE, "1")
    await maya.presses("Strike out 1")
    assert "struck out already" in (await mona.presses("Strike out 1")).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_moderator_says_that_it_is_over(house: House, platform: PlatformName) -> None:
    carl, maya = await reported(house), moderator(house, platform=platform)
    assert "resolved everywhere" in (await commands(maya, Command.SETTLE, "1")).text
    await house.delivers()
    assert set(standing(house, "Resolved, say the moderators.")) == set(GROUP.values())
    assert "marked your report 1 as resolved" in carl.reads()
    assert "resolved already" in (await commands(maya, Command.SETTLE, "1")).text
    near = await neighbour(house, "ana").calls(Command.NEAR, "jarry and lajeunesse")
    assert "(over)" in near.text


@pytest.mark.parametrize("command", [Command.SETTLE, Command.STRIKE])
async def test_only_admins_of_a_channel_that_reaches_correct_a_report(
    house: House, command: Command
) -> None:
    await reported(house)
    await adds(neighbour(house, "ana", FORMS), "It was Bob.")
    eve, dora = neighbour(house, "eve", FORMS), moderator(house, "dora", FORMS)
    before = house.kept()
    assert "Only an admin of this group can correct" in (await commands(eve, command, "1")).text
    assert "Send it in your group" in (await moderator(house).calls(command, "1")).text
    assert "No such post came" in (await commands(dora, command, "9")).text
    assert "Which post?" in (await commands(dora, command)).text
    house.platforms[FORMS].crowds["channel"] = 24
    heard = await commands(dora, command, "1")
    if command is Command.STRIKE:
        heard = await dora.presses("Strike out 1")
    assert "it takes one of 25 members" in heard.text
    assert not house.changed(before)
