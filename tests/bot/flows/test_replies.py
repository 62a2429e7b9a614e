"""Answering a request without being known: the copy, the draft, the sending."""

from dataclasses import dataclass, replace
from itertools import count

import pytest
from typing_extensions import override

from bot.events import Mark
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.model.pictures import Attached
from bot.replies import ErasePressed, EraseTheirs, Pop, Replace, Say
from storage.memory.units import MemoryStore
from tests.bot.house import House
from tests.bot.people import neighbour
from tests.bot.station import asked, drafted, officer, replied
from tests.bot.world import CORNER, FORMS, PINS

PLATFORMS = (PINS, FORMS)
SEEN = "Grey van with a ladder rack, it turned into the lane."
NO_QUESTIONS, MAY_ASK = "Send, no questions back", "Send, they may ask me"
BY_CODE = "Send, give me a code"


@pytest.fixture
async def house(house: House) -> House:
    """A house in which SPVM's request 1 stands in both channels."""
    await asked(house)
    return house


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("label", [NO_QUESTIONS, MAY_ASK, BY_CODE])
async def test_replying_leaves_a_reply_and_nothing_else(
    house: House, platform: PlatformName, label: str
) -> None:
    ana = neighbour(house, "ana", platform)
    before = house.kept()
    copy = await ana.presses("Reply privately")
    assert "Your private copy of request 1" in copy.text
    assert "will not learn who you are, nor that you opened this" in copy.text
    draft = await drafted(ana, SEEN, b"van")
    assert "Not sent yet. This is all that the agency would see" in draft.text
    assert SEEN in draft.text
    assert [type(answer) for answer in draft.turn.answers] == [Say, EraseTheirs]
    assert draft.labels == (NO_QUESTIONS, MAY_ASK, BY_CODE, "Cancel")
    picture = ana.finds("Cancel")[0].screen.media
    assert picture is not None
    assert picture.content == b"clean van"
    assert not house.changed(before), "the chat is the draft store"
    sent = await ana.presses(label)
    assert sent.text.split("\n")[0] == "Saved. It leaves with others at 12:15."
    coded = label == BY_CODE or (label == MAY_ASK and platform == FORMS)
    then = Replace if coded else ErasePressed
    assert [type(answer) for answer in sent.turn.answers] == [Pop, then]
    assert house.changed(before) == {"saved", "nonces"}
    (reply,) = house.store.rows.saved.values()
    assert (reply.thread is None) == (reply.code is None) == (label == NO_QUESTIONS)


async def test_no_mark_of_an_update_is_kept_on_this_way(house: House) -> None:
    ana = neighbour(house, "ana")
    ana.marks = (Mark(platform=PINS, position=number) for number in count(1))
    before = house.kept()
    await ana.presses("Reply privately")
    await ana.attaches(Attached.STICKER)
    await ana.maps(b"{}")
    await ana.pins()
    await ana.says("Grey van, call 514 555 0134.")
    await ana.presses("Remove them")
    assert not house.changed(before)
    await ana.presses(BY_CODE)
    assert house.changed(before) == {"saved", "nonces"}
    before = house.kept()
    await ana.presses("Check for a question")
    assert not house.changed(before)
    await ana.calls(Command.HELP)
    assert house.changed(before) == {"marks"}


class SweptStore(MemoryStore):
    """Notes what was saved whenever the order of commits is forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self.swept: list[int] = []

    @override
    async def sweep(self) -> None:
        self.swept.append(len(self.rows.saved))


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_order_of_commits_is_forgotten_with_each_reply(platform: PlatformName) -> None:
    store = SweptStore()
    house = House(store=store)
    await house.settle()
    await asked(house)
    await replied(house, SEEN, platform=platform)
    await replied(house, "It came back.", platform=platform)
    assert store.swept == [1, 2]


async def test_what_is_kept_does_not_say_who_it_was(house: House) -> None:
    ana = neighbour(house, "canary-4711", FORMS, language="es")
    await ana.presses("Reply privately")
    await ana.presses("Escribir una respuesta")
    await ana.fills({"text": SEEN}, b"van")
    await ana.presses("Enviar, pueden preguntarme")
    await house.ticks()
    rows = repr(house.store.rows)
    assert "canary" not in rows
    assert SEEN not in rows
    assert "'es'" not in rows


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_pressing_send_twice_is_one_reply(house: House, platform: PlatformName) -> None:
    ana = await replied(house, SEEN, platform=platform)
    before = house.kept()
    again = await ana.presses_again(NO_QUESTIONS)
    assert "Saved. It leaves with others" in again.text
    assert not house.changed(before)
    house.restart()
    assert "Saved" in (await ana.presses_again(NO_QUESTIONS)).text
    assert not house.changed(before)
    assert await house.ticks() == 1


async def test_both_buttons_of_one_draft_are_one_reply(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    await drafted(ana, SEEN)
    other = ana.finds(MAY_ASK)
    await ana.presses(NO_QUESTIONS)
    assert "Saved" in (await ana.presses_on(*other)).text
    (reply,) = house.store.rows.saved.values()
    assert reply.thread is None


async def test_a_copy_sends_three_replies(house: House) -> None:
    ana = neighbour(house, "ana", FORMS)
    await ana.presses("Reply privately")
    for number in range(3):
        await drafted(ana, f"{SEEN} {number}")
        assert "Saved" in (await ana.presses(NO_QUESTIONS)).text
    assert "Saved" in (await ana.presses_again(NO_QUESTIONS)).text, "pressed twice"
    await drafted(ana, SEEN)
    before = house.kept()
    assert "can send no more. Three replies are the most" in (await ana.presses(NO_QUESTIONS)).text
    assert not house.changed(before)
    assert await house.ticks() == 3


async def test_an_account_opens_three_copies(house: House) -> None:
    ana, ben = neighbour(house, "ana"), neighbour(house, "ben")
    for _ in range(3):
        assert "Your private copy" in (await ana.presses("Reply privately")).text
    assert "Use the newest one" in (await ana.presses("Reply privately")).text
    assert "Your private copy" in (await ben.presses("Reply privately")).text
    assert "Not sent yet" in (await ana.says(SEEN)).text


async def test_cancelling_a_draft_takes_it_away(house: House) -> None:
    ana = neighbour(house, "ana")
    before = house.kept()
    await ana.presses("Reply privately")
    await drafted(ana, SEEN)
    cancelled = await ana.presses("Cancel")
    assert "Nothing was sent or kept" in cancelled.text
    assert SEEN not in ana.reads()
    assert not house.changed(before)
    assert "do not know what this answers" in (await ana.says("Hello")).text


async def test_what_is_sent_is_cleaned_when_it_is_shown_and_again_when_it_is_sent(
    house: House,
) -> None:
    roy = await officer(house, "roy")
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    draft = await ana.says("\u201cGrey\u201d\u200b van\u2026 \u2014 it\u2019s\u00a0his\u202e")
    assert '"Grey" van... - it\'s his' in draft.text
    assert '"Grey" van... - it\'s his' in draft.text
    await ana.presses(NO_QUESTIONS, quote="\u201cBlue\u201d\u200b\u2026 \ufeffvan\u0000")
    await house.ticks()
    assert '"Blue"... van' in roy.reads()
    assert "\u200b" not in roy.reads()


async def test_a_picture_is_cleaned_again_when_it_is_sent(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    await drafted(ana, SEEN, b"van")
    house.cleaner.asked.clear()
    await ana.presses(NO_QUESTIONS)
    assert [asked.content for asked in house.cleaner.asked] == [b"clean van"]


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_picture_needs_no_words(house: House, platform: PlatformName) -> None:
    ana = neighbour(house, "ana", platform)
    await ana.presses("Reply privately")
    await drafted(ana, "\u200b", b"van")
    assert "Saved" in (await ana.presses(MAY_ASK)).text


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """What a reply cannot be."""

    text: str = SEEN
    picture: bytes | None = None
    video: bytes | None = None
    file: Attached | None = None
    why: str


REFUSED = (
    Misfit(text="", why="no words in this"),
    Misfit(text="\u200b\u2800", why="no words in this"),
    Misfit(text="x" * 1_501, why="1,501 characters long; 1,500 fit"),
    Misfit(text="x" * 801, picture=b"van", why="801 characters long; 800 fit"),
    Misfit(picture=b"broken", why="cannot read this picture"),
    Misfit(video=b"broken", why="cannot read this video"),
    Misfit(text="x" * 801, video=b"van", why="801 characters long; 800 fit"),
    Misfit(file=Attached.DOCUMENT, why="do not take files"),
)


@pytest.mark.parametrize("misfit", REFUSED)
async def test_a_form_that_does_not_fit_comes_back_with_its_words(
    house: House, misfit: Misfit
) -> None:
    ana = neighbour(house, "ana", FORMS)
    await ana.presses("Reply privately")
    await ana.presses("Write a reply")
    before = house.kept()
    heard = await ana.fills({"text": misfit.text}, misfit.picture, misfit.file, video=misfit.video)
    assert misfit.why in heard.text
    assert misfit.text.strip("\u200b\u2800") in heard.text
    assert not house.changed(before)
    await ana.presses("Write a reply")
    assert "Not sent yet" in (await ana.fills({"text": SEEN})).text


@pytest.mark.parametrize("misfit", REFUSED)
async def test_a_message_that_does_not_fit_leaves_the_copy_open(
    house: House, misfit: Misfit
) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    before = house.kept()
    if misfit.file is not None:
        heard = await ana.attaches(misfit.file)
    elif misfit.video is not None:
        heard = await ana.films(misfit.video, misfit.text)
    else:
        heard = await drafted(ana, misfit.text, misfit.picture)
    assert misfit.why in heard.text
    assert not heard.erased, "what was not taken stays where it was written"
    assert not house.changed(before)
    assert "do not take locations in a reply" in (await ana.pins(CORNER)).text
    assert "Not sent yet" in (await ana.says(SEEN)).text


async def test_words_are_for_the_copy_that_they_answer(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    first = ana.sees[-1]
    house.restart()
    lost = await ana.says(SEEN)
    assert "press Reply privately under it" in lost.text
    assert not lost.erased, "after a restart words answer nothing, and stay in the chat"
    assert "Not sent yet" in (await ana.says(SEEN, to=first)).text
    assert "Saved" in (await ana.presses(MAY_ASK)).text


async def test_a_draft_can_be_sent_after_a_restart(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    await drafted(ana, SEEN)
    house.restart()
    assert "Saved" in (await ana.presses(MAY_ASK)).text
    assert await house.ticks() == 1


async def test_a_copy_is_refused_while_another_dialogue_stands(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    copy = ana.sees[-1]
    await ana.calls(Command.REPORT)
    await ana.presses("Hazard")
    before = house.kept()
    for heard in (
        await ana.presses("Reply privately"),
        await ana.presses_on(copy, copy.screen.buttons[0][0]),
    ):
        assert "in the middle of something else" in heard.text
    assert not house.changed(before)
    assert "Where?" in (await ana.says("A hole in the road.")).text
    await ana.calls(Command.CANCEL)
    assert "Your private copy" in (await ana.presses("Reply privately")).text


async def test_a_reply_that_does_not_fit_brings_up_no_other_dialogue(house: House) -> None:
    dana = neighbour(house, "dana", FORMS)
    await dana.presses("Reply privately")
    await dana.presses("Write a reply")
    await dana.calls(Command.WATCH)
    heard = await dana.fills({"text": " "})
    assert heard.text == "There are no words in this. Write a sentence."


async def test_a_dialogue_puts_the_copy_away(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    await ana.calls(Command.REPORT)
    await ana.presses("Hazard")
    assert "Where?" in (await ana.says("A hole in the road.")).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_answer_where_all_can_read_is_taken_away_without_a_word(
    house: House, platform: PlatformName
) -> None:
    ana = neighbour(house, "ana", platform)
    post, _ = ana.finds("Reply privately")
    before = house.kept()
    heard = await ana.says("My cousin saw it!", ana.group, to=post)
    assert heard.erased
    assert heard.text == ""
    assert not house.changed(before)
    other = replace(post, screen=replace(post.screen, buttons=()))
    assert (await ana.says("Thanks!", ana.group, to=other)).silent


async def test_officers_get_no_copy_of_their_own_agencys_request(house: House) -> None:
    roy, eve = neighbour(house, "roy"), await officer(house, "eve", "Sûreté")
    assert (
        "its officers get no private copy" in (await roy.presses("Reply privately")).text.lower()
    )
    assert "Your private copy" in (await eve.presses("Reply privately")).text


async def test_how_it_stays_private_is_said_to_whoever_asks(house: House) -> None:
    ana = neighbour(house, "ana")
    before = house.kept()
    heard = await ana.presses("How this stays private")
    assert "shuffled, under two random words" in heard.text
    assert "can tell who you are" in heard.text
    assert not house.changed(before)


async def test_a_request_that_is_over_takes_no_reply(house: House) -> None:
    roy, ana = neighbour(house, "roy"), neighbour(house, "ana", FORMS)
    await ana.presses("Reply privately")
    copy = ana.sees[-1]
    await drafted(ana, SEEN)
    post = ana.finds("Reply privately")
    await roy.calls(Command.RESOLVE, "1")
    await roy.presses("Close and destroy")
    before = house.kept()
    for heard in (
        await ana.presses_on(*post),
        *[await ana.presses_on(copy, row[0]) for row in copy.screen.buttons[:2]],
        await ana.presses(NO_QUESTIONS),
        await ana.fills({"text": SEEN}),
    ):
        assert "Request 1 is closed. Nothing can be sent to it" in heard.text
    assert not house.changed(before)
