"""Channels that are for the residents of their area."""

import pytest

from bot.events import Knocked, Pressed
from bot.model.actions import Verb, act
from bot.model.channels import Openness
from bot.model.commands import Command
from bot.model.ids import PlatformName
from tests.bot.flows.test_watches import placed, watching
from tests.bot.house import GROUP, House
from tests.bot.people import Someone, neighbour
from tests.bot.world import FORMS, PINS

PLATFORMS = (PINS, FORMS)


async def leads(house: House, platform: PlatformName, choice: str = "") -> Someone:
    """The admin of the chat that is Villeray's, who says who may come in."""
    maya = neighbour(house, "maya", platform)
    house.platforms[platform].admins.add((GROUP[platform], maya.account.id))
    await maya.calls(Command.SETUP, "", maya.group)
    if choice:
        await maya.presses(choice)
    return maya


def knocks_at(house: House, who: Someone) -> None:
    """Somebody followed the link and asks, as the platform knows."""
    platform = house.platforms[who.account.platform]
    platform.knocking.add((GROUP[who.account.platform], who.account.id))


def inside(house: House, who: Someone) -> bool:
    platform = house.platforms[who.account.platform]
    return any(account == who.account.id for _, _, account in platform.inside)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_admin_says_who_may_come_in(house: House, platform: PlatformName) -> None:
    maya = await leads(house, platform)
    made = house.platforms[platform].doors
    for label, asks, said in (
        ("Residents of the area", True, "whoever watches a place in Villeray"),
        ("I decide who comes in", True, "You let people in yourself"),
        ("Open to all", False, "Everybody may come in here"),
    ):
        await maya.calls(Command.SETUP, "", maya.group)
        assert said in (await maya.presses(label)).text
        assert made[-1][:2] == (GROUP[platform], "Villeray")
        assert made[-1][3] is asks
    (channel,) = (each for each in house.store.rows.channels.values() if each.platform == platform)
    assert channel.openness is Openness.OPEN


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_nobody_else_says_so(house: House, platform: PlatformName) -> None:
    carl = neighbour(house, "carl", platform)
    pressed = Pressed(action=act(Verb.DOOR_SET, Openness.RESIDENTS.value))
    before = house.kept()
    assert "Only an admin of this group" in (await carl.does(pressed, carl.group)).text
    junk = Pressed(action=act(Verb.DOOR_SET, "wide"))
    assert "no longer leads anywhere" in (await carl.does(junk, carl.group)).text
    assert not house.changed(before)


async def test_without_the_right_the_admin_hears_what_would_help(house: House) -> None:
    house.platforms[PINS].doorless.add(GROUP[PINS])
    maya = await leads(house, PINS)
    refusal = await maya.presses("Residents of the area")
    assert "make me an admin who may invite people" in refusal.text
    await maya.calls(Command.SETUP, "", maya.group)
    assert "Everybody may come in" in (await maya.presses("Open to all")).text
    house.platforms[PINS].silent = True
    assert not (await maya.presses("Open to all")).silent


async def test_a_resident_who_knocks_is_in(house: House) -> None:
    await leads(house, PINS, "Residents of the area")
    ana = await watching(house, "ana")
    knocks_at(house, ana)
    heard = await ana.does(Knocked(), ana.group)
    assert inside(house, ana)
    assert "You are in" in heard.text


async def test_whoever_watches_nothing_there_is_told_how(house: House) -> None:
    await leads(house, PINS, "Residents of the area")
    ana = neighbour(house, "ana")
    knocks_at(house, ana)
    before = house.kept()
    heard = await ana.does(Knocked(), ana.group)
    assert "people who watch a place in Villeray" in heard.text
    assert heard.labels == ("Watch a place", "I watch a place there now")
    assert not inside(house, ana)
    assert not house.changed(before), "knocking leaves no row"
    await placed(ana)
    await ana.presses("Save")
    assert "You are in" in (await ana.presses("I watch a place there now")).text
    assert inside(house, ana)


async def test_a_watch_elsewhere_opens_nothing(house: House) -> None:
    await leads(house, PINS, "Residents of the area")
    ana = neighbour(house, "ana")
    await placed(ana, "boulevard saint-laurent")
    await ana.presses("Save")
    knocks_at(house, ana)
    assert "people who watch a place in Villeray" in (await ana.does(Knocked(), ana.group)).text
    assert not inside(house, ana)


@pytest.mark.parametrize("choice", ["Open to all", "I decide who comes in", ""])
async def test_where_it_is_not_for_residents_the_bot_keeps_out_of_it(
    house: House, choice: str
) -> None:
    await leads(house, PINS, choice)
    ana = await watching(house, "ana")
    knocks_at(house, ana)
    assert (await ana.does(Knocked(), ana.group)).silent
    assert not inside(house, ana)


async def test_after_watching_a_place_the_way_in_is_offered(house: House) -> None:
    for platform in PLATFORMS:
        await leads(house, platform, "Residents of the area")
    ana = neighbour(house, "ana")
    await placed(ana)
    saved = await ana.presses("Save")
    assert "Neighbours around there talk in" in saved.text
    assert "https://door.example/1" in saved.text
    dana = neighbour(house, "dana", FORMS)
    await placed(dana)
    (label,) = (each for each in (await dana.presses("Save")).labels if each.startswith("Join"))
    assert "You are in" in (await dana.presses(label)).text
    assert inside(house, dana)


async def test_who_has_not_asked_at_the_link_is_sent_there(house: House) -> None:
    await leads(house, PINS, "Residents of the area")
    ana = await watching(house, "ana")
    channel = next(each.id for each in house.store.rows.channels.values() if each.platform == PINS)
    heard = await ana.does(Pressed(action=act(Verb.DOOR_KNOCK, channel)))
    assert "https://door.example/1" in heard.text
    for junk in ("0", "x", "999"):
        gone = await ana.does(Pressed(action=act(Verb.DOOR_KNOCK, junk)))
        assert "no longer leads anywhere" in gone.text


async def test_who_is_not_where_a_role_could_be_given_hears_so(house: House) -> None:
    await leads(house, FORMS, "Residents of the area")
    dana = await watching(house, "dana", FORMS)
    house.platforms[FORMS].strangers.add(dana.account.id)
    channel = next(
        each.id for each in house.store.rows.channels.values() if each.platform == FORMS
    )
    heard = await dana.does(Pressed(action=act(Verb.DOOR_KNOCK, channel)))
    assert "Ask somebody there for an invitation" in heard.text


async def test_admins_learn_nothing_of_where_somebody_lives(house: House) -> None:
    maya = await leads(house, PINS, "Residents of the area")
    ana = await watching(house, "ana")
    seen = len(maya.sees)
    knocks_at(house, ana)
    await ana.does(Knocked(), ana.group)
    assert len(maya.sees) == seen
    assert not [each for each in house.platforms[PINS].done if GROUP[PINS] in each]
