"""Changing what was reported, everywhere it stands."""

import pytest

from bot.model.commands import Command
from bot.model.ids import PlatformName
from tests.bot.flows.test_comments import adds
from tests.bot.house import GROUP, House
from tests.bot.people import Someone, neighbour
from tests.bot.world import CORNER, FORMS, LIMITS, PINS

PLATFORMS = (PINS, FORMS)


async def posted(house: House, name: str = "ana", platform: PlatformName = PINS) -> Someone:
    """Somebody who posted a report with a photo, which stands in both channels."""
    who = neighbour(house, name, platform)
    await who.calls(Command.REPORT)
    if platform == FORMS:
        fields = {"category": "fire", "story": "Smoke.", "place": "jarry and lajeunesse"}
        await who.fills({**fields, "when": "now"}, b"smoke")
    else:
        await who.presses("Fire or smoke")
        await who.says("Smoke.")
        await who.pins(CORNER)
        await who.presses("Just now")
        await who.shows(b"smoke")
    await who.presses("Post")
    await house.delivers()
    return who


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_update_stands_under_every_post(house: House, platform: PlatformName) -> None:
    who = await posted(house, platform=platform)
    house.clock.advance(minutes=5)
    assert "What is new about report 1?" in (await who.presses("Add an update")).text
    if platform == FORMS:
        await who.presses("Write your answer")
        done = await who.fills({"answer": "It is out."})
    else:
        done = await who.says("It is out.")
    assert "Every post of it now shows your update" in done.text
    await house.delivers()
    for chat in GROUP.values():
        (post,) = house.posts(chat)
        assert "Smoke." in post
        assert "Update, just now: It is out." in post


async def test_only_the_newest_updates_are_shown(house: House) -> None:
    ana = await posted(house)
    for number in range(3):
        await ana.presses("Add an update")
        await ana.says(f"news {number}" + "x" * 170)
    await house.delivers()
    (post,) = house.posts(GROUP[PINS])
    assert "news 0" not in post
    assert "news 1" in post
    assert "news 2" in post


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_correction_stands_beside_the_first_words_whatever_is_added_later(
    house: House, platform: PlatformName
) -> None:
    who = await posted(house, platform=platform)
    await who.presses("Add an update")
    asked = await who.presses("It corrects my report")
    assert "What was wrong in report 1" in asked.text
    assert "It corrects my report \N{CHECK MARK}" in asked.labels
    if platform == FORMS:
        await who.presses("Write your answer")
        done = await who.fills({"answer": "It was steam."})
    else:
        done = await who.says("It was steam.")
    assert "shows your correction, and what you wrote first" in done.text
    for words in ("Firemen left.", "All is quiet.", "Good night."):
        house.clock.advance(minutes=5)
        await adds(neighbour(house, words, FORMS), words)
    await house.delivers()
    for chat in GROUP.values():
        (post,) = house.posts(chat)
        assert "Smoke." in post
        assert "Correction, 15 minutes ago: It was steam." in post
        assert "Good night." in post
        assert "All is quiet." not in post


async def test_what_turns_out_to_be_no_correction_is_an_update(house: House) -> None:
    ana = await posted(house)
    await ana.presses("Add an update")
    await ana.presses("It corrects my report")
    again = await ana.presses("It corrects my report \N{CHECK MARK}")
    assert "What is new about report 1?" in again.text
    await ana.says("It is out.")
    await house.delivers()
    (post,) = house.posts(GROUP[PINS])
    assert "Update, just now: It is out." in post


async def test_an_update_that_does_not_fit_is_asked_for_again(house: House) -> None:
    ana = await posted(house)
    await ana.presses("Add an update")
    for words, why in (("x" * 181, "181 characters long; 180 fit"), ("\u00ad", "no words")):
        before = house.kept()
        heard = await ana.says(words)
        assert why in heard.text
        assert "What is new about report 1?" in heard.text
        assert not house.changed(before)
    assert "Write one or two sentences" in (await ana.pins(CORNER)).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_resolved_report_says_so_everywhere(house: House, platform: PlatformName) -> None:
    who = await posted(house, platform=platform)
    assert "marked as resolved everywhere" in (await who.presses("It is resolved")).text
    await house.delivers()
    for chat in GROUP.values():
        (post,) = house.posts(chat)
        assert "Resolved, says the neighbour who reported it" in post


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_withdrawn_report_disappears_everywhere_with_its_picture(
    house: House, platform: PlatformName
) -> None:
    who = await posted(house, platform=platform)
    assert house.store.rows.pictures
    assert "Report 1 is withdrawn" in (await who.presses("Withdraw")).text
    await house.delivers()
    assert not list(house.posts(GROUP[PINS]))
    assert not list(house.posts(GROUP[FORMS]))
    assert not house.store.rows.pictures


async def test_withdraw_lists_ones_own_open_reports(house: House) -> None:
    ana = await posted(house)
    await posted(house, "ben")
    listed = await ana.calls(Command.WITHDRAW)
    assert listed.labels == ("1 · Fire or smoke · Rue Jarry & Rue Lajeunesse",)
    assert "Report 1 is withdrawn" in (await ana.presses(listed.labels[0])).text
    assert "You have no open report" in (await ana.calls(Command.WITHDRAW)).text


async def test_withdraw_with_a_number_needs_no_list(house: House) -> None:
    ana = await posted(house)
    assert "Report 1 is withdrawn" in (await ana.calls(Command.WITHDRAW, "#1")).text


async def test_withdraw_in_a_group_leads_into_the_private_chat(house: House) -> None:
    ana = await posted(house)
    heard = await ana.calls(Command.WITHDRAW, "1", ana.group)
    assert heard.labels == ("Open our private chat",)
    assert "Which report" in (await ana.presses("Open our private chat")).text


@pytest.mark.parametrize(
    ("which", "why"),
    [
        ("2", "Only the neighbour who reported this"),
        ("999999999", "Only the neighbour who reported this"),
        ("9999999999", "Which report?"),
        ("-1", "Which report?"),
        ("one", "Which report?"),
        ("\N{ARABIC-INDIC DIGIT ONE}", "Which report?"),
    ],
)
async def test_a_report_that_is_none_cannot_be_withdrawn(
    house: House, which: str, why: str
) -> None:
    ana = await posted(house)
    before = house.kept()
    assert why in (await ana.calls(Command.WITHDRAW, which)).text
    assert not house.changed(before)


async def test_nobody_changes_what_another_reported(house: House) -> None:
    ana, ben = await posted(house), neighbour(house, "ben")
    before = house.kept()
    heard = await ben.calls(Command.WITHDRAW, "1")
    assert "Only the neighbour who reported this can change it" in heard.text
    for label in ("Add an update", "It is resolved", "Withdraw"):
        heard = await ben.presses_on(*ana.finds(label))
        assert "Only the neighbour who reported this can change it" in heard.text
    assert not house.changed(before)


@pytest.mark.parametrize("last", ["It is resolved", "Withdraw"])
async def test_what_is_over_stays_over(house: House, last: str) -> None:
    ana = await posted(house)
    buttons = [ana.finds(label) for label in ("Add an update", "It is resolved", "Withdraw")]
    await ana.presses(last)
    before = house.kept()
    for seen, button in buttons:
        heard = await ana.presses_on(seen, button)
        assert "resolved or withdrawn already" in heard.text
    assert not house.changed(before)


async def test_an_update_of_a_report_that_was_withdrawn_meanwhile_is_refused(
    house: House,
) -> None:
    ana = await posted(house)
    await ana.presses("Add an update")
    await ana.presses("Withdraw")
    heard = await ana.says("It is out.")
    assert "resolved or withdrawn already" in heard.text
    assert "What is new" not in heard.text
    assert not house.store.rows.dialogues


async def test_the_buttons_of_a_report_outlive_a_restart(house: House) -> None:
    ana = await posted(house)
    house.restart()
    assert "Report 1 is withdrawn" in (await ana.presses("Withdraw")).text


async def test_a_post_with_a_picture_fits_under_it_whatever_is_added(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.REPORT)
    await ana.presses("Fire or smoke")
    await ana.says("\N{FIRE} " * 250)
    await ana.pins(CORNER)
    await ana.presses("Just now")
    await ana.shows(b"smoke")
    await ana.presses("Post")
    for number in range(2):
        await ana.presses("Add an update")
        await ana.says(f"{number} " + "\N{FIRE ENGINE}" * 178)
    await house.delivers()
    await neighbour(house, "ben").presses("It is not so")
    await ana.presses("It is resolved")
    await house.delivers()
    for platform, chat in GROUP.items():
        (post,) = house.posts(chat)
        assert len(post.encode("utf-16-le")) // 2 <= LIMITS[platform].caption
        assert "Resolved" in post
    heard = await neighbour(house, "eve").presses("All of it")
    assert "\N{FIRE ENGINE}" * 178 in heard.text
    assert ("\N{FIRE} " * 250).strip() in heard.text
