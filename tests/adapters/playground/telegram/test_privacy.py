"""What a bot gets to read in a group."""

import pytest

from adapters.playground.screens import SendPin, Write
from adapters.playground.telegram import Bot, ChatKind
from tests.adapters.playground.telegram.world import Street

OTHER = "2000002:BBporchlight-stand-in-token-0002"


async def heard(street: Street, bot: Bot | None = None) -> list[object]:
    """The texts that a bot got since it was last asked."""
    mailbox = (bot or street.bot).mailbox
    messages = [each.body["message"] for each in mailbox.waiting() if "message" in each.body]
    mailbox.forget()
    return [each.get("text") for each in messages if isinstance(each, dict)]


async def write(street: Street, text: str, reply_to: str | None = None) -> None:
    act = Write(chat=str(street.group.id), text=text, reply_to=reply_to)
    await street.server.act(str(street.ben.id), act)


async def test_privacy_lets_only_commands_and_answers_through(street: Street) -> None:
    me = (await street.call("getMe")).result
    assert me["can_read_all_group_messages"] is False
    await street.call("sendMessage", chat_id=street.group.id, text="I am here")
    mine = street.last(street.ben, street.group.id).id
    for text in ("chatter", "/help", "/help@porch_bot", "/help@other_bot", "hello @porch_bot"):
        await write(street, text)
    await write(street, "to you", reply_to=mine)
    bens = street.last(street.ben, street.group.id).id
    await write(street, "to myself", reply_to=bens)
    pin = SendPin(chat=str(street.group.id), latitude=1.0, longitude=2.0)
    await street.server.act(str(street.ben.id), pin)
    assert await heard(street) == ["/help", "/help@porch_bot", "to you"]


async def test_a_general_command_goes_to_the_bot_that_wrote_last(street: Street) -> None:
    other = street.server.add_bot(OTHER, "other_bot", "Other")
    street.server.add_member(street.group, other, by=street.ana)
    street.bot.mailbox.forget()
    other.mailbox.forget()
    await write(street, "/first")
    assert (await heard(street), await heard(street, other)) == (["/first"], ["/first"])
    await street.call("sendMessage", chat_id=street.group.id, text="mine")
    assert await heard(street, other) == []  # bots do not read bots
    await write(street, "/second")
    assert (await heard(street), await heard(street, other)) == (["/second"], [])


async def test_an_answer_to_another_bot_is_for_that_bot_alone(street: Street) -> None:
    other = street.server.add_bot(OTHER, "other_bot", "Other")
    street.server.add_member(street.group, other, by=street.ana)
    await street.call("sendMessage", chat_id=street.group.id, text="mine")
    street.bot.mailbox.forget()
    other.mailbox.forget()
    await write(street, "to porch", reply_to=street.last(street.ben, street.group.id).id)
    assert (await heard(street), await heard(street, other)) == (["to porch"], [])


@pytest.mark.parametrize("how", ["admin", "open"])
async def test_administrators_and_open_bots_read_everything(street: Street, how: str) -> None:
    if how == "admin":
        street.server.promote(street.group, street.bot)
    else:
        street.bot.privacy = False
    await write(street, "chatter")
    assert await heard(street) == ["chatter"]


async def test_service_messages_reach_every_bot(street: Street) -> None:
    cleo = street.server.add_person("Cleo")
    street.server.add_member(street.group, cleo)
    street.server.remove_member(street.group, cleo, by=street.ana)
    joined, left = [each.body["message"] for each in street.bot.mailbox.waiting()]
    assert isinstance(joined, dict)
    assert isinstance(left, dict)
    assert joined["new_chat_members"][0]["id"] == cleo.id
    assert left["left_chat_member"]["first_name"] == "Cleo"


async def test_an_anonymous_administrator_arrives_as_the_group(street: Street) -> None:
    street.server.promote(street.group, street.ana, anonymous=True)
    group = str(street.group.id)
    act = Write(chat=group, text="/setup")
    await street.server.act(str(street.ana.id), act)
    (update,) = await street.updates()
    message = update["message"]
    assert isinstance(message, dict)
    assert message["from"] == {
        "id": 1087968824,
        "is_bot": True,
        "first_name": "Group",
        "username": "GroupAnonymousBot",
    }
    assert message["sender_chat"]["id"] == street.group.id
    assert "Ana" not in str(message)
    assert street.last(street.ben, street.group.id).author == "Elm Street"
    (owner,) = (await street.call("getChatAdministrators", chat_id=group)).results
    assert owner["is_anonymous"] is True


async def test_being_added_and_thrown_out_is_told_with_both_states(street: Street) -> None:
    group = street.server.add_group(
        "Oak Street", [street.ana], bots=[street.bot], kind=ChatKind.GROUP
    )
    street.server.remove_member(group, street.bot, by=street.ana)
    changes = [
        each["my_chat_member"] for each in await street.updates() if "my_chat_member" in each
    ]
    states = [
        (each["old_chat_member"]["status"], each["new_chat_member"]["status"])
        for each in changes
        if isinstance(each, dict)
    ]
    assert states == [("left", "member"), ("member", "kicked")]
    gone = await street.call("getChatMemberCount", chat_id=group.id)
    assert gone.error == "403 Forbidden: bot was kicked from the group chat"


async def test_members_of_every_standing_can_be_asked_for(street: Street) -> None:
    server, group = street.server, street.group
    cleo = server.add_person("Cleo")
    server.promote(group, street.bot)

    async def status(person: int) -> object:
        answer = await street.call("getChatMember", chat_id=group.id, user_id=person)
        return answer.result["status"]

    assert [await status(each) for each in (street.ana.id, street.ben.id, cleo.id)] == [
        "creator",
        "member",
        "left",
    ]
    server.add_member(group, cleo)
    server.remove_member(group, cleo, by=street.ana)
    assert await status(cleo.id) == "kicked"
    leaders = (await street.call("getChatAdministrators", chat_id=group.id)).results
    assert [each["status"] for each in leaders] == ["creator", "administrator"]
    for number, error in ((1, "user not found"), (0, "invalid user_id specified")):
        answer = await street.call("getChatMember", chat_id=group.id, user_id=number)
        assert answer.error == f"400 Bad Request: {error}"
    await street.meet(street.ana)
    private = await street.call("getChatAdministrators", chat_id=street.ana.id)
    assert private.error == ("400 Bad Request: there are no administrators in the private chat")
