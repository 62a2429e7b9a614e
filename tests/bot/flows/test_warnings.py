"""Words that may tell who wrote a reply: the warning before the preview."""

import logging

import pytest

from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.replies import EraseTheirs, Replace, Say
from bot.texts.text import Quote
from tests.bot.house import House
from tests.bot.people import Someone, neighbour
from tests.bot.station import asked, drafted
from tests.bot.world import FORMS, PINS

PLATFORMS = (PINS, FORMS)
TELLING = "my cousin saw it from no. 14, call me 415 555 0142"
LEFT = "... saw it from ..."
HARMLESS = "Grey van with a ladder rack, it turned into the lane."
NO_QUESTIONS = "Send, no questions back"


@pytest.fixture
async def house(house: House) -> House:
    """A house in which SPVM's request 1 stands in both channels."""
    await asked(house)
    return house


def quote(who: Someone) -> Quote:
    """The draft in the newest message."""
    (found,) = (line for line in who.sees[-1].screen.lines if isinstance(line, Quote))
    return found


def marked(who: Someone) -> list[str]:
    """The words of it that stand out."""
    return [quote(who).text[start:end] for start, end in quote(who).marks]


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_telling_words_are_marked_before_anything_can_be_sent(
    house: House, platform: PlatformName
) -> None:
    ana = neighbour(house, "ana", platform)
    await ana.presses("Reply privately")
    before = house.kept()
    draft = await drafted(ana, TELLING, b"van")
    assert "Not sent yet. This is all that the agency would see" in draft.text
    assert "The marked words may tell who you are. I cannot find everything." in draft.text
    assert quote(ana).text == TELLING
    assert marked(ana) == ["my cousin", "no. 14", "call me 415 555 0142"]
    assert draft.labels == ("Remove them", "Keep them", "Cancel")
    assert [type(answer) for answer in draft.turn.answers] == [Say, EraseTheirs]
    assert ana.sees[-1].screen.sealed
    assert not house.changed(before), "the chat is the draft store"


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(("label", "words"), [("Remove them", LEFT), ("Keep them", TELLING)])
async def test_whichever_is_pressed_the_preview_comes_next_and_says_what_will_be_sent(
    house: House, platform: PlatformName, label: str, words: str
) -> None:
    ana = neighbour(house, "ana", platform)
    await ana.presses("Reply privately")
    await drafted(ana, TELLING, b"van")
    before = house.kept()
    heard = await ana.presses(label)
    assert [type(answer) for answer in heard.turn.answers] == [Replace]
    assert "Not sent yet" in heard.text
    assert "I cannot find everything that may tell who you are" in heard.text
    assert heard.labels == (
        NO_QUESTIONS,
        "Send, they may ask me",
        "Send, give me a code",
        "Cancel",
    )
    assert quote(ana) == Quote(text=words)
    picture = ana.sees[-1].screen.media
    assert picture is not None
    assert picture.content == b"clean van"
    assert not house.changed(before)


@pytest.mark.parametrize(("label", "words"), [("Remove them", LEFT), ("Keep them", TELLING)])
async def test_what_was_shown_is_what_the_agency_reads(
    house: House, label: str, words: str
) -> None:
    roy = neighbour(house, "roy")
    ana = neighbour(house, "ana", FORMS)
    await ana.presses("Reply privately")
    await drafted(ana, TELLING)
    await ana.presses(label)
    assert "Saved. It leaves with others" in (await ana.presses(NO_QUESTIONS)).text
    await house.ticks()
    assert words in roy.reads()
    assert ("415 555 0142" in roy.reads()) == (label == "Keep them")


async def test_cancelling_under_the_warning_takes_the_draft_away(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    before = house.kept()
    await drafted(ana, TELLING)
    assert "Nothing was sent or kept" in (await ana.presses("Cancel")).text
    assert TELLING not in ana.reads()
    assert not house.changed(before)


async def test_harmless_words_go_straight_to_the_preview_which_promises_nothing(
    house: House,
) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    draft = await drafted(ana, HARMLESS)
    assert NO_QUESTIONS in draft.labels
    assert "I cannot find everything that may tell who you are" in draft.text
    assert marked(ana) == []


async def test_the_writers_own_name_is_marked_and_nobody_elses(house: House) -> None:
    ines, ben = neighbour(house, "Inés Moreno"), neighbour(house, "Ben")
    for who in (ines, ben):
        await who.presses("Reply privately")
    await drafted(ines, "ask INES about it, or Ben")
    assert marked(ines) == ["INES"]
    await drafted(ben, "ask INES about it, or Ben")
    assert marked(ben) == ["Ben"]


async def test_both_languages_are_looked_for_whatever_the_reader_reads(house: House) -> None:
    ana = neighbour(house, "ana", language="es")
    await ana.presses("Reply privately")
    draft = await ana.says("My boss saw it, y mi primo también")
    assert "Las palabras marcadas pueden decir quién es usted." in draft.text
    assert marked(ana) == ["My boss", "mi primo"]
    heard = await ana.presses("Quitarlas")
    assert "No puedo encontrar todo lo que puede decir quién es usted." in heard.text
    assert quote(ana).text == "... saw it, y ... también"


async def test_where_nothing_would_be_left_nothing_is_removed(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    await drafted(ana, "call me 415 555 0142")
    assert "nothing would be left" in (await ana.presses("Remove them")).text
    assert "call me 415 555 0142" in ana.reads(), "the draft still stands"
    await ana.presses("Keep them")
    assert "Saved" in (await ana.presses(NO_QUESTIONS)).text


async def test_a_picture_is_enough_to_be_left(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    await drafted(ana, "call me 415 555 0142", b"van")
    heard = await ana.presses("Remove them")
    assert NO_QUESTIONS in heard.labels
    assert not any(isinstance(line, Quote) for line in ana.sees[-1].screen.lines)
    assert "Saved" in (await ana.presses(NO_QUESTIONS)).text


async def test_what_came_back_from_the_chat_is_cleaned_and_looked_over_anew(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    await drafted(ana, TELLING)
    await ana.presses("Remove them", quote="my \u200bbrother\u2026 ran\u0000")
    assert quote(ana).text == "... ran"


async def test_a_warning_outlives_a_restart(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    await drafted(ana, TELLING)
    house.restart()
    await ana.presses("Remove them")
    assert "Saved" in (await ana.presses(NO_QUESTIONS)).text


@pytest.mark.parametrize("label", ["Remove them", "Keep them"])
async def test_a_request_that_is_over_takes_no_decision_any_more(house: House, label: str) -> None:
    ana, roy = neighbour(house, "ana"), neighbour(house, "roy")
    await ana.presses("Reply privately")
    await drafted(ana, TELLING)
    await roy.calls(Command.RESOLVE, "1")
    await roy.presses("Close and destroy")
    assert "Nothing can be sent to it" in (await ana.presses(label)).text


async def test_the_longest_words_beside_a_picture_fit_with_the_warning(house: House) -> None:
    ana = neighbour(house, "ana", language="es")
    await ana.presses("Reply privately")
    draft = await drafted(ana, "mi primo " + "x" * 791, b"van")
    assert "Quitarlas" in draft.labels
    assert "Enviar, sin preguntas" in (await ana.presses("Dejarlas")).labels


async def test_nothing_of_it_is_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    await drafted(ana, TELLING)
    await ana.presses("Remove them")
    assert caplog.text == ""
