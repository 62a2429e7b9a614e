import pytest

from adapters.playground.screens import SendFile, Upload, Write
from bot.events import Pictured, Pressed, Said, SentElse, Shown
from bot.model.actions import DRAFTED, Verb, act
from bot.model.pictures import Attached, CleanPicture
from bot.ports.world import Address
from bot.replies import Button, ErasePressed, Pop, Reader, Say, Screen
from bot.texts.text import Line, Quote, Text
from tests.adapters.telegram.house import Street, button, connected, picture, screen, until

SEND = act(Verb.DRAFT_SEND, "tok-en_1", "no-nce_2")

QUOTES = [
    "Grey van, ladder rack.",
    '2 < 3 & 4 > 1; <b>not bold</b> &amp; "quoted" it\'s',
    "👩‍👩‍👧 saw it 🚐 at \N{MATHEMATICAL BOLD FRAKTUR CAPITAL A}venue, ñandú, 日本語",
    "two lines\nand a third\n\nafter a gap",
    "see https://example.org/a?b=1&c=2 or call @someone /help #tag",
    "\N{MATHEMATICAL BOLD CAPITAL A}" * 1_500,
    "/start",
]


async def shown_by_press(street: Street, *said: Line, pressed: Button) -> Shown:
    street.intake.will(Say(screen=screen(*said, buttons=(pressed,))))
    await street.write("/help")
    await street.press(await street.post(), "Press me")
    found = await street.act(2)
    assert isinstance(found, Pressed)
    assert found.action == pressed.action
    return found.shown


@pytest.mark.parametrize("words", QUOTES)
async def test_a_quote_comes_back_exactly(lively: Street, words: str) -> None:
    before = Text.of("test.styled", name="\N{MATHEMATICAL BOLD FRAKTUR CAPITAL N}ame <i>&")
    shown = await shown_by_press(lively, before, Quote(text=words), pressed=button(SEND))
    assert shown.quote == words
    assert shown.media is None


@pytest.mark.parametrize("words", QUOTES)
async def test_a_quote_with_marked_words_comes_back_exactly(lively: Street, words: str) -> None:
    marks = ((0, 2), (3, 4), (len(words) - 1, len(words)))
    quote = Quote(text=words, marks=marks)
    shown = await shown_by_press(lively, quote, Text.of("test.hello"), pressed=button(SEND))
    assert shown.quote == words


async def test_the_buttons_that_stood_there_come_back(lively: Street) -> None:
    other = button(act(Verb.DRAFT_CANCEL))
    lively.intake.will(Say(screen=screen(Quote(text="mine"), buttons=(button(SEND), other))))
    await lively.write("/help")
    ours = await lively.post()
    await lively.do(Write(chat=lively.home, text="anything", reply_to=ours.id))
    assert await lively.act(2) == Said(
        text="anything", answering=Shown(quote="mine", actions=(SEND, act(Verb.DRAFT_CANCEL)))
    )


async def test_a_picture_that_answers_us_says_what_it_answers(lively: Street) -> None:
    lively.intake.will(Say(screen=screen(buttons=(button(act(Verb.COPY_WRITE, "T")),))))
    await lively.write("/help")
    ours = await lively.post()
    upload = Upload(name="van.jpg", content=picture())
    await lively.do(SendFile(chat=lively.home, upload=upload, reply_to=ours.id))
    found = await lively.act(2)
    assert isinstance(found, Pictured)
    assert found.answering == Shown(actions=(act(Verb.COPY_WRITE, "T"),))


async def test_a_deep_link_under_a_public_post_is_read_back_as_its_action(
    lively: Street,
) -> None:
    open_copy = button(act(Verb.COPY_OPEN, 12), private=True)
    here = str(lively.group.id)
    async with connected(lively.server) as platform:
        to = Address(id=here, personal=False)
        await platform.post(to, screen(buttons=(open_copy,)), Reader(language="en"), "n")
    ours = await lively.post(chat=here)
    await lively.do(Write(chat=here, text="it was him", reply_to=ours.id))
    found = await lively.act()
    assert isinstance(found, Said)
    assert found.answering == Shown(actions=(act(Verb.COPY_OPEN, 12),))


def pictured(pressed: Button, words: str = "the van 🚐") -> Screen:
    return Screen(
        lines=(Quote(text=words),),
        media=CleanPicture(content=picture(64, 48)),
        buttons=((pressed,),),
    )


@pytest.mark.parametrize("verb", sorted(DRAFTED))
async def test_sending_a_draft_brings_its_picture(lively: Street, verb: Verb) -> None:
    lively.intake.will(Say(screen=pictured(button(act(verb, "t", "n")))))
    await lively.write("/help")
    await lively.press(await lively.post(), "Press me")
    found = await lively.act(2)
    assert isinstance(found, Pressed)
    assert found.shown.quote == "the van 🚐"
    assert found.shown.media is not None
    assert found.shown.media.content.startswith(b"\xff\xd8")


async def test_a_draft_too_long_for_a_caption_is_sent_with_its_picture_and_goes_as_a_whole(
    lively: Street,
) -> None:
    lively.intake.will(Say(screen=pictured(button(SEND), "w" * 1_500)))
    lively.intake.will(ErasePressed(), Pop(text=Text.of("test.hello")))
    await lively.write("/help")
    await lively.press(await lively.post(2), "Press me")
    found = await lively.act(2)
    assert isinstance(found, Pressed)
    assert found.shown.quote == "w" * 1_500
    assert found.shown.media is not None
    await until(lambda: lively.posts() == [])


async def test_no_other_press_fetches_the_picture(lively: Street) -> None:
    lively.intake.will(Say(screen=pictured(button(act(Verb.DRAFT_CANCEL)))))
    await lively.write("/help")
    await lively.press(await lively.post(), "Press me")
    found = await lively.act(2)
    assert isinstance(found, Pressed)
    assert found.shown.media is None
    assert lively.calls("getFile") == []


async def test_a_draft_is_not_sent_without_its_picture(lively: Street) -> None:
    lively.intake.will(Say(screen=pictured(button(SEND))))
    await lively.write("/help")
    lively.server.faults.refuse("getFile", 502, times=3)
    await lively.press(await lively.post(), "Press me")
    assert await lively.act(2) == SentElse(what=Attached.OTHER)
