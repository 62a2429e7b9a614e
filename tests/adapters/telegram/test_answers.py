import pytest

from adapters.playground.screens import ButtonKind, OpenLink, Press, Remove, SendPin
from bot.events import Pinned
from bot.model.actions import Action, Verb, act
from bot.model.pictures import CleanPicture
from bot.model.places import Point
from bot.replies import (
    Answer,
    Ask,
    ErasePressed,
    EraseTheirs,
    Form,
    Pop,
    Replace,
    Say,
    Screen,
)
from bot.texts.text import Quote, Text
from tests.adapters.telegram.house import Street, button, picture, said, screen, until

PRIVACY = act(Verb.PRIVACY)


async def pressed(street: Street, *answers: Answer, under: Screen | None = None) -> None:
    """Let the bot say something with a button, press it, and answer the press so."""
    street.intake.will(Say(screen=under or screen(buttons=(button(PRIVACY),))))
    street.intake.will(*answers)
    await street.write("/help")
    await street.press(await street.post(), "Press me")


async def answered(street: Street) -> None:
    """Wait until the pressed button got its answer."""
    await until(lambda: street.calls("answerCallbackQuery"))


def with_picture(*words: Text | Quote, action: Action | None = None) -> Screen:
    return Screen(
        lines=words or (Text.of("test.hello"),),
        media=CleanPicture(content=picture()),
        buttons=((button(action),),) if action else (),
    )


async def test_words_keep_their_styles_and_never_become_markup(lively: Street) -> None:
    both = screen(Text.of("test.styled", name="<i>&Co"), Quote(text="<u>1 < 2</u>"))
    lively.intake.will(Say(screen=both))
    await lively.write("/help")
    post = await lively.post()
    assert post.text == "Bold <i>&Co and slanted\n<u>1 < 2</u>"
    assert post.html == (
        "<b>Bold &lt;i&gt;&amp;Co</b> and <i>slanted</i><br>"
        "<blockquote>&lt;u&gt;1 &lt; 2&lt;/u&gt;</blockquote>"
    )


async def test_an_answer_to_a_command_in_a_group_shows_what_it_answers(lively: Street) -> None:
    here = str(lively.group.id)
    lively.intake.will(Say(screen=screen()))
    await lively.write("/help", here)
    post = await lively.post(chat=here)
    asked = lively.seen(here).messages[-2]
    assert post.reply_to == asked.id


async def test_an_answer_comes_even_when_the_command_is_gone(lively: Street) -> None:
    here = str(lively.group.id)
    lively.server.promote(lively.group, lively.bot)
    lively.intake.will(EraseTheirs(), Say(screen=screen()))
    await lively.write("/help", here)
    assert (await lively.post(chat=here)).reply_to is None
    assert "/help" not in [one.text for one in lively.seen(here).messages]


async def test_their_message_stays_silently_where_it_cannot_be_removed(lively: Street) -> None:
    here = str(lively.group.id)
    lively.intake.will(EraseTheirs(), Say(screen=screen()))
    await lively.write("/help", here)
    assert (await lively.post(chat=here)).text == "Hello there."
    assert lively.calls("deleteMessage") == [400]


async def test_a_picture_carries_its_words(lively: Street) -> None:
    lively.intake.will(Say(screen=with_picture(action=PRIVACY)))
    await lively.write("/help")
    post = await lively.post()
    assert [one.kind for one in post.attachments] == ["photo"]
    assert post.text == "Hello there."
    assert post.buttons


async def test_words_too_long_for_a_caption_follow_their_picture(lively: Street) -> None:
    lively.intake.will(Say(screen=with_picture(Quote(text="w" * 1_025), action=PRIVACY)))
    await lively.write("/help")
    words = await lively.post(2)
    assert (words.text, bool(words.buttons)) == ("w" * 1_025, True)
    alone = await lively.post(1)
    assert (alone.text, len(alone.attachments), alone.buttons) == ("", 1, ())


async def test_the_longest_quote_gives_way_to_the_limit(lively: Street) -> None:
    short = Quote(text="short")
    long = Quote(text="🚐" * 3_000)
    lively.intake.will(Say(screen=screen(Text.of("test.hello"), long, short)))
    await lively.write("/help")
    first, cut, last = (await lively.post()).text.split("\n")
    assert (first, last) == ("Hello there.", "short")
    assert cut == "🚐" * ((4_096 - len("Hello there.\n\nshort…")) // 2) + "…"


async def test_what_cannot_be_shortened_is_dropped_with_a_line_that_tells_nothing(
    lively: Street, caplog: pytest.LogCaptureFixture
) -> None:
    lively.intake.will(
        Say(screen=screen(Text.of("test.styled", name="Z" * 5_000))), Say(screen=screen())
    )
    await lively.write("/help")
    assert (await lively.post()).text == "Hello there."
    assert said(caplog) == ["an answer was dropped: too_long"]


async def test_the_pressed_message_becomes_the_new_one(lively: Street) -> None:
    new = screen(Quote(text="new"), buttons=(button(act(Verb.CANCEL)),))
    await pressed(lively, Replace(screen=new))
    await until(lambda: lively.posts()[0].text == "new")
    assert lively.posts()[0].edited
    assert len(lively.posts()) == 1
    assert lively.calls("answerCallbackQuery") == [200]


async def test_a_message_that_stays_as_it_is_is_fine(
    lively: Street, caplog: pytest.LogCaptureFixture
) -> None:
    await pressed(lively, Replace(screen=screen(buttons=(button(PRIVACY),))), Say(screen=screen()))
    await lively.post(2)
    assert lively.calls("editMessageText") == [400]
    assert said(caplog) == []


async def test_words_under_a_picture_are_replaced_there(lively: Street) -> None:
    await pressed(
        lively,
        Replace(screen=with_picture(Quote(text="other words"))),
        under=with_picture(action=PRIVACY),
    )
    await until(lambda: lively.posts()[0].text == "other words")
    assert len(lively.posts()) == 1


async def test_a_message_that_gains_or_loses_a_picture_is_sent_anew(lively: Street) -> None:
    await pressed(lively, Replace(screen=with_picture()))
    await until(lambda: lively.posts() and lively.posts()[0].attachments)
    await until(lambda: len(lively.posts()) == 1)


async def test_words_apart_from_their_picture_are_replaced_with_it(lively: Street) -> None:
    long = with_picture(Quote(text="w" * 1_500), action=PRIVACY)
    lively.intake.will(Say(screen=long))
    lively.intake.will(Replace(screen=screen(Quote(text="no picture"))))
    await lively.write("/help")
    await lively.press(await lively.post(2), "Press me")
    await until(lambda: [one.text for one in lively.posts()] == ["no picture"])


async def test_a_pressed_message_that_is_gone_is_replaced_by_a_new_one(lively: Street) -> None:
    lively.intake.will(Say(screen=screen(buttons=(button(PRIVACY),))))
    lively.intake.will(Replace(screen=screen(Quote(text="new"))))
    await lively.write("/help")
    post = await lively.post()
    hold = lively.server.faults.hold("getUpdates")
    await lively.press(post, "Press me")
    await lively.do(Remove(chat=lively.home, message=post.id))
    hold.release()
    await until(lambda: [one.text for one in lively.posts()] == ["new"])


async def test_replacing_without_a_pressed_message_is_a_new_message(lively: Street) -> None:
    lively.intake.will(Replace(screen=screen()))
    await lively.do(OpenLink(url="https://t.me/PorchlightTestBot?start=co_12"))
    assert (await lively.post()).text == "Hello there."


@pytest.mark.parametrize(("words", "alert"), [("Saved.", False), ("s" * 61, True)])
async def test_a_notice_pops_up_and_waits_when_it_is_long(
    lively: Street, words: str, *, alert: bool
) -> None:
    await pressed(lively, ErasePressed(), Pop(text=Text.of("test.styled", name=words)))
    popup = (await until(lively.popups))[0]
    assert popup.text == f"Bold {words} and slanted"
    assert popup.alert is alert
    await until(lambda: not lively.posts())
    assert lively.calls("answerCallbackQuery") == [200]


async def test_a_notice_is_never_longer_than_telegram_takes(lively: Street) -> None:
    await pressed(lively, Pop(text=Text.of("test.styled", name="n" * 300)))
    popup = (await until(lively.popups))[0]
    assert (len(popup.text), popup.text[-1]) == (200, "…")


async def test_every_press_is_answered_once_with_or_without_a_notice(lively: Street) -> None:
    await pressed(lively)
    await answered(lively)
    assert lively.popups() == ()
    assert lively.calls("answerCallbackQuery") == [200]


async def test_two_notices_make_a_pop_up_and_a_message(lively: Street) -> None:
    await pressed(lively, Pop(text=Text.of("test.hello")), Pop(text=Text.of("test.press")))
    assert (await lively.post(2)).text == "Press me"
    assert [one.text for one in lively.popups()] == ["Hello there."]
    assert lively.calls("answerCallbackQuery") == [200]


async def test_a_notice_for_a_press_that_waited_too_long_becomes_a_message(
    lively: Street, caplog: pytest.LogCaptureFixture
) -> None:
    old = "query is too old and response timeout expired or query ID is invalid"
    lively.server.faults.refuse("answerCallbackQuery", 400, words=f"Bad Request: {old}")
    await pressed(lively, Pop(text=Text.of("test.styled", name="S")))
    assert (await lively.post(2)).text == "Bold S and slanted"
    assert said(caplog) == []


async def test_a_notice_without_a_press_is_a_message(lively: Street) -> None:
    lively.intake.will(Pop(text=Text.of("test.hello")))
    await lively.do(OpenLink(url="https://t.me/PorchlightTestBot?start=co_12"))
    assert (await lively.post()).text == "Hello there."


async def test_a_pin_is_asked_for_with_a_key_that_goes_away_again(lively: Street) -> None:
    lively.intake.will(Say(screen=Screen(lines=(Text.of("test.hello"),), asks_pin=True)))
    lively.intake.will(Say(screen=screen()))
    await lively.write("/report")
    await lively.post(1)
    assert [(key.label, key.kind) for row in lively.seen().keyboard for key in row] == [
        ("[place.send_pin]", ButtonKind.LOCATION)
    ]
    await lively.write("now")
    await lively.post(2)
    assert lively.seen().keyboard == ()


async def test_the_key_goes_away_before_a_message_that_has_buttons(lively: Street) -> None:
    lively.intake.will(Say(screen=Screen(lines=(Text.of("test.hello"),), asks_pin=True)))
    lively.intake.will(Say(screen=screen(buttons=(button(PRIVACY),))))
    lively.intake.will(Say(screen=screen(buttons=(button(PRIVACY),))))
    await lively.write("/report")
    await lively.post(1)
    await lively.write("corner of Jarry")
    await until(lambda: len(lively.calls("sendMessage")) == 3)
    assert len(lively.calls("deleteMessage")) == 1, "the word with which it went is gone, too"
    assert lively.seen().keyboard == ()
    await lively.write("again")
    await until(lambda: len(lively.calls("sendMessage")) == 4)
    assert len(lively.posts()) == 3
    assert all(post.buttons for post in lively.posts()[1:])


async def test_the_key_sends_the_place(lively: Street) -> None:
    lively.intake.will(Say(screen=Screen(lines=(Text.of("test.hello"),), asks_pin=True)))
    await lively.write("/report")
    post = await lively.post()
    key = lively.seen().keyboard[0][0]
    where = ("45.5393", "-73.6277")
    await lively.do(Press(chat=lively.home, message=post.id, button=key.id, values=where))
    assert await lively.act(2) == Pinned(point=Point(latitude=45.5393, longitude=-73.6277))


async def test_a_pin_is_asked_for_in_words_alone_in_a_group(lively: Street) -> None:
    here = str(lively.group.id)
    lively.intake.will(Say(screen=Screen(lines=(Text.of("test.hello"),), asks_pin=True)))
    await lively.write("/report", here)
    await lively.post(chat=here)
    await lively.do(SendPin(chat=here, latitude=45.5, longitude=-73.6))
    assert lively.seen(here).keyboard == ()


async def test_a_private_button_leads_out_of_the_group_and_is_a_press_in_private(
    lively: Street,
) -> None:
    here = str(lively.group.id)
    private = screen(buttons=(button(act(Verb.COPY_OPEN, 12), private=True, tone="main"),))
    lively.intake.will(Say(screen=private))
    lively.intake.will(Say(screen=private))
    await lively.write("/help", here)
    found = (await lively.post(chat=here)).buttons[0][0]
    assert found.url == "https://t.me/PorchlightTestBot?start=co_12"
    assert found.style == "primary"
    await lively.write("/help")
    assert (await lively.post()).buttons[0][0].kind is ButtonKind.PRESS


async def test_sealed_messages_cannot_be_forwarded(lively: Street) -> None:
    lively.intake.will(
        Say(screen=Screen(lines=(Text.of("test.hello"),), sealed=True)), Say(screen=screen())
    )
    await lively.write("/help")
    await lively.post(2)
    assert [one.protected for one in lively.posts()] == [True, False]


async def test_an_answer_waits_when_telegram_asks_for_it(lively: Street) -> None:
    lively.server.faults.too_many("sendMessage", 1)
    lively.intake.will(Say(screen=screen()))
    await lively.write("/help")
    await lively.post()
    assert lively.calls("sendMessage") == [429, 200]


async def test_an_answer_is_dropped_when_it_would_come_too_late(
    lively: Street, caplog: pytest.LogCaptureFixture
) -> None:
    lively.server.faults.too_many("sendMessage", 31)
    lively.intake.will(Say(screen=screen(Quote(text="secret"))), Say(screen=screen()))
    await lively.write("/help")
    assert (await lively.post()).text == "Hello there."
    assert said(caplog) == ["an answer was dropped: flood"]


async def test_an_answer_that_may_have_arrived_is_not_said_twice(lively: Street) -> None:
    lively.server.faults.lose("sendMessage")
    lively.intake.will(Say(screen=screen(Quote(text="once"))), Say(screen=screen()))
    await lively.write("/help")
    assert [(await lively.post(1)).text, (await lively.post(2)).text] == ["once", "Hello there."]
    assert len(lively.posts()) == 2


async def test_a_slow_answer_keeps_no_other_chat_waiting(lively: Street) -> None:
    here = str(lively.group.id)
    hold = lively.server.faults.hold("sendMessage")
    for _ in range(3):
        lively.intake.will(Say(screen=screen()))
    await lively.write("/help")
    await hold.reached.wait()
    await lively.write("/watches")
    await lively.write("/help", here)
    await lively.post(chat=here)
    assert lively.posts() == []
    hold.release()
    await lively.post(2)


async def test_a_form_is_a_fault_of_the_core_and_stops_nobody(
    lively: Street, caplog: pytest.LogCaptureFixture
) -> None:
    lively.intake.will(Ask(form=Form(title=Text.of("test.hello"), action=PRIVACY, fields=())))
    lively.intake.will(Say(screen=screen()))
    await lively.write("/report")
    await lively.write("/help")
    await lively.post()
    assert [one.partition(" at ")[0] for one in said(caplog)] == ["an answer failed: TypeError"]


async def test_where_the_bot_may_not_write_the_answer_comes_in_private(lively: Street) -> None:
    lively.intake.will(Say(screen=screen()))
    await lively.write("/start")
    await lively.post()
    lively.server.restrict(lively.group, lively.bot)
    lively.intake.will(Say(screen=screen(Text.of("test.styled", name="in private"))))
    await lively.write("/setup", str(lively.group.id))
    assert "in private" in (await lively.post(2)).text
    assert lively.posts(str(lively.group.id)) == []
