"""Answers that do not fit a report: the question is put again, with what would fit."""

from collections.abc import Awaitable, Callable

import pytest

from bot.model.commands import Command
from bot.model.pictures import Attached
from bot.model.places import Point
from tests.bot.house import House
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.world import CORNER, FAR, FORMS, HOME_BLOCK

Does = Callable[[Someone], Awaitable[Heard]]

STEPS: tuple[tuple[str, Does], ...] = (
    ("What is it about?", lambda ana: ana.presses("Hazard")),
    ("What happened?", lambda ana: ana.says("A hole in the road.")),
    ("Where?", lambda ana: ana.pins(CORNER)),
    ("When?", lambda ana: ana.presses("Just now")),
    ("A photo helps", lambda ana: ana.presses("Skip")),
    ("This is what neighbours will see", lambda ana: ana.presses("Post")),
)

REFUSED: tuple[tuple[str, Does, str], ...] = (
    ("What is it about?", lambda ana: ana.says("a hole"), "Press one of these"),
    ("What is it about?", lambda ana: ana.pins(CORNER), "Press one of these"),
    ("What is it about?", lambda ana: ana.shows(b"hole"), "Press one of these"),
    ("What happened?", lambda ana: ana.says("\u200b"), "no words in this"),
    ("What happened?", lambda ana: ana.says("x" * 501), "501 characters long; 500 fit"),
    ("What happened?", lambda ana: ana.says("x" * 4_000), "4,000 characters long; 500 fit"),
    ("What happened?", lambda ana: ana.shows(b"hole", "A hole."), "Write one or two sentences"),
    ("What happened?", lambda ana: ana.pins(CORNER), "Write one or two sentences"),
    ("What happened?", lambda ana: ana.attaches(Attached.VOICE), "a voice tells who speaks"),
    ("What happened?", lambda ana: ana.films(b"hole", "A hole."), "do not take videos"),
    ("What happened?", lambda ana: ana.attaches(Attached.FORWARDED), "do not take forwarded"),
    ("Where?", lambda ana: ana.says("nowhere"), "I cannot find this place"),
    ("Where?", lambda ana: ana.says("paris"), "outside all areas"),
    ("Where?", lambda ana: ana.pins(FAR), "outside all areas"),
    ("Where?", lambda ana: ana.pins(Point(latitude=0, longitude=0)), "outside all areas"),
    ("Where?", lambda ana: ana.says("x" * 201), "201 characters long; 200 fit"),
    ("Where?", lambda ana: ana.says(" "), "no words in this"),
    ("Where?", lambda ana: ana.shows(b"corner"), "Send a location, or type a street"),
    ("When?", lambda ana: ana.presses("Another time"), "Write when it was"),
    ("When?", lambda ana: ana.says("when it rained"), "do not understand this time"),
    ("When?", lambda ana: ana.says("tomorrow 09:00"), "lies in the future"),
    ("When?", lambda ana: ana.says("2026-01-01 09:00"), "more than 30 days ago"),
    ("When?", lambda ana: ana.says("x" * 300), "300 characters long; 60 fit"),
    ("When?", lambda ana: ana.pins(CORNER), "Write when it was"),
    ("A photo helps", lambda ana: ana.says("I have none"), "Send one photo, or press Skip"),
    ("A photo helps", lambda ana: ana.shows(b"broken"), "cannot read this picture"),
    ("A photo helps", lambda ana: ana.films(b"van"), "do not take videos"),
    ("A photo helps", lambda ana: ana.attaches(Attached.DOCUMENT), "do not take files"),
    ("A photo helps", lambda ana: ana.attaches(Attached.STICKER), "do not take stickers"),
    ("A photo helps", lambda ana: ana.attaches(Attached.CONTACT), "do not take contacts"),
    ("A photo helps", lambda ana: ana.attaches(Attached.TOO_LARGE), "too large"),
    ("A photo helps", lambda ana: ana.attaches(Attached.OTHER), "cannot take this"),
    ("This is what neighbours will see", lambda ana: ana.says("yes"), "Press Post, Change"),
    ("This is what neighbours will see", lambda ana: ana.pins(CORNER), "Press Post, Change"),
)


async def asked(ana: Someone, question: str) -> None:
    """A report up to this question."""
    heard = await ana.calls(Command.REPORT)
    for asks, answer in STEPS:
        assert asks in heard.text
        if asks == question:
            return
        heard = await answer(ana)


@pytest.mark.parametrize("which", range(len(REFUSED)))
async def test_an_answer_that_does_not_fit_loses_nothing_and_is_asked_for_again(
    house: House, which: int
) -> None:
    question, does, why = REFUSED[which]
    ana = neighbour(house, "ana")
    await asked(ana, question)
    before = house.kept()
    heard = await does(ana)
    assert why in heard.text
    assert question in heard.text
    assert not house.changed(before)


async def test_a_report_goes_on_after_every_refusal(house: House) -> None:
    ana = neighbour(house, "ana")
    heard = await ana.calls(Command.REPORT)
    for question, answer in STEPS:
        assert question in heard.text
        for asked_then, does, _ in REFUSED:
            if asked_then == question:
                await does(ana)
        heard = await answer(ana)
    assert "Posted as report 1" in heard.text


async def test_buttons_of_earlier_questions_change_nothing(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.REPORT)
    seen, button = ana.finds("Hazard")
    await asked(ana, "This is what neighbours will see")
    before = house.kept()
    heard = await ana.presses_on(seen, button)
    assert "Press Post, Change or Cancel" in heard.text
    assert "This is what neighbours will see" in heard.text
    assert not house.changed(before)


async def test_without_the_map_service_a_pin_works(house: House) -> None:
    ana = neighbour(house, "ana")
    await asked(ana, "Where?")
    house.map.silent = True
    heard = await ana.says("jarry and lajeunesse")
    assert "Send a pin instead" in heard.text
    assert "Where?" in heard.text
    assert "When?" in (await ana.pins(CORNER)).text
    await ana.presses("Just now")
    assert "near Villeray" in (await ana.presses("Skip")).text


async def test_where_no_pins_can_be_sent_nobody_is_told_to_send_one(house: House) -> None:
    dana = neighbour(house, "dana", FORMS)
    house.map.silent = True
    await dana.calls(Command.REPORT)
    fields = {"category": "theft", "story": "A hole.", "place": "jarry", "when": "now"}
    heard = await dana.fills(fields)
    assert "map service does not answer" in heard.text
    assert "pin" not in heard.text
    house.map.silent = False
    await dana.presses("Write your answer")
    assert "This is what neighbours" in (await dana.fills({"answer": "jarry and lajeunesse"})).text


async def test_a_wider_area_that_would_leave_the_neighbourhood_is_not_shown() -> None:
    house = House()
    await house.area("A block", HOME_BLOCK)
    ana = neighbour(house, "ana")
    await asked(ana, "This is what neighbours will see")
    before = house.kept()
    heard = await ana.presses("Show a wider area")
    assert "would reach beyond this watch" in heard.text
    assert "This is what neighbours will see" in heard.text
    assert not house.changed(before)
    assert "Posted" in (await ana.presses("Post")).text


async def test_cancel_in_the_midst_of_it_ends_it(house: House) -> None:
    ana = neighbour(house, "ana")
    for question, _ in STEPS:
        await asked(ana, question)
        assert "Nothing was kept" in (await ana.calls(Command.CANCEL)).text
        assert not house.store.rows.dialogues
        assert "do not know what this answers" in (await ana.says("Hello")).text


async def test_a_report_goes_on_after_a_restart(house: House) -> None:
    ana = neighbour(house, "ana")
    heard = await ana.calls(Command.REPORT)
    for question, answer in STEPS:
        assert question in heard.text
        house.restart()
        heard = await answer(ana)
    assert "Posted as report 1" in heard.text


async def test_an_answer_in_a_form_that_does_not_fit_is_shown_back(house: House) -> None:
    dana = neighbour(house, "dana", FORMS)
    await dana.calls(Command.REPORT)
    fields = {"category": "theft", "story": "A hole.", "place": "nowhere", "when": "now"}
    await dana.fills(fields)
    await dana.presses("Write your answer")
    before = house.kept()
    heard = await dana.fills({"answer": "the yellow house behind the church"})
    assert "I cannot find this place" in heard.text
    assert "the yellow house behind the church" in heard.text
    assert "Where?" in heard.text
    assert not house.changed(before)


async def test_a_file_in_the_form_for_a_photo_is_refused_with_the_reason(house: House) -> None:
    dana = neighbour(house, "dana", FORMS)
    await dana.calls(Command.REPORT)
    fields = {"category": "theft", "story": "A hole.", "place": "jarry and lajeunesse"}
    await dana.fills({**fields, "when": "now"})
    await dana.presses("Change")
    await dana.presses("Photo")
    await dana.presses("Write your answer")
    assert "do not take videos" in (await dana.fills({}, video=b"van")).text
    assert "This is what neighbours will see" in (await dana.fills({}, b"van")).text
