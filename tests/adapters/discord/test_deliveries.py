import time
from datetime import UTC, datetime, timedelta

import pytest

from adapters.playground.discord.permissions import Permission
from adapters.playground.faults import Fault, Trouble
from adapters.playground.screens import Block, Write
from bot.errors import DeliveryError, Scope
from bot.model.actions import Verb, act
from bot.model.channels import MessageRef
from bot.model.pictures import CleanPicture
from bot.ports.world import Address
from bot.replies import Screen
from bot.texts.text import Quote
from tests.adapters.discord.street import JPEG, READER, Street, screen, words

EARLIER = datetime(2020, 1, 1, tzinfo=UTC)
POSTING = "POST */messages"
POST = Screen(
    lines=(words("Theft"), Quote(text="Two *parcels*")), media=CleanPicture(content=JPEG)
)


async def test_a_post_stands_where_everybody_reads_it(street: Street) -> None:
    at = await street.posts(POST)
    for person in (street.ana, street.ben):
        shown = await street.sees(person, street.chat)
        assert (at.chat, at.message) == (street.chat, shown.id)
        assert shown.text == "Theft\nTwo *parcels*"
        assert shown.html == "Theft<blockquote>Two *parcels*</blockquote>"
        assert [one.name for one in shown.attachments] == ["picture.jpg"]
        assert not shown.ephemeral


async def test_the_same_nonce_does_not_double(street: Street) -> None:
    first = await street.posts(POST, "d-1")
    again = await street.posts(POST, "d-1")
    other = await street.posts(POST, "d-2")
    assert first == again
    assert other != first
    assert len(street.messages(street.ben, street.chat)) == 2


async def test_a_post_to_a_person_goes_to_their_private_chat(street: Street) -> None:
    to = Address(id=street.ana.id, personal=True)
    assert street.platform.calls(to) == 2
    at = await street.platform.post(to, POST, READER, "1")
    assert street.platform.calls(to) == 1
    await street.platform.post(to, POST, READER, "2")
    assert at.chat == street.ana_dm
    assert len(street.messages(street.ana, street.ana_dm)) == 2
    opened = [one for one in street.server.ledger if one.call == "POST /users/@me/channels"]
    assert len(opened) == 1


async def test_closed_direct_messages_are_final(street: Street) -> None:
    await street.server.act(street.ana.id, Block())
    to = Address(id=street.ana.id, personal=True)
    with pytest.raises(DeliveryError) as refused:
        await street.platform.post(to, POST, READER, "1")
    assert refused.value.final
    assert refused.value.reason == "direct messages closed"


@pytest.mark.parametrize("denied", [Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES])
async def test_a_channel_where_the_bot_may_not_write_is_final(
    street: Street, denied: Permission
) -> None:
    street.server.overwrite(street.chat, street.bot, deny=int(denied))
    with pytest.raises(DeliveryError) as refused:
        await street.posts(POST)
    assert refused.value.final
    assert not refused.value.in_doubt


async def test_a_channel_that_is_gone_is_final(street: Street) -> None:
    with pytest.raises(DeliveryError) as refused:
        await street.platform.post(Address(id="17", personal=False), POST, READER, "1")
    assert refused.value.final
    assert refused.value.reason == "channel gone"
    assert refused.value.scope is Scope.CHAT


async def test_a_person_who_is_gone_is_final(street: Street) -> None:
    with pytest.raises(DeliveryError) as refused:
        await street.platform.post(Address(id="17", personal=True), POST, READER, "1")
    assert refused.value.final


async def test_a_post_is_changed_words_buttons_and_picture(street: Street) -> None:
    at = await street.posts(POST)
    await street.platform.edit(at, screen(words("Resolved"), verb=act(Verb.PRIVACY)), READER)
    shown = await street.sees(street.ben, street.chat)
    assert shown.text == "Resolved"
    assert shown.attachments == ()
    assert [one.id for row in shown.buttons for one in row] == ["pr"]
    await street.platform.edit(at, POST, READER)
    shown = await street.sees(street.ben, street.chat)
    assert [one.name for one in shown.attachments] == ["picture.jpg"]
    assert shown.buttons == ()


async def test_a_post_that_is_gone_cannot_be_changed(street: Street) -> None:
    with pytest.raises(DeliveryError) as refused:
        await street.platform.edit(MessageRef(chat=street.chat, message="17"), POST, READER)
    assert refused.value.final
    assert refused.value.reason == "message gone"
    assert refused.value.scope is Scope.MESSAGE


async def test_erasing_twice_is_as_good_as_once(street: Street) -> None:
    at = await street.posts(POST)
    await street.platform.erase(at)
    await street.platform.erase(at)
    assert street.messages(street.ben, street.chat) == ()


async def test_a_lost_answer_leaves_the_post_in_doubt_and_again_does_not_double(
    street: Street,
) -> None:
    street.server.faults.lose(POSTING)
    with pytest.raises(DeliveryError) as lost:
        await street.posts(POST, "d-1")
    assert lost.value.in_doubt
    assert not lost.value.final
    await street.posts(POST, "d-1")
    assert len(street.messages(street.ben, street.chat)) == 1


async def test_an_answer_that_is_no_json_leaves_it_in_doubt(street: Street) -> None:
    street.server.faults.add(Fault(trouble=Trouble.GARBLE, call=POSTING))
    with pytest.raises(DeliveryError) as odd:
        await street.posts(POST, "d-1")
    assert odd.value.in_doubt
    await street.posts(POST, "d-1")
    assert len(street.messages(street.ben, street.chat)) == 1


@pytest.mark.parametrize("shown", ["its nonce", "its buttons alone"])
async def test_a_post_in_doubt_is_found_when_its_nonce_helps_no_more(
    street: Street, shown: str
) -> None:
    doubtful = screen(words("Theft"), verb=act(Verb.INCIDENT_MAP, "12"))
    await street.posts(screen(words("Theft"), verb=act(Verb.INCIDENT_MAP, "11")), "d-0")
    at = await street.posts(doubtful, "d-1")
    street.server.realm.nonces.clear()
    if shown != "its nonce":
        for message in street.server.realm.channels[int(street.chat)].messages.values():
            message.nonce = None
    to, find = Address(id=street.chat, personal=False), street.platform.find
    assert await find(to, doubtful, "d-1", EARLIER) == at
    assert await find(to, doubtful, "d-1", datetime.now(UTC) + timedelta(hours=1)) is None
    assert await find(to, screen(words("Theft")), "d-2", EARLIER) is None


async def test_what_others_wrote_is_not_taken_for_a_post_in_doubt(street: Street) -> None:
    await street.server.act(street.ben.id, Write(chat=street.chat, text="Theft"))
    to = Address(id=street.chat, personal=False)
    assert await street.platform.find(to, screen(words("Theft")), "d-1", EARLIER) is None


async def test_a_server_error_that_the_library_does_not_repeat_is_tried_later(
    street: Street,
) -> None:
    street.server.faults.refuse(POSTING, 503)
    with pytest.raises(DeliveryError) as failed:
        await street.posts(POST)
    assert failed.value.in_doubt
    assert failed.value.retry_after > 0


async def test_a_long_wait_is_told_not_waited_out(street: Street) -> None:
    street.server.faults.too_many(POSTING, 77)
    began = time.monotonic()
    with pytest.raises(DeliveryError) as limited:
        await street.posts(POST)
    assert time.monotonic() - began < 5
    assert limited.value.retry_after == 77
    assert limited.value.scope is Scope.CHAT
    assert not limited.value.final
    assert not limited.value.in_doubt


async def test_a_server_that_is_not_there_was_not_reached(street: Street) -> None:
    await street.server.stop()
    with pytest.raises(DeliveryError) as failed:
        await street.posts(POST)
    assert failed.value.retry_after > 0
    assert not failed.value.in_doubt


async def test_a_message_that_discord_refuses_is_final(street: Street) -> None:
    with pytest.raises(DeliveryError) as refused:
        await street.posts(Screen(lines=(words("x" * 5_000),)))
    assert refused.value.final
    assert refused.value.reason == "refused"
    assert refused.value.scope is Scope.MESSAGE
