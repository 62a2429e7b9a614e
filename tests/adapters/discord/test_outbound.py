import pytest

from adapters.playground.discord.permissions import Permission
from adapters.playground.screens import FieldKind as Shown
from adapters.playground.screens import Submit
from bot.events import Filled, Pressed, Said
from bot.model.actions import Verb, act
from bot.model.pictures import CleanPicture
from bot.replies import (
    Answer,
    Ask,
    Button,
    ErasePressed,
    EraseTheirs,
    FieldKind,
    Form,
    FormField,
    Pop,
    Replace,
    Screen,
)
from bot.texts.text import Quote, Text
from tests.adapters.discord.street import JPEG, Street, buttons, replacing, saying, screen, words

PICTURE = CleanPicture(content=JPEG)
POP = Pop(text=Text.of("saved"))
FORM = Form(
    title=Text.of("title"),
    action=act(Verb.ANSWER_FORM),
    fields=(
        FormField(
            name="words",
            label=Text.of("label"),
            hint=Text.of("hint"),
            kind=FieldKind.PARAGRAPH,
            value="so far",
            longest=1_500,
        ),
        FormField(name="line", label=Text.of("label"), kind=FieldKind.LINE, required=False),
        FormField(
            name="kind",
            label=Text.of("label"),
            kind=FieldKind.CHOICE,
            value="b",
            options=(("a", Text.of("one")), ("b", Text.of("two"))),
        ),
        FormField(name="photo", label=Text.of("label"), kind=FieldKind.FILE, required=False),
    ),
)


async def pressed(street: Street, *answers: Answer) -> None:
    """Ana presses a button of an answer that she alone sees."""
    shown = await street.shown(screen(words("Sure?")))
    street.script.answers = answers
    await street.presses(street.ana, shown, street.chat)


async def texts(street: Street, *expected: str) -> None:
    """What Ana sees in the channel, waited for."""
    await street.until(
        lambda: (
            [one.text for one in street.messages(street.ana, street.chat)] == list(expected)
            and not any(one.thinking for one in street.messages(street.ana, street.chat))
        )
    )


async def test_an_answer_in_a_guild_is_seen_by_the_asker_alone(street: Street) -> None:
    shown = await street.shown(screen(words("For you"), Text.of("hello", name="*Ana*")))
    assert shown.ephemeral
    assert shown.text == "For you\nHello *Ana*"
    assert shown.html == "For you<br>Hello <b>*Ana*</b>"
    assert street.messages(street.ben, street.chat) == ()


async def test_buttons_carry_label_style_and_action(street: Street) -> None:
    rows = (
        (
            Button(label=Text.of("press"), action=act(Verb.REPORT_POST), tone="main"),
            Button(label=Text.of("other"), action=act(Verb.CANCEL), tone="danger"),
        ),
        (Button(label=words("x" * 200), action=act(Verb.COPY_OPEN, 12), private=True),),
    )
    shown = await street.shown(Screen(lines=(words("Choose"),), buttons=rows))
    drawn = [[(one.label, one.style, one.id) for one in row] for row in shown.buttons]
    assert drawn == [
        [("Press me", "primary", "ro"), ("Or me", "danger", "ca")],
        [("x" * 79 + "…", "secondary", "co:12")],
    ]


async def test_more_buttons_than_a_row_holds_go_on_below(street: Street) -> None:
    many = tuple(Button(label=words(f"{n}"), action=act(Verb.BIND, n)) for n in range(7))
    shown = await street.shown(Screen(lines=(words("Choose"),), buttons=(many,)))
    assert [len(row) for row in shown.buttons] == [5, 2]


async def test_many_short_rows_are_packed(street: Street) -> None:
    rows = tuple((Button(label=words(f"{n}"), action=act(Verb.BIND, n)),) for n in range(11))
    shown = await street.shown(Screen(lines=(words("Choose"),), buttons=rows))
    assert [one.label for one in buttons(shown)] == [f"{n}" for n in range(11)]


@pytest.mark.parametrize(
    "quote",
    [
        "plain",
        "two\n\n  lines  \n",
        "  leading",
        "> quoted\n- list\n# head",
        "**stars** _low_ `code` ||x|| \\ \\\\ \\*",
        "<@1> @everyone <t:1:R> https://example.org",
        "\U0001f98a fox \U0001f468\u200d\U0001f469\u200d\U0001f467 \u0645\u0631\u062d",
        "*" * 1_500,
        "\U0001f98a" * 1_500,
        "a\n" * 500,
    ],
)
async def test_a_quote_is_shown_and_read_back_exactly(street: Street, quote: str) -> None:
    shown = await street.shown(screen(words("Not sent yet"), Quote(text=quote), words("So?")))
    assert shown.text.replace("\u200b", "") == f"Not sent yet\n{quote}\nSo?"
    await street.presses(street.ana, shown, street.chat)
    press = (await street.script.event(2)).act
    assert isinstance(press, Pressed)
    assert press.shown.quote == quote


async def test_a_picture_comes_under_a_name_that_tells_nothing(street: Street) -> None:
    shown = await street.shown(Screen(lines=(words("See"),), media=PICTURE))
    (file,) = shown.attachments
    assert file.name == "picture.jpg"
    assert street.server.file(file.url)[0] == JPEG


async def test_saying_twice_gives_two_messages(street: Street) -> None:
    street.script.answers = (saying("one"), saying("two"))
    await street.gives(street.ana, "help")
    await texts(street, "one", "two")


async def test_a_replaced_message_changes_its_words_buttons_and_picture(street: Street) -> None:
    with_picture = Screen(
        lines=(words("with"),),
        media=PICTURE,
        buttons=((Button(label=Text.of("other"), action=act(Verb.CANCEL)),),),
    )
    await pressed(street, Replace(screen=with_picture))
    await texts(street, "with")
    (shown,) = street.messages(street.ana, street.chat)
    assert [one.name for one in shown.attachments] == ["picture.jpg"]
    street.script.answers = (Replace(screen=Screen(lines=(words("without"),))),)
    await street.presses(street.ana, shown, street.chat)
    await texts(street, "without")
    (shown,) = street.messages(street.ana, street.chat)
    assert shown.attachments == ()
    assert shown.buttons == ()


async def test_a_replacement_after_a_command_is_a_new_message(street: Street) -> None:
    street.script.answers = (replacing("new"),)
    await street.gives(street.ana, "help")
    await texts(street, "new")


async def test_a_notice_beside_a_replacement_follows_it(street: Street) -> None:
    await pressed(street, replacing("changed"), POP)
    await texts(street, "changed", "Saved.")


async def test_a_notice_before_a_replacement_leaves_the_right_message_changed(
    street: Street,
) -> None:
    await pressed(street, POP, replacing("changed"))
    await texts(street, "changed", "Saved.")


async def test_the_pressed_message_goes_and_a_notice_stays(street: Street) -> None:
    await pressed(street, ErasePressed(), POP)
    await texts(street, "Saved.")


async def test_the_pressed_message_goes_and_another_comes(street: Street) -> None:
    await pressed(street, saying("next"), ErasePressed(), EraseTheirs())
    await texts(street, "next")


async def test_a_pressed_message_that_is_gone_already_is_no_trouble(street: Street) -> None:
    shown = await street.shown(screen(words("Sure?")))
    street.script.answers = (ErasePressed(), POP)
    street.script.pause = 0.2
    await street.presses(street.ana, shown, street.chat)
    await street.script.event(2)
    del street.server.realm.channels[int(street.chat)].messages[int(shown.id)]
    await texts(street, "Saved.")


async def test_no_answer_leaves_the_message_and_no_failure(street: Street) -> None:
    await pressed(street)
    await street.until(lambda: _answered(street) == 2)
    await texts(street, "Sure?")
    assert street.server.screen(street.ana.id).popups == ()


async def test_no_answer_to_a_command_leaves_nothing(street: Street) -> None:
    street.script.answers = ()
    await street.gives(street.ana, "help")
    await street.until(lambda: _answered(street) == 1)
    await texts(street)


async def test_a_post_in_the_channel_is_neither_replaced_nor_erased(street: Street) -> None:
    post = screen(words("For all"), verb=act(Verb.COPY_OPEN, 12))
    await street.posts(post)
    shown = await street.sees(street.ana, street.chat)
    street.script.answers = (replacing("for you"),)
    await street.presses(street.ana, shown, street.chat)
    await texts(street, "For all", "for you")
    street.script.answers = (ErasePressed(), POP)
    await street.presses(street.ana, shown, street.chat)
    await texts(street, "For all", "for you", "Saved.")
    assert [one.text for one in street.messages(street.ben, street.chat)] == ["For all"]


async def test_a_form_opens_with_its_fields(street: Street) -> None:
    street.script.answers = (Ask(form=FORM),)
    await street.gives(street.ana, "report")
    form = await street.form(street.ana)
    assert form.title == "A form"
    drawn = [
        (one.id, one.kind, one.value, one.required, one.description, one.max_length)
        for one in form.fields
    ]
    assert drawn[0] == ("words", Shown.PARAGRAPH, "so far", True, "In your own words", 1_500)
    assert drawn[1][:4] == ("line", Shown.TEXT, "", False)
    assert drawn[2][:4] == ("kind", Shown.CHOICE, "b", True)
    assert drawn[3][:4] == ("photo", Shown.FILES, "", False)
    assert [one.label for one in form.fields[2].options] == ["The first", "The second"]


async def test_a_form_opened_by_a_button_may_replace_the_buttons_message(street: Street) -> None:
    await pressed(street, Ask(form=FORM))
    form = await street.form(street.ana)
    street.script.answers = (replacing("got it"),)
    values = {"words": ("w",), "line": (), "kind": ("a",)}
    await street.submits(street.ana, Submit(form=form.id, values=values))
    await texts(street, "got it")
    assert isinstance(street.script.events[-1].act, Filled)


async def test_words_in_private_are_answered_with_plain_messages(street: Street) -> None:
    street.script.answers = (
        saying("one"),
        replacing("two"),
        POP,
        Ask(form=FORM),
        ErasePressed(),
        EraseTheirs(),
    )
    await street.writes(street.ana, "hello")
    await street.sees(street.ana, street.ana_dm, 5)
    seen = street.messages(street.ana, street.ana_dm)
    assert [one.text for one in seen] == [
        "hello",
        "one",
        "two",
        "Saved.",
        "Please press again.",
    ]
    assert not any(one.ephemeral for one in seen)


async def test_a_message_pressed_in_private_is_replaced_and_erased(street: Street) -> None:
    street.script.answers = (saying("Sure?"),)
    await street.writes(street.ana, "hello")
    shown = await street.sees(street.ana, street.ana_dm, 2)
    street.script.answers = (replacing("changed"),)
    await street.presses(street.ana, shown, street.ana_dm)
    await street.until(lambda: street.messages(street.ana, street.ana_dm)[-1].text == "changed")
    street.script.answers = (ErasePressed(),)
    await street.presses(street.ana, shown, street.ana_dm)
    left = await street.sees(street.ana, street.ana_dm, 1)
    assert left.text == "hello"


async def test_an_answer_typed_under_a_post_is_removed_without_a_word(street: Street) -> None:
    post = screen(words("For all"), verb=act(Verb.COPY_OPEN, 12))
    await street.posts(post)
    shown = await street.sees(street.ana, street.chat)
    street.script.answers = (EraseTheirs(), saying("never shown to all"))
    await street.answers(street.ana, shown, "it was my cousin")
    said = (await street.script.event()).act
    assert isinstance(said, Said)
    assert said.answering is not None
    assert said.answering.actions == (act(Verb.COPY_OPEN, 12),)
    await texts(street, "For all")


async def test_where_the_bot_may_not_remove_an_answer_it_stays(street: Street) -> None:
    await street.posts(screen(words("For all")))
    shown = await street.sees(street.ana, street.chat)
    street.server.overwrite(street.chat, street.bot, deny=int(Permission.MANAGE_MESSAGES))
    street.script.answers = (EraseTheirs(),)
    await street.answers(street.ana, shown, "it was my cousin")
    await street.script.event()
    await street.shown(screen(words("still here")))
    await texts(street, "For all", "it was my cousin", "still here")


def _answered(street: Street) -> int:
    return sum(one.answered for one in street.server.realm.interactions.values())
