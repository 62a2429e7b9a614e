"""Changing and deleting messages."""

import aiohttp
import pytest

from adapters.playground.screens import Write
from tests.adapters.playground.telegram.world import Street, picture

BUTTONS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}


@pytest.fixture(autouse=True)
async def started(street: Street) -> None:
    await street.meet(street.ana)
    await street.updates()


async def sent(street: Street, **values: object) -> dict[str, object]:
    """A message to Ana, as the parameters that name it."""
    answer = await street.call("sendMessage", chat_id=street.ana.id, text="hello", **values)
    return {"chat_id": street.ana.id, "message_id": answer.result["message_id"]}


async def test_an_edit_shows_and_drops_the_buttons_unless_they_come_again(street: Street) -> None:
    named = await sent(street, reply_markup=BUTTONS)
    answer = await street.call("editMessageText", text="<i>bye</i>", parse_mode="HTML", **named)
    assert answer.result["edit_date"] == int(street.clock.seconds)
    last = street.last(street.ana)
    assert (last.html, last.buttons, last.edited) == ("<i>bye</i>", (), True)


async def test_an_edit_that_changes_nothing_is_refused(street: Street) -> None:
    named = await sent(street, reply_markup=BUTTONS)
    refusal = (
        "400 Bad Request: message is not modified: specified new message content and reply "
        "markup are exactly the same as a current content and reply markup of the message"
    )
    same = await street.call("editMessageText", text=" hello ", reply_markup=BUTTONS, **named)
    assert same.error == refusal
    same = await street.call("editMessageReplyMarkup", reply_markup=BUTTONS, **named)
    assert same.error == refusal
    assert (await street.call("editMessageReplyMarkup", **named)).status == 200
    assert not street.last(street.ana).edited  # buttons alone do not count as an edit


async def test_only_what_the_bot_wrote_and_is_still_there_can_be_edited(street: Street) -> None:
    missing = await street.call("editMessageText", chat_id=street.ana.id, message_id=99, text="a")
    assert missing.error == "400 Bad Request: message to edit not found"
    unnamed = await street.call("editMessageText", chat_id=street.ana.id, text="a")
    assert unnamed.error == "400 Bad Request: message identifier is not specified"
    anas = await street.call("editMessageText", chat_id=street.ana.id, message_id=1, text="a")
    assert anas.error == "400 Bad Request: message can't be edited"
    wrong = await street.call("editMessageCaption", caption="a", **await sent(street))
    assert wrong.error == "400 Bad Request: there is no caption in the message to edit"
    keys = {"keyboard": [["a"]]}
    wrong = await street.call("editMessageText", text="b", reply_markup=keys, **await sent(street))
    assert wrong.error == "400 Bad Request: inline keyboard expected"


async def test_a_photos_caption_and_file_can_be_changed(street: Street) -> None:
    form = aiohttp.FormData({"chat_id": str(street.ana.id), "caption": "first"})
    form.add_field("photo", picture(), filename="a.jpg", content_type="image/jpeg")
    photo = (await street.form("sendPhoto", form)).result
    named = {"chat_id": street.ana.id, "message_id": photo["message_id"]}
    wrong = await street.call("editMessageText", text="b", **named)
    assert wrong.error == "400 Bad Request: there is no text in the message to edit"
    long = await street.call("editMessageCaption", caption="x" * 1025, **named)
    assert long.error == "400 Bad Request: message caption is too long"
    await street.call("editMessageCaption", caption="second", **named)
    assert street.last(street.ana).text == "second"
    form = aiohttp.FormData({each: str(value) for each, value in named.items()})
    form.add_field("media", '{"type": "document", "media": "attach://paper", "caption": "third"}')
    form.add_field("paper", b"words", filename="a.txt", content_type="text/plain")
    assert (await street.form("editMessageMedia", form)).status == 200
    last = street.last(street.ana)
    assert (last.text, last.attachments[0].kind, last.attachments[0].size) == (
        "third",
        "document",
        5,
    )


async def test_a_bot_deletes_its_own_messages_and_any_in_a_private_chat(street: Street) -> None:
    named = await sent(street)
    assert (await street.call("deleteMessage", **named)).status == 200
    again = await street.call("deleteMessage", **named)
    assert again.error == "400 Bad Request: message to delete not found"
    edit = await street.call("editMessageText", text="a", **named)
    assert edit.error == "400 Bad Request: message to edit not found"
    start = await street.call("deleteMessage", chat_id=street.ana.id, message_id=1)
    assert start.status == 200
    assert street.chat(street.ana, street.bot.id).messages == ()


async def test_after_48_hours_nothing_can_be_deleted(street: Street) -> None:
    named = await sent(street)
    street.clock.pass_by(48 * 3600 + 1)
    late = await street.call("deleteMessage", **named)
    assert late.error == "400 Bad Request: message can't be deleted for everyone"


async def test_others_messages_in_a_group_need_the_right_to_delete(street: Street) -> None:
    group = street.group.id
    await street.server.act(str(street.ben.id), Write(chat=str(group), text="noise"))
    named = {"chat_id": group, "message_id": int(street.last(street.ana, group).id)}
    refusal = "400 Bad Request: message can't be deleted"
    assert (await street.call("deleteMessage", **named)).error == refusal
    street.server.promote(street.group, street.bot, can_delete=False)
    assert (await street.call("deleteMessage", **named)).error == refusal
    street.server.promote(street.group, street.bot)
    assert (await street.call("deleteMessage", **named)).status == 200


async def test_many_messages_are_deleted_at_once_and_missing_ones_skipped(street: Street) -> None:
    numbers = [(await sent(street))["message_id"] for _ in range(3)]
    answer = await street.call(
        "deleteMessages", chat_id=street.ana.id, message_ids=[*numbers, 9999]
    )
    assert answer.body["result"] is True
    assert len(street.chat(street.ana, street.bot.id).messages) == 1
    none = await street.call("deleteMessages", chat_id=street.ana.id, message_ids=[])
    assert none.error == "400 Bad Request: message identifier is not specified"
