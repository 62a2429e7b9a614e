from dataclasses import replace

import pytest

from adapters.discord.forms import Upload as Attachment
from adapters.discord.inbound import refused
from adapters.playground.screens import SendFile, Submit, Upload, Write
from bot.events import (
    Called,
    CalledUnknown,
    Departed,
    Filled,
    Mapped,
    Pictured,
    Pressed,
    Said,
    SentElse,
)
from bot.model.actions import DRAFTED, Verb, act
from bot.model.areas import MAP_BYTES, RawMap
from bot.model.channels import ChatKind
from bot.model.commands import Command
from bot.model.pictures import Attached, CleanPicture, CleanVideo, RawPicture, RawVideo
from bot.replies import Ask, Button, FieldKind, Form, FormField, Say, Screen
from bot.texts.text import Quote, Text
from tests.adapters.discord.street import JPEG, MP4, Street, saying, screen, words

FORM = Form(
    title=Text.of("title"),
    action=act(Verb.REPORT_FORM),
    fields=(
        FormField(name="story", label=Text.of("label"), kind=FieldKind.PARAGRAPH),
        FormField(name="street", label=Text.of("label"), kind=FieldKind.LINE, required=False),
        FormField(
            name="kind",
            label=Text.of("label"),
            kind=FieldKind.CHOICE,
            options=(("theft", Text.of("one")), ("fire", Text.of("two"))),
        ),
        FormField(name="photo", label=Text.of("label"), kind=FieldKind.FILE, required=False),
    ),
)


async def filled(street: Street, *files: Upload, verb: Verb | None = None) -> Filled:
    """Ana opens the form, of this verb if any, by a command and sends it in."""
    asked = FORM if verb is None else replace(FORM, action=act(verb))
    street.script.answers = (Ask(form=asked),)
    await street.gives(street.ana, "report")
    form = await street.form(street.ana)
    values = {"story": ("*Two* parcels\ngone",), "street": (), "kind": ("fire",)}
    street.script.answers = (saying("Thanks"),)
    await street.submits(
        street.ana, Submit(form=form.id, values=values, files={"photo": files} if files else {})
    )
    sent = (await street.script.event(2)).act
    assert isinstance(sent, Filled)
    await street.sees(street.ana, street.chat)
    return sent


async def test_a_command_is_called_with_its_parameter(street: Street) -> None:
    await street.gives(street.ana, "check", request="12")
    event = await street.script.event()
    assert event.act == Called(command=Command.CHECK, argument="12")
    assert event.sender.account.id == street.ana.id
    assert event.sender.names == ("Ana Ñ", "ana.n")
    assert event.sender.language == "es-ES"
    assert event.chat.id == street.chat
    assert event.chat.kind is ChatKind.GROUP
    assert event.chat.title == "watch"
    assert event.limits == street.platform.limits


async def test_a_command_without_its_parameter_has_an_empty_argument(street: Street) -> None:
    await street.gives(street.ana, "check")
    assert (await street.script.event()).act == Called(command=Command.CHECK)


async def test_a_command_that_the_watch_does_not_know_any_more_is_told_as_such(
    street: Street,
) -> None:
    for command in street.server.realm.applications[int(street.bot)].commands:
        if command.name == "help":
            command.name = command.body["name"] = "gone"
    await street.gives(street.ana, "gone")
    assert (await street.script.event()).act == CalledUnknown()


async def test_a_command_in_a_thread_belongs_to_the_thread(street: Street) -> None:
    thread = street.server.add_channel(street.guild, "block 4", "thread", street.chat)
    street.chat = thread
    await street.gives(street.ben, "help")
    chat = (await street.script.event()).chat
    assert (chat.id, chat.kind, chat.title) == (thread, ChatKind.GROUP, "block 4")


async def test_a_command_in_private_is_private(street: Street) -> None:
    street.chat = street.ana_dm
    await street.gives(street.ana, "report")
    chat = (await street.script.event()).chat
    assert (chat.id, chat.kind) == (street.ana_dm, ChatKind.PRIVATE)


async def test_a_press_brings_its_action_and_the_message_pressed(street: Street) -> None:
    asked = screen(words("Sure?"), Quote(text="two\nlines"), verb=act(Verb.BIND, 7))
    shown = await street.shown(asked)
    await street.presses(street.ana, shown, street.chat)
    pressed = (await street.script.event(2)).act
    assert isinstance(pressed, Pressed)
    assert pressed.action == act(Verb.BIND, 7)
    assert pressed.shown.quote == "two\nlines"
    assert pressed.shown.actions == (act(Verb.BIND, 7),)
    assert pressed.shown.media is None


@pytest.mark.parametrize("verb", sorted(DRAFTED))
async def test_only_what_carries_a_draft_on_fetches_its_picture(
    street: Street, verb: Verb
) -> None:
    buttons = (
        Button(label=Text.of("press"), action=act(verb, "token", "nonce")),
        Button(label=Text.of("other"), action=act(Verb.DRAFT_CANCEL)),
    )
    draft = Screen(
        lines=(words("Not sent yet"), Quote(text="a van", marks=((2, 5),))),
        media=CleanPicture(content=JPEG),
        buttons=(buttons,),
    )
    shown = await street.shown(draft)
    await street.presses(street.ana, shown, street.chat, at=1)
    cancelled = (await street.script.event(2)).act
    await street.presses(street.ana, shown, street.chat)
    sent = (await street.script.event(3)).act
    assert isinstance(cancelled, Pressed)
    assert isinstance(sent, Pressed)
    assert cancelled.shown.media is None
    assert sent.shown.media == RawPicture(content=JPEG)
    assert sent.shown.quote == "a van"


async def test_sending_a_draft_brings_its_video(street: Street) -> None:
    draft = Screen(
        lines=(words("Not sent yet"),),
        media=CleanVideo(content=MP4),
        buttons=((Button(label=Text.of("press"), action=act(Verb.DRAFT_SEND, "t", "n")),),),
    )
    shown = await street.shown(draft)
    assert [(one.name, one.kind) for one in shown.attachments] == [("video.mp4", "video")]
    await street.presses(street.ana, shown, street.chat)
    sent = (await street.script.event(2)).act
    assert isinstance(sent, Pressed)
    assert sent.shown.media == RawVideo(content=MP4)


async def test_a_draft_whose_picture_cannot_be_fetched_is_not_sent_without_it(
    street: Street,
) -> None:
    draft = Screen(
        lines=(words("Not sent yet"),),
        media=CleanPicture(content=JPEG),
        buttons=((Button(label=Text.of("press"), action=act(Verb.DRAFT_SEND, "t", "n")),),),
    )
    shown = await street.shown(draft)
    street.server.realm.files.clear()
    await street.presses(street.ana, shown, street.chat)
    told = await street.sees(street.ana, street.chat, 2)
    assert told.text == "Please do that once more."
    assert len(street.script.events) == 1


async def test_a_button_that_is_none_of_ours_is_a_press_of_nothing(street: Street) -> None:
    shown = await street.shown(screen(words("Sure?")))
    for channel in street.server.realm.channels.values():
        for message in channel.messages.values():
            message.components[0]["components"][0]["custom_id"] = "poll/17 yes"  # type: ignore[index]
    shown = street.messages(street.ana, street.chat)[-1]
    await street.presses(street.ana, shown, street.chat)
    pressed = (await street.script.event(2)).act
    assert isinstance(pressed, Pressed)
    assert pressed.action is None


async def test_a_form_comes_back_with_words_choice_and_picture(street: Street) -> None:
    form = await filled(street, Upload(name="IMG_2033.jpg", content=JPEG))
    assert form.action == act(Verb.REPORT_FORM)
    assert form.fields == {"story": "*Two* parcels\ngone", "street": "", "kind": "fire"}
    assert form.media == RawPicture(content=JPEG)
    assert form.refused is None


async def test_a_form_without_a_picture_has_none(street: Street) -> None:
    form = await filled(street)
    assert form.media is None
    assert form.refused is None


async def test_a_file_that_is_no_picture_is_refused_with_the_form(street: Street) -> None:
    form = await filled(street, Upload(name="plan.pdf", content=b"%PDF", kind="document"))
    assert form.media is None
    assert form.refused is Attached.DOCUMENT
    assert form.fields["kind"] == "fire"


MAP = Upload(name="area.geojson", content=b'{"type": "Feature"}', kind="document")


async def test_a_map_comes_with_the_form_that_asks_for_one(street: Street) -> None:
    form = await filled(street, MAP, verb=Verb.AREA_FORM)
    assert form.map == RawMap(content=MAP.content)
    assert (form.media, form.refused) == (None, None)


async def test_a_map_is_refused_with_any_other_form(street: Street) -> None:
    form = await filled(street, MAP)
    assert (form.map, form.media, form.refused) == (None, None, Attached.DOCUMENT)


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (Upload(name="van.jpg", content=JPEG), Attached.DOCUMENT),
        (Upload(name="plan.pdf", content=b"%PDF", kind="document"), Attached.DOCUMENT),
        (Upload(name="a.geojson", content=bytes(MAP_BYTES + 1)), Attached.LARGE_MAP),
    ],
)
async def test_a_form_that_asks_for_a_map_takes_nothing_else(
    street: Street, upload: Upload, why: Attached
) -> None:
    form = await filled(street, upload, verb=Verb.AREA_FORM)
    assert (form.map, form.media, form.refused) == (None, None, why)


async def test_a_map_in_private_is_a_map(street: Street) -> None:
    await street.server.act(street.ana.id, SendFile(chat=street.ana_dm, upload=MAP))
    assert (await street.script.event()).act == Mapped(map=RawMap(content=MAP.content))


async def test_a_large_map_in_private_is_refused(street: Street) -> None:
    upload = Upload(name="a.geojson", content=bytes(MAP_BYTES + 1), kind="document")
    await street.server.act(street.ana.id, SendFile(chat=street.ana_dm, upload=upload))
    assert (await street.script.event()).act == SentElse(what=Attached.LARGE_MAP)


async def test_a_video_comes_with_the_form(street: Street) -> None:
    form = await filled(street, Upload(name="door.mp4", content=MP4, kind="video"))
    assert form.media == RawVideo(content=MP4)
    assert form.refused is None


def test_a_picture_is_refused_by_the_size_that_discord_tells() -> None:
    most = 10 * 1024 * 1024
    fits = Attachment(url="http://nowhere.invalid/", size=most, kind="image/jpeg")
    large = Attachment(url="http://nowhere.invalid/", size=most + 1, kind="image/jpeg")
    assert refused(fits) is None
    assert refused(large) is Attached.TOO_LARGE


async def test_words_in_private_are_said(street: Street) -> None:
    await street.writes(street.ana, "Grant Ave & 7th *St*")
    event = await street.script.event()
    assert event.act == Said(text="Grant Ave & 7th *St*")
    assert event.chat.kind is ChatKind.PRIVATE


async def test_words_in_private_come_in_the_language_heard_before(street: Street) -> None:
    await street.writes(street.ana, "hola")
    await street.gives(street.ana, "help")
    await street.script.event(2)
    await street.writes(street.ana, "hola")
    await street.script.event(3)
    assert [one.sender.language for one in street.script.events] == ["", "es-ES", "es-ES"]


async def test_a_picture_in_private_comes_with_its_words(street: Street) -> None:
    upload = Upload(name="IMG_2033.jpg", content=JPEG)
    sent = SendFile(chat=street.ana_dm, upload=upload, caption="the van")
    await street.server.act(street.ana.id, sent)
    assert (await street.script.event()).act == Pictured(
        media=RawPicture(content=JPEG), text="the van"
    )


async def test_a_video_in_private_comes_with_its_words(street: Street) -> None:
    upload = Upload(name="door.mp4", content=MP4, kind="video")
    sent = SendFile(chat=street.ana_dm, upload=upload, caption="the van")
    await street.server.act(street.ana.id, sent)
    assert (await street.script.event()).act == Pictured(
        media=RawVideo(content=MP4), text="the van"
    )


async def test_another_file_in_private_is_something_else(street: Street) -> None:
    upload = Upload(name="voice.ogg", content=b"OggS", kind="voice")
    await street.server.act(street.ana.id, SendFile(chat=street.ana_dm, upload=upload))
    assert (await street.script.event()).act == SentElse(what=Attached.VOICE)


async def test_an_answer_to_the_bots_message_brings_what_it_showed(street: Street) -> None:
    street.script.answers = (
        Say(screen=screen(words("Asked"), Quote(text="who?"), verb=act(Verb.ANSWER))),
    )
    await street.writes(street.ana, "hello")
    asked = await street.sees(street.ana, street.ana_dm, 2)
    reply = Write(chat=street.ana_dm, text="me", reply_to=asked.id)
    await street.server.act(street.ana.id, reply)
    said = (await street.script.event(2)).act
    assert isinstance(said, Said)
    assert said.text == "me"
    assert said.answering is not None
    assert said.answering.quote == "who?"
    assert said.answering.actions == (act(Verb.ANSWER),)


async def test_talk_in_a_guild_is_not_listened_to(street: Street) -> None:
    await street.server.act(street.ben.id, Write(chat=street.chat, text="hello all"))
    await street.gives(street.ana, "help")
    await street.script.event()
    assert [type(one.act) for one in street.script.events] == [Called]


async def test_words_in_a_guild_arrive_where_they_name_the_bot_and_are_answered_there(
    street: Street,
) -> None:
    street.script.answers = (saying("How to check"),)
    words = f"<@{street.bot}> the police is asking for videos"
    await street.server.act(street.ben.id, Write(chat=street.chat, text=words))
    said = (await street.script.event()).act
    assert isinstance(said, Said)
    assert said.text.endswith("the police is asking for videos")
    answer = await street.sees(street.ana, street.chat, 2)
    assert "How to check" in answer.text


async def test_a_person_is_taken_in_one_thing_after_the_other(street: Street) -> None:
    street.script.pause = 0.02
    for number in range(5):
        await street.writes(street.ana, f"{number}")
    await street.script.event(5)
    said = [one.act for one in street.script.events]
    assert said == [Said(text=f"{number}") for number in range(5)]


async def test_a_channel_that_is_gone_has_been_departed_from(street: Street) -> None:
    street.server.kick(street.guild, street.bot)
    event = await street.script.event()
    assert event.act == Departed()
    assert event.chat.id == street.chat
    assert event.chat.kind is ChatKind.GROUP
