"""What moderators take off is off everywhere, whatever is under way, until one says otherwise."""

from dataclasses import replace

import pytest

from bot.errors import DeliveryError
from bot.model.channels import MessageRef
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.model.incidents import Aside
from tests.bot.house import GROUP, House
from tests.bot.moderators import (
    PLATFORMS,
    commands,
    moderator,
    reported,
    reports,
    standing,
    watching,
)
from tests.bot.people import neighbour
from tests.bot.world import FORMS, PINS


async def hides(house: House, platform: PlatformName = PINS) -> None:
    """Maya takes report 1 off."""
    maya = moderator(house, platform=platform)
    assert "taken off every chat" in (await commands(maya, Command.HIDE, "1 names")).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_post_is_off_every_chat_of_both_platforms_within_one_round(
    house: House, platform: PlatformName
) -> None:
    ana, dana = await watching(house, "ana"), await watching(house, "dana", FORMS)
    await reported(house)
    assert set(standing(house)) == {*GROUP.values(), ana.account.id, dana.account.id}
    await hides(house, platform)
    await house.delivers()
    assert not list(standing(house))


async def test_what_is_being_sent_while_it_is_taken_off_is_taken_off_too(house: House) -> None:
    ana = await watching(house, "ana")
    carl, maya = neighbour(house, "carl"), moderator(house)
    await reports(carl)

    async def meanwhile() -> None:
        await commands(maya, Command.HIDE, "1")

    house.platforms[FORMS].meanwhile.append(meanwhile)
    await house.senders[FORMS].step()
    assert list(standing(house)) == ["channel"], "it was under way"
    await house.delivers()
    assert not list(standing(house))
    assert "crowbar" not in ana.reads(), "and what was not sent yet never is"


async def test_a_message_in_doubt_that_arrived_is_taken_off_where_the_platform_can_tell(
    house: House,
) -> None:
    await reports(neighbour(house, "carl"))
    house.platforms[PINS].refusals.append(DeliveryError("slow", in_doubt=True))
    await house.delivers()
    await hides(house)
    house.clock.advance(seconds=60)
    await house.delivers()
    assert not list(standing(house))


async def test_a_later_edit_by_the_author_keeps_it_off(house: House) -> None:
    carl = await reported(house)
    await hides(house)
    await house.delivers()
    await carl.presses("Add an update")
    await carl.says("He is from no. 14.")
    await house.delivers()
    await carl.presses("It is resolved")
    await house.delivers()
    assert not list(standing(house))
    assert not list(standing(house, "no. 14"))


async def test_what_is_off_is_found_nowhere_else(house: House) -> None:
    await reported(house)
    await hides(house)
    ana = neighbour(house, "ana")
    assert "crowbar" not in (await ana.calls(Command.NEAR, "jarry and lajeunesse")).text
    async with house.store.unit() as uow:
        assert not await uow.incidents.posted_since(house.clock.now(), 9)


async def test_it_comes_back_wherever_it_was_and_in_private_when_quiet_hours_let_it(
    house: House,
) -> None:
    ana = await watching(house, "ana")
    await reported(house)
    await hides(house)
    await house.delivers()
    maya = moderator(house)
    assert "shown here again" in (await commands(maya, Command.UNHIDE, "1")).text
    await house.delivers()
    assert set(standing(house)) == set(GROUP.values())
    await house.rounds.minute()
    await house.delivers()
    assert set(standing(house)) == {*GROUP.values(), ana.account.id}
    assert "It stands here already" in (await commands(maya, Command.UNHIDE, "1")).text


async def test_what_is_shown_again_while_it_is_being_taken_off_stands(house: House) -> None:
    await reported(house)
    maya = moderator(house)
    await commands(maya, Command.HIDE, "1")
    erase = house.platforms[FORMS].erase

    async def late(at: MessageRef) -> None:
        await commands(maya, Command.UNHIDE, "1")
        await erase(at)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house.platforms[FORMS], "erase", late)
        await house.senders[FORMS].step()
    await house.delivers()
    assert set(standing(house)) == set(GROUP.values())


async def test_each_channel_decides_for_itself(house: House) -> None:
    await reported(house)
    await hides(house)
    await house.delivers()
    dora = moderator(house, "dora", FORMS)
    await commands(dora, Command.UNHIDE, "1")
    await house.delivers()
    assert list(standing(house)) == ["channel"], "theirs shows it, and theirs alone"
    (incident,) = house.store.rows.incidents.values()
    assert incident.aside is Aside.HIDDEN, "neighbours are not told of it"


@pytest.mark.parametrize("why", ["small", "drawn"])
async def test_a_channel_that_anybody_could_make_decides_for_itself_alone(
    house: House, why: str
) -> None:
    await reported(house)
    maya = moderator(house)
    if why == "small":
        house.platforms[PINS].crowds["group"] = 24
    else:
        areas = house.store.rows.areas
        (villeray,) = (each for each in areas if areas[each].name == "Villeray")
        areas[villeray] = replace(areas[villeray], drawn=True)
    assert "taken off here" in (await commands(maya, Command.HIDE, "1")).text
    await house.delivers()
    assert list(standing(house)) == ["channel"]


async def test_a_channel_that_has_grown_takes_off_everywhere_what_it_took_off_here(
    house: House,
) -> None:
    await reported(house)
    maya = moderator(house)
    house.platforms[PINS].crowds["group"] = 24
    await commands(maya, Command.HIDE, "1")
    house.platforms[PINS].crowds["group"] = 25
    assert "taken off every chat" in (await commands(maya, Command.HIDE, "1")).text
    house.platforms[PINS].crowds["group"] = 24
    assert "taken off every chat" in (await commands(maya, Command.HIDE, "1")).text
    await house.delivers()
    assert not list(standing(house))


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_unknown_foreign_and_withdrawn_posts_are_refused_alike(
    house: House, platform: PlatformName
) -> None:
    carl = await reported(house)
    await reported(house, "ben", "Somebody else has a crowbar.")
    await carl.calls(Command.WITHDRAW, "1")
    maya = moderator(house, platform=platform, chat="square")
    await maya.calls(Command.SETUP, "Mile End", maya.at("square"))
    await maya.presses("Mile End")
    for command in (Command.HIDE, Command.UNHIDE, Command.MUTE, Command.UNMUTE, Command.BAN):
        heard = {repr(await maya.calls(command, each, maya.at("square"))) for each in "129"}
        assert len(heard) == 1
        assert "No such post came to this channel" in heard.pop()


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_only_an_admin_of_the_chat_takes_posts_off(
    house: House, platform: PlatformName
) -> None:
    await reported(house)
    ana, maya = neighbour(house, "ana", platform), moderator(house, platform=platform)
    before = house.kept()
    for command in (Command.HIDE, Command.UNHIDE):
        heard = await commands(ana, command, "1")
        assert "Only an admin of this group can take posts off" in heard.text
        assert "Send it in your group" in (await maya.calls(command, "1")).text
        assert "Which post?" in (await commands(maya, command)).text
    assert "These are known: names" in (await commands(maya, Command.HIDE, "1 ugly")).text
    house.platforms[platform].silent = True
    assert "I could not ask" in (await commands(maya, Command.HIDE, "1")).text
    assert not house.changed(before)


async def test_its_author_is_told_why_and_nobody_learns_who_it_is(house: House) -> None:
    carl = await reported(house)
    await hides(house)
    await house.delivers()
    assert "took your report 1 off" in carl.reads()
    assert "It names somebody" in carl.reads()
    assert "carl" not in repr(house.store.rows.audit)
