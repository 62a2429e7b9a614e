"""Binding chats to areas: by their admins, asked of the platform each time."""

import pytest

from bot.events import Arrived, Called, Departed, Moved, Pressed
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.ids import PlatformName
from tests.bot.house import GROUP, House
from tests.bot.people import Someone, neighbour
from tests.bot.world import FORMS, PINS

PLATFORMS = (PINS, FORMS)


def moderator(house: House, platform: PlatformName = PINS, chat: str = "square") -> Someone:
    """An admin of a chat that is bound to nothing yet."""
    maya = neighbour(house, "maya", platform)
    house.platforms[platform].admins.add((chat, maya.account.id))
    return maya


def bound(house: House, chat: str) -> str:
    """The name of the area that a chat is bound to; empty when it is not."""
    rows = house.store.rows
    found = (channel.area for channel in rows.channels.values() if channel.chat == chat)
    return next((rows.areas[area].name for area in found), "")


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_admin_binds_a_chat_to_an_area(house: House, platform: PlatformName) -> None:
    maya = moderator(house, platform)
    square = maya.at("square")
    assert "Send /setup and the area's name" in (await maya.calls(Command.SETUP, "", square)).text
    which = await maya.calls(Command.SETUP, "villeray", square)
    assert which.labels == ("Villeray",)
    assert "now watches over Villeray" in (await maya.presses("Villeray")).text
    assert bound(house, "square") == "Villeray"
    assert "belongs to Villeray" in (await maya.calls(Command.SETUP, "", square)).text


@pytest.mark.parametrize(
    ("tag", "kept"), [("en-x-0badcafe", "en"), ("es-419", "es"), ("zz", "en")]
)
async def test_of_the_admins_language_only_the_one_spoken_is_kept(
    house: House, tag: str, kept: str
) -> None:
    maya = moderator(house)
    maya.language = tag
    await maya.calls(Command.SETUP, "villeray", maya.at("square"))
    await maya.presses("Villeray")
    rows = house.store.rows.channels.values()
    assert [each.language for each in rows if each.chat == "square"] == [kept]


async def test_a_chat_has_one_area(house: House) -> None:
    maya = moderator(house)
    for area in ("Villeray", "Mile End"):
        await maya.calls(Command.SETUP, area, maya.at("square"))
        await maya.presses(area)
        assert bound(house, "square") == area
    assert len(house.store.rows.channels) == len(GROUP) + 1


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("MILE", ("Mile End",)),
        ("montreal", ("Montréal",)),
        ("  Villeray ", ("Villeray",)),
        ("vileray", ("Villeray",)),
        ("e", ("Mile End", "Montréal", "Villeray")),
    ],
)
async def test_areas_are_found_by_part_of_their_name_without_case_or_accents(
    house: House, words: str, labels: tuple[str, ...]
) -> None:
    maya = moderator(house)
    assert (await maya.calls(Command.SETUP, words, maya.at("square"))).labels == labels


async def test_an_area_that_is_none_is_said_to_be_none(house: House) -> None:
    maya = moderator(house)
    heard = await maya.calls(Command.SETUP, "<b>Narnia</b> {area}" + "x" * 100, maya.at("square"))
    assert 'No area is called "<b>Narnia</b> {area}xxx' in heard.text
    assert heard.labels == ("Draw an area",)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_whoever_is_no_admin_is_told_who_may(house: House, platform: PlatformName) -> None:
    maya, carl = moderator(house, platform), neighbour(house, "carl", platform)
    await maya.calls(Command.SETUP, "villeray", maya.at("square"))
    before = house.kept()
    refused = await carl.calls(Command.SETUP, "villeray", carl.at("square"))
    assert "Only an admin of this group can bind it" in refused.text
    refused = await carl.presses_on(*maya.finds("Villeray"))
    assert "Only an admin of this group can bind it" in refused.text
    assert not house.changed(before)


async def test_the_platform_is_asked_each_time_and_once(house: House) -> None:
    maya = moderator(house)
    asked = house.platforms[PINS].asked
    await maya.calls(Command.SETUP, "villeray", maya.at("square"))
    assert asked == [("square", maya.account.id)]
    house.platforms[PINS].admins.clear()
    assert "Only an admin" in (await maya.presses("Villeray")).text
    assert asked == [("square", maya.account.id)] * 2
    assert bound(house, "square") == ""


async def test_when_the_platform_is_silent_nobody_is_taken_for_an_admin(house: House) -> None:
    maya = moderator(house)
    house.platforms[PINS].silent = True
    heard = await maya.calls(Command.SETUP, "villeray", maya.at("square"))
    assert "Try again in a minute" in heard.text


async def test_a_chat_in_which_the_bot_may_not_write_is_not_bound(house: House) -> None:
    maya = moderator(house)
    house.platforms[PINS].mute.add("square")
    heard = await maya.calls(Command.SETUP, "villeray", maya.at("square"))
    assert "Give me the right to send messages here" in heard.text


async def test_who_writes_as_the_group_is_an_admin_and_never_becomes_a_person(
    house: House,
) -> None:
    ghost = neighbour(house, "anonymous admin")
    square = ghost.at("square")
    for command in Command:
        await ghost.does(Called(command=command), square, as_chat=True)
    which = await ghost.does(
        Called(command=Command.SETUP, argument="villeray"), square, as_chat=True
    )
    assert which.labels == ("Villeray",)
    assert house.platforms[PINS].asked == []
    assert not house.store.rows.people
    assert not house.store.rows.dialogues


async def test_an_anonymous_admin_presses_as_himself_and_is_asked_for(house: House) -> None:
    ghost, maya = neighbour(house, "anonymous admin"), moderator(house)
    square = ghost.at("square")
    await ghost.does(Called(command=Command.SETUP, argument="villeray"), square, as_chat=True)
    await maya.presses_on(*ghost.finds("Villeray"))
    assert bound(house, "square") == "Villeray"
    assert house.platforms[PINS].asked == [("square", maya.account.id)]


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_private_chat_is_bound_to_nothing(house: House, platform: PlatformName) -> None:
    maya = moderator(house, platform)
    assert "Send it there, as its admin" in (await maya.calls(Command.SETUP, "villeray")).text


@pytest.mark.parametrize("area", ["99", "x", "-1", "", "99999999999"])
async def test_a_button_for_an_area_that_is_gone_binds_nothing(house: House, area: str) -> None:
    maya = moderator(house)
    before = house.kept()
    heard = await maya.does(Pressed(action=act(Verb.BIND, area)), maya.at("square"))
    assert "no longer" in heard.text
    assert not house.changed(before)


async def test_a_watch_without_areas_says_who_adds_them() -> None:
    house = House()
    maya = moderator(house)
    heard = await maya.calls(Command.SETUP, "villeray", maya.at("square"))
    assert "its operator adds them" in heard.text


async def test_a_chat_that_the_bot_enters_is_told_how_to_begin(house: House) -> None:
    maya = moderator(house)
    before = house.kept()
    assert "with /setup" in (await maya.does(Arrived(), maya.at("square"))).text
    assert not house.changed(before)


async def test_a_chat_that_the_bot_leaves_is_a_channel_no_more(house: House) -> None:
    maya = moderator(house)
    assert (await maya.does(Departed(), maya.group)).silent
    assert bound(house, GROUP[PINS]) == ""
    assert bound(house, GROUP[FORMS]) == "Villeray"


async def test_a_chat_that_moves_takes_its_area_with_it(house: House) -> None:
    maya = moderator(house)
    assert (await maya.does(Moved(new_chat="supergroup"), maya.group)).silent
    assert bound(house, GROUP[PINS]) == ""
    assert bound(house, "supergroup") == "Villeray"
    assert (await maya.does(Moved(new_chat="nowhere"), maya.at("square"))).silent
    assert bound(house, "nowhere") == ""
