"""Six words that lead to a question where the copy that was answered is lost."""

import pytest

from bot.events import Filled, Pressed
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.ports.inquiries import Outside
from bot.replies import ErasePressed, EraseTheirs, Say
from bot.services import codes
from bot.texts.text import Quote
from tests.bot.house import House
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.station import asked, drafted, replied
from tests.bot.world import FORMS, PINS

PLATFORMS = (PINS, FORMS)
SEEN = "Grey van with a ladder rack."
QUESTION = "Was there writing on its side?"
NO_QUESTIONS, MAY_ASK = "Send, no questions back", "Send, they may ask me"
BY_CODE = "Send, give me a code"
WRONG = "abandon ability able about above absent"
NONE = "I find no question for these words on request 1."


@pytest.fixture
async def roy(house: House) -> Someone:
    """An officer whose request 1 stands in both channels."""
    return await asked(house)


async def coded(
    house: House, platform: PlatformName = PINS, label: str = BY_CODE, language: str = "en"
) -> tuple[Someone, str]:
    """A neighbour whose reply is saved, and the six words that came for it."""
    ana = neighbour(house, "ana", platform, language=language)
    await ana.presses("Reply privately")
    await drafted(ana, SEEN)
    await ana.presses(label)
    return ana, words(ana)


def words(who: Someone) -> str:
    """The words in the newest message."""
    (found,) = (line for line in who.sees[-1].screen.lines if isinstance(line, Quote))
    return found.text


async def questioned(house: House, roy: Someone, question: str = QUESTION) -> None:
    """The tick comes, and the officer asks whoever wrote the newest letter."""
    await house.ticks()
    await roy.presses("Ask a question")
    await roy.says(question)
    await house.delivers()


async def gives(who: Someone, code: str) -> Heard:
    """A neighbour opens a copy, looks for a question, and gives a code."""
    await who.presses("Reply privately")
    await who.presses("Check for a question")
    return await tries(who, code)


async def tries(who: Someone, code: str) -> Heard:
    """A neighbour gives a code where one was asked for."""
    await who.presses("I have a code")
    if who.account.platform == FORMS:
        return await who.fills({"code": code})
    return await who.says(code)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_six_words_are_shown_and_kept_nowhere(
    house: House, roy: Someone, platform: PlatformName
) -> None:
    del roy
    before = house.kept()
    ana, code = await coded(house, platform)
    assert house.changed(before) == {"saved", "nonces"}
    assert len(code.split()) == 6
    shown = ana.sees[-1].screen
    assert shown.sealed
    assert "Write them down on paper: I do not keep them" in ana.reads()
    for kept in (house.store.rows, vars(house.desk)):
        assert not any(word in repr(kept).split() for word in code.split())
    noted = await ana.presses("I wrote them down")
    assert "only you have them now" in noted.text
    assert any(isinstance(answer, ErasePressed) for answer in noted.turn.answers)
    assert code not in ana.reads()


async def test_the_same_copy_always_has_the_same_words(house: House, roy: Someone) -> None:
    del roy
    ana, code = await coded(house)
    house.restart()
    ana.sees.pop()
    assert code in (await ana.presses_again(BY_CODE)).text, "as after a crash before the answer"
    await drafted_again(ana)
    await ana.presses(BY_CODE)
    assert words(ana) == code
    one, other = house.store.rows.saved.values()
    assert (one.thread, one.code) == (other.thread, other.code)


async def drafted_again(who: Someone, text: str = SEEN) -> None:
    """One more draft under the copy that was opened."""
    copy, _ = who.finds("Check for a question")
    await who.says(text, to=copy)


async def test_where_copies_vanish_whoever_may_be_asked_gets_the_words(
    house: House, roy: Someone
) -> None:
    del roy
    _, code = await coded(house, FORMS, MAY_ASK)
    assert len(code.split()) == 6
    ben = await replied(house, SEEN, "ben", PINS, thread=True)
    assert "six words" not in ben.reads()
    dan = await replied(house, SEEN, "dan", FORMS)
    assert "six words" not in dan.reads()


@pytest.mark.parametrize("lost_on", PLATFORMS)
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_words_lead_to_the_question_from_any_copy(
    house: House, roy: Someone, lost_on: PlatformName, platform: PlatformName
) -> None:
    _, code = await coded(house, lost_on)
    await questioned(house, roy)
    house.restart()
    ana = neighbour(house, "ana elsewhere", platform)
    before = house.kept()
    found = await gives(ana, code)
    assert "The agency asks you about request 1:" in found.text
    assert QUESTION in found.text
    assert found.erased, "the words do not stay where they were written"
    assert not house.changed(before), "nobody's looking is written down"
    await drafted(ana, "Yes, blue letters.")
    assert "Saved" in (await ana.presses(MAY_ASK)).text
    await house.ticks()
    letters = list(house.posts(roy.account.id))
    handles = {letter.split("\n")[1]: letter.split('"')[1] for letter in letters}
    assert handles["Yes, blue letters."] == handles[SEEN]


async def test_a_thread_goes_on_under_its_first_words(house: House, roy: Someone) -> None:
    _, code = await coded(house)
    await questioned(house, roy)
    ana = neighbour(house, "ana elsewhere")
    await gives(ana, code)
    await drafted(ana, "Yes, blue letters.")
    assert "six words for request 1 stay the same" in (await ana.presses(BY_CODE)).text
    await questioned(house, roy, "Capitals?")
    assert "Capitals?" in (await gives(neighbour(house, "ana again", FORMS), code)).text


async def test_a_copy_that_gave_its_words_finds_its_question_as_before(
    house: House, roy: Someone
) -> None:
    ana, _ = await coded(house)
    await questioned(house, roy)
    house.restart()
    assert QUESTION in (await ana.presses("Check for a question")).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_wrong_code_and_one_without_question_are_answered_alike(
    house: House, roy: Someone, platform: PlatformName, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow: list[str] = []
    answer = codes.Stretch.answer

    async def counted(self: codes.Stretch, outside: Outside) -> str:
        slow.append("once")
        return await answer(self, outside)

    _, waiting = await coded(house, platform)
    await house.ticks()
    _, saved = await coded(house, platform)
    ben = neighbour(house, "ben", platform)
    await gives(ben, WRONG)
    monkeypatch.setattr(codes.Stretch, "answer", counted)
    before, texts = house.kept(), set()
    for code in (waiting, saved, WRONG, "nothing of the kind"):
        slow.clear()
        heard = await tries(ben, code)
        texts.add(heard.text)
        assert heard.labels == ("I have a code",)
        assert heard.erased
        assert slow == ["once"]
    (text,) = texts
    assert NONE in text
    assert not house.changed(before)
    del roy


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_account_tries_five_codes_for_a_request(
    house: House, roy: Someone, platform: PlatformName
) -> None:
    _, code = await coded(house, platform)
    await questioned(house, roy)
    ben = neighbour(house, "ben", platform)
    await gives(ben, WRONG)
    for number in range(4):
        assert NONE in (await tries(ben, f"guess number {number}")).text
    refused = await tries(ben, code)
    assert "You have tried five codes for request 1" in refused.text
    assert refused.erased
    assert NONE in (await tries(ben, WRONG.upper())).text, "the same one again is no new guess"
    assert QUESTION in (await gives(neighbour(house, "ana elsewhere", platform), code)).text
    house.restart()
    assert QUESTION in (await tries(ben, code)).text


async def test_words_in_spanish_are_found_without_accents(house: House, roy: Someone) -> None:
    ana, code = await coded(house, language="es", label="Enviar, deme un código")
    assert "Sus seis palabras" in ana.reads()
    await questioned(house, roy)
    typed = " ".join(word[:4] for word in code.upper().split())
    assert QUESTION in (await gives(neighbour(house, "ana elsewhere"), typed)).text


async def test_words_are_a_code_only_where_one_was_asked_for(house: House, roy: Someone) -> None:
    _, code = await coded(house)
    await questioned(house, roy)
    ben = neighbour(house, "ben")
    await ben.presses("Reply privately")
    copy = ben.sees[-1]
    await ben.presses("Check for a question")
    await ben.presses("I have a code")
    assert "Not sent yet" in (await ben.says("A grey van.", to=copy)).text
    await ben.presses("Cancel")
    await ben.presses("I have a code")
    await ben.calls(Command.REPORT)
    assert "in the middle of something else" in (await ben.presses("I have a code")).text
    await ben.calls(Command.CANCEL)
    assert "do not know what this answers" in (await ben.says(code)).text
    await ben.presses("I have a code")
    assert "do not know what this answers" in (await ben.shows(b"van", "A van.")).text
    assert QUESTION in (await ben.says(code)).text
    assert "Not sent yet" in (await ben.says("Yes, blue letters.")).text


async def test_no_code_is_taken_when_the_request_is_over(house: House, roy: Someone) -> None:
    _, code = await coded(house)
    ben = neighbour(house, "ben")
    await gives(ben, WRONG)
    await roy.calls(Command.RESOLVE, "1")
    await roy.presses("Close and destroy")
    for heard in (await ben.says(code), await ben.presses("I have a code")):
        assert "Request 1 is closed" in heard.text


@pytest.mark.parametrize("token", ["", "A" * 38, "x"])
async def test_a_code_under_a_forged_copy_leads_nowhere(
    house: House, roy: Someone, token: str
) -> None:
    _, code = await coded(house)
    await questioned(house, roy)
    eve = neighbour(house, "eve", FORMS)
    gone = "no longer leads anywhere"
    assert gone in (await eve.does(Pressed(action=act(Verb.CODE_ASK, token)))).text
    filled = Filled(action=act(Verb.CODE_FORM, token), fields={"code": code})
    assert gone in (await eve.does(filled)).text
    pressed = Pressed(action=act(Verb.CODE_FORM, token))
    assert gone in (await eve.does(pressed)).text


async def test_the_answer_comes_after_the_words_were_taken_away(
    house: House, roy: Someone
) -> None:
    del roy
    ben = neighbour(house, "ben")
    heard = await gives(ben, WRONG)
    assert [type(answer) for answer in heard.turn.answers] == [EraseTheirs, Say]


async def test_whoever_writes_the_words_into_a_reply_is_warned(house: House, roy: Someone) -> None:
    del roy
    ana, code = await coded(house)
    await drafted_again(ana, f"My code is {code}.")
    assert words(ana) == f"My code is {code}."
    assert "may tell who you are" in ana.reads()
    await ana.presses("Remove them")
    assert words(ana) == "My code is ..."
