"""A report that seems to repeat another is offered as an update of it."""

import pytest

from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.model.places import Point
from tests.bot.house import GROUP, House
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.world import CORNER, FORMS, PINS

PLATFORMS = (PINS, FORMS)
ASKED = "A neighbour reported something near there already. Is it this?"


async def reports(
    who: Someone,
    story: str,
    *,
    kind: str = "Fire or smoke",
    where: Point = CORNER,
    when: str = "Just now",
    photo: bytes | None = None,
) -> Heard:
    """A report up to Post, one question after the other; what came back."""
    await who.calls(Command.REPORT)
    await who.presses(kind)
    await who.says(story)
    await who.pins(where)
    await who.presses(when)
    await (who.presses("Skip") if photo is None else who.shows(photo))
    return await who.presses("Post")


async def reports_by_form(who: Someone, story: str, photo: bytes | None = None) -> Heard:
    """The same in one form."""
    await who.calls(Command.REPORT)
    fields = {"category": "hazard", "story": story, "place": "jarry and lajeunesse", "when": "now"}
    await who.fills(fields, photo)
    return await who.presses("Post")


async def repeats(house: House, platform: PlatformName, photo: bytes | None = None) -> Someone:
    """Somebody who was asked whether it is what Carl reported twelve minutes ago."""
    await reports(neighbour(house, "carl"), "Smoke.")
    house.clock.advance(minutes=12)
    ana = neighbour(house, "ana", platform)
    if platform == FORMS:
        asked = await reports_by_form(ana, "A bin burns.", photo)
    else:
        asked = await reports(ana, "A bin burns.", kind="Hazard", photo=photo)
    assert ASKED in asked.text
    assert "1 · Fire or smoke · Rue Jarry & Rue Lajeunesse · 12 minutes ago" in asked.text
    assert asked.labels == ("Yes, add mine to it", "No, another one", "Cancel")
    assert "carl" not in asked.text
    return ana


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_yes_makes_it_an_update_of_the_first(house: House, platform: PlatformName) -> None:
    ana = await repeats(house, platform)
    done = await ana.presses("Yes, add mine to it")
    assert "Added to report 1" in done.text
    assert len(house.store.rows.incidents) == 1
    await house.delivers()
    for chat in GROUP.values():
        (post,) = house.posts(chat)
        assert "Another neighbour, just now: A bin burns." in post
        assert "2 neighbours reported this · not confirmed yet · report 1" in post
        assert "ana" not in post
    assert not house.store.rows.dialogues


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_no_makes_it_a_report_of_its_own(house: House, platform: PlatformName) -> None:
    ana = await repeats(house, platform)
    done = await ana.presses("No, another one")
    assert "Posted as report 2" in done.text
    assert done.labels == ("Add an update", "It is resolved", "Withdraw")
    await house.delivers()
    for chat in GROUP.values():
        assert len(list(house.posts(chat))) == 2


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_its_photo_comes_along_and_is_shown_on_demand(
    house: House, platform: PlatformName
) -> None:
    ana = await repeats(house, platform, b"bin")
    await ana.presses("Yes, add mine to it")
    await house.delivers()
    ben = neighbour(house, "ben", platform)
    shown = await ben.presses("All of it")
    assert "Another neighbour, just now: A bin burns." in shown.text
    _, seen = ben.sees
    assert seen.screen.media is not None
    assert seen.screen.media.content == b"clean bin"
    carl = neighbour(house, "carl")
    await carl.calls(Command.WITHDRAW, "1")
    assert not house.store.rows.pictures, "what was added goes with the report"
    assert "no longer leads anywhere" in (await ben.presses_again("All of it")).text


async def test_cancelled_it_leaves_nothing_behind(house: House) -> None:
    ana = await repeats(house, PINS, b"bin")
    before = house.kept()
    await ana.presses("Cancel")
    assert house.changed(before) == {"dialogues", "pictures"}
    assert not house.store.rows.pictures


NORTH = Point(latitude=CORNER.latitude + 0.0028, longitude=CORNER.longitude)


@pytest.mark.parametrize(
    ("kind", "when", "where"),
    [
        ("Break-in or theft", "Just now", CORNER),
        ("Fire or smoke", "Earlier today", CORNER),
        ("Fire or smoke", "Just now", NORTH),
    ],
)
async def test_what_differs_in_kind_time_or_place_is_posted_at_once(
    house: House, kind: str, when: str, where: Point
) -> None:
    await reports(neighbour(house, "carl"), "Smoke.")
    done = await reports(neighbour(house, "ana"), "News.", kind=kind, when=when, where=where)
    assert "Posted as report 2" in done.text


async def test_what_is_over_is_not_repeated(house: House) -> None:
    carl = neighbour(house, "carl")
    await reports(carl, "Smoke.")
    await carl.presses("It is resolved")
    done = await reports(neighbour(house, "ana"), "A bin burns.")
    assert "Posted as report 2" in done.text


async def test_a_first_report_that_is_withdrawn_meanwhile_is_asked_about_no_more(
    house: House,
) -> None:
    ana = await repeats(house, PINS)
    await neighbour(house, "carl").calls(Command.WITHDRAW, "1")
    before = house.kept()
    heard = await ana.presses("Yes, add mine to it")
    assert "That report is no longer one of these" in heard.text
    assert heard.labels == ("No, another one", "Cancel")
    assert not house.changed(before)
    assert "Posted as report 2" in (await ana.presses("No, another one")).text


async def test_of_several_each_can_be_chosen(house: House) -> None:
    await reports(neighbour(house, "carl"), "Smoke.")
    ben = neighbour(house, "ben")
    await reports(ben, "A loose cable.", kind="Hazard")
    await ben.presses("No, another one")
    asked = await reports(neighbour(house, "ana"), "It smells.", kind="Something else")
    assert "Is it one of these?" in asked.text
    assert asked.labels == (
        "Yes, add mine to 2",
        "Yes, add mine to 1",
        "No, another one",
        "Cancel",
    )


async def test_one_account_is_one_neighbour_however_often_it_adds(house: House) -> None:
    ana = await repeats(house, PINS)
    await ana.presses("Yes, add mine to it")
    await reports(ana, "It grows.")
    await ana.presses("Yes, add mine to it")
    await house.delivers()
    (post,) = house.posts(GROUP[PINS])
    assert "2 neighbours reported this" in post
    assert "It grows." in post


async def test_who_added_cannot_confirm_it_as_well(house: House) -> None:
    ana = await repeats(house, PINS)
    await ana.presses("Yes, add mine to it")
    await house.delivers()
    assert "You reported this yourself" in (await ana.presses("I see it too")).text


async def test_the_first_reporter_who_says_more_adds_to_his_own(house: House) -> None:
    carl = neighbour(house, "carl")
    await reports(carl, "Smoke.")
    await reports(carl, "Now flames.")
    await carl.presses("Yes, add mine to it")
    await house.delivers()
    (post,) = house.posts(GROUP[PINS])
    assert "Update, just now: Now flames." in post
    assert "From a neighbour · not confirmed yet" in post


async def test_words_too_long_for_a_post_are_cut_and_told_whole_on_demand(house: House) -> None:
    await reports(neighbour(house, "carl"), "Smoke.")
    ana = neighbour(house, "ana")
    story = "A bin burns behind the bakery. " * 16
    await reports(ana, story)
    await ana.presses("Yes, add mine to it")
    await house.delivers()
    (post,) = house.posts(GROUP[PINS])
    assert story.strip() not in post
    assert "\N{HORIZONTAL ELLIPSIS}" in post
    assert story.strip() in (await neighbour(house, "ben").presses("All of it")).text


async def test_the_question_outlives_a_restart(house: House) -> None:
    ana = await repeats(house, PINS)
    house.restart()
    assert ASKED in (await ana.says("hello?")).text
    assert "Added to report 1" in (await ana.presses("Yes, add mine to it")).text


async def test_spanish_is_spoken(house: House) -> None:
    await reports(neighbour(house, "carl"), "Smoke.")
    ana = neighbour(house, "ana", language="es")
    await ana.calls(Command.REPORT)
    await ana.presses("Fuego o humo")
    await ana.says("Humo.")
    await ana.pins(CORNER)
    await ana.presses("Ahora mismo")
    await ana.presses("Omitir")
    assert "¿Es esto?" in (await ana.presses("Publicar")).text
    assert "Añadido al aviso 1" in (await ana.presses("Sí, añada el mío")).text
