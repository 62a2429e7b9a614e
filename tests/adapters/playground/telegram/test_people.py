"""What people do and see."""

import pytest

from adapters.playground.screens import (
    Block,
    ButtonKind,
    CannotActError,
    OpenLink,
    Press,
    Remove,
    Restart,
    RunCommand,
    SendPin,
    Submit,
    Unblock,
    World,
    Write,
)
from adapters.playground.telegram import ChatKind, Human, TelegramServer
from tests.adapters.playground.telegram.world import Street


def as_world(server: TelegramServer) -> World:
    """The server keeps the promise of a world."""
    return server


async def test_a_world_shows_its_people_and_grows_with_every_change(street: Street) -> None:
    world = as_world(street.server)
    assert [each.name for each in world.people()] == ["Ana", "Ben"]
    before = world.version
    await street.meet(street.ana)
    assert world.version > before
    with pytest.raises(KeyError):
        world.screen("1")
    with pytest.raises(KeyError):
        world.screen(str(street.bot.id))
    with pytest.raises(KeyError):
        world.file("99")


async def test_nobody_can_write_to_a_bot_before_start_is_pressed(street: Street) -> None:
    chat = str(street.bot.id)
    ana = str(street.ana.id)
    with pytest.raises(CannotActError, match="press Start first"):
        await street.server.act(ana, Write(chat=chat, text="hello"))
    ((key,),) = street.chat(street.ana, street.bot.id).keyboard
    await street.server.act(ana, Press(chat=chat, message="", button=key.id))
    assert street.chat(street.ana, street.bot.id).keyboard == ()
    await street.server.act(ana, Write(chat=chat, text="hello"))
    assert [each.text for each in street.chat(street.ana, street.bot.id).messages] == [
        "/start",
        "hello",
    ]


async def test_a_deep_link_starts_the_bot_with_its_payload(street: Street) -> None:
    ana = str(street.ana.id)
    await street.server.act(ana, OpenLink(url="https://t.me/Porch_Bot?start=reply-7_a"))
    await street.server.act(ana, OpenLink(url="tg://resolve?domain=porch_bot&start=b"))
    texts = [each["message"] for each in await street.updates()]
    assert [each["text"] for each in texts if isinstance(each, dict)] == [
        "/start reply-7_a",
        "/start b",
    ]
    assert street.last(street.ana).text == "/start"
    for url in (
        f"https://t.me/porch_bot?start={'x' * 65}",
        "https://t.me/porch_bot?start=a.b",
        "https://t.me/nobody_bot?start=a",
        "nowhere",
    ):
        with pytest.raises(CannotActError):
            await street.server.act(ana, OpenLink(url=url))
    await street.server.act(ana, OpenLink(url="https://example.org/"))  # opens the browser
    assert await street.updates() == []


async def test_a_link_button_leads_to_the_private_chat(street: Street) -> None:
    group = street.group.id
    button = {"text": "Reply", "url": "https://t.me/porch_bot?start=r_12"}
    await street.call(
        "sendMessage", chat_id=group, text="Seen?", reply_markup={"inline_keyboard": [[button]]}
    )
    last = street.last(street.ben, group)
    shown = last.buttons[0][0]
    assert (shown.kind, shown.url) == (ButtonKind.LINK, button["url"])
    await street.server.act(
        str(street.ben.id), Press(chat=str(group), message=last.id, button=shown.id)
    )
    assert street.last(street.ben).text == "/start"


async def test_reply_keys_say_their_words_and_send_the_place(street: Street) -> None:
    await street.meet(street.ana)
    ana, chat = str(street.ana.id), str(street.bot.id)
    keys = {
        "keyboard": [["Yes", {"text": "Here", "request_location": True}]],
        "one_time_keyboard": True,
    }
    await street.updates()
    await street.call("sendMessage", chat_id=ana, text="Where?", reply_markup=keys)
    yes, here = street.chat(street.ana, street.bot.id).keyboard[0]
    assert (yes.kind, here.kind) == (ButtonKind.SAY, ButtonKind.LOCATION)
    with pytest.raises(CannotActError, match="where is this phone"):
        await street.server.act(ana, Press(chat=chat, message="", button=here.id))
    await street.server.act(
        ana, Press(chat=chat, message="", button=here.id, values=("45.5", "-73.6"))
    )
    assert street.last(street.ana).location == (45.5, -73.6)
    assert street.chat(street.ana, street.bot.id).keyboard == ()
    with pytest.raises(CannotActError, match="key is gone"):
        await street.server.act(ana, Press(chat=chat, message="", button=yes.id))
    keys["one_time_keyboard"] = False
    await street.call("sendMessage", chat_id=ana, text="Sure?", reply_markup=keys)
    await street.server.act(ana, Press(chat=chat, message="", button=yes.id))
    assert street.last(street.ana).text == "Yes"
    assert street.chat(street.ana, street.bot.id).keyboard
    await street.call(
        "sendMessage", chat_id=ana, text="Thanks", reply_markup={"remove_keyboard": True}
    )
    assert street.chat(street.ana, street.bot.id).keyboard == ()


async def test_a_key_pressed_in_a_group_answers_the_bot_despite_privacy(street: Street) -> None:
    group = str(street.group.id)
    markup = {"keyboard": [["Yes"]]}
    await street.call("sendMessage", chat_id=group, text="Sure?", reply_markup=markup)
    ((key,),) = street.chat(street.ben, street.group.id).keyboard
    await street.server.act(str(street.ben.id), Press(chat=group, message="", button=key.id))
    (update,) = await street.updates()
    message = update["message"]
    assert isinstance(message, dict)
    assert message["reply_to_message"]["text"] == "Sure?"


async def test_a_selective_keyboard_is_for_the_one_who_is_answered(street: Street) -> None:
    group = str(street.group.id)
    await street.server.act(str(street.ben.id), Write(chat=group, text="/ask"))
    asked = int(street.last(street.ben, street.group.id).id)
    markup = {"keyboard": [["Yes"]], "selective": True}
    await street.call(
        "sendMessage", chat_id=group, text="?", reply_markup=markup, reply_to_message_id=asked
    )
    assert street.chat(street.ben, street.group.id).keyboard
    assert not street.chat(street.ana, street.group.id).keyboard
    await street.call("deleteMessage", chat_id=group, message_id=asked + 1)
    assert not street.chat(street.ben, street.group.id).keyboard


async def test_a_forced_reply_answers_the_bots_question(street: Street) -> None:
    group = str(street.group.id)
    markup = {"force_reply": True}
    await street.call("sendMessage", chat_id=group, text="What?", reply_markup=markup)
    await street.server.act(str(street.ben.id), Write(chat=group, text="a van"))
    await street.server.act(str(street.ben.id), Write(chat=group, text="chatter"))
    (update,) = await street.updates()
    message = update["message"]
    assert isinstance(message, dict)
    assert message["text"] == "a van"
    assert message["reply_to_message"]["text"] == "What?"


async def test_people_delete_their_own_words_and_administrators_all(street: Street) -> None:
    group = str(street.group.id)
    await street.server.act(str(street.ben.id), Write(chat=group, text="one"))
    await street.server.act(str(street.ana.id), Write(chat=group, text="two"))
    one, two = (each.id for each in street.chat(street.ben, street.group.id).messages[-2:])
    with pytest.raises(CannotActError, match="only your own"):
        await street.server.act(str(street.ben.id), Remove(chat=group, message=two))
    await street.server.act(str(street.ana.id), Remove(chat=group, message=one))
    await street.server.act(str(street.ana.id), Remove(chat=group, message=two))
    assert len(street.chat(street.ben, street.group.id).messages) == 2
    with pytest.raises(CannotActError, match="gone"):
        await street.server.act(str(street.ana.id), Remove(chat=group, message=two))


async def test_a_blocked_bot_hears_nothing_more(street: Street) -> None:
    await street.meet(street.ana)
    ana, chat = str(street.ana.id), str(street.bot.id)
    await street.server.act(ana, Block())
    with pytest.raises(CannotActError, match="blocked"):
        await street.server.act(ana, Write(chat=chat, text="hello"))
    await street.server.act(ana, Unblock())
    await street.server.act(ana, Write(chat=chat, text="hello"))


async def test_the_next_act_or_a_restart_takes_popups_away(street: Street) -> None:
    for act in (Restart(), SendPin(chat=str(street.group.id), latitude=1.0, longitude=2.0)):
        street.server.pop_up(street.ana, "Done", alert=False)
        assert street.server.screen(str(street.ana.id)).popups
        await street.server.act(str(street.ana.id), act)
        assert not street.server.screen(str(street.ana.id)).popups


async def test_what_a_client_cannot_do_is_said(street: Street) -> None:
    ben, group = str(street.ben.id), str(street.group.id)
    with pytest.raises(CannotActError, match="forms"):
        await street.server.act(ben, Submit(form="x"))
    with pytest.raises(CannotActError, match="nothing to send"):
        await street.server.act(ben, Write(chat=group, text="  "))
    with pytest.raises(CannotActError, match="not in this chat"):
        await street.server.act(ben, Write(chat="-5", text="hello"))
    street.server.restrict(street.group, street.ben)
    with pytest.raises(CannotActError, match="may not write"):
        await street.server.act(ben, Write(chat=group, text="hello"))


async def test_what_is_too_long_goes_as_several_messages(street: Street) -> None:
    act = Write(chat=str(street.group.id), text="😀" * 3000)
    await street.server.act(str(street.ben.id), act)
    lengths = [len(each.text) for each in street.chat(street.ben, street.group.id).messages[-2:]]
    assert lengths == [2048, 952]


async def test_newcomers_see_a_supergroups_past_but_not_a_basic_groups(street: Street) -> None:
    server = street.server
    basic = server.add_group("Oak", [street.ana], bots=[street.bot], kind=ChatKind.GROUP)
    for group in (basic, street.group):
        await street.call("sendMessage", chat_id=group.id, text="early")
    cleo = server.add_person("Cleo")
    server.add_member(basic, cleo)
    server.add_member(street.group, cleo)
    assert [each.text for each in street.chat(cleo, basic.id).messages] == [
        "Cleo joined the group"
    ]
    assert "early" in [each.text for each in street.chat(cleo, street.group.id).messages]


async def offer(street: Street, names: str, **values: object) -> None:
    commands = [{"command": each, "description": f"to {each}"} for each in names.split()]
    assert (await street.call("setMyCommands", commands=commands, **values)).status == 200


def offered(street: Street, person: Human, chat: int) -> list[str]:
    return [each.name for each in street.chat(person, chat).commands]


async def test_clients_offer_commands_by_language(street: Street) -> None:
    private, group = street.bot.id, street.group.id
    await offer(street, "help")
    assert offered(street, street.ana, private) == offered(street, street.ben, group) == ["help"]
    await offer(street, "ayuda", language_code="es")
    assert offered(street, street.ana, private) == ["help"]
    assert offered(street, street.ben, private) == ["ayuda"]
    found = await street.call("getMyCommands", language_code="es")
    assert found.results == [{"command": "ayuda", "description": "to ayuda"}]


async def test_clients_offer_the_commands_of_the_narrowest_scope(street: Street) -> None:
    private, group = street.bot.id, street.group.id
    await offer(street, "help")
    await offer(street, "watch", scope={"type": "all_private_chats"})
    assert offered(street, street.ben, private) == ["watch"]
    assert offered(street, street.ben, group) == ["help"]
    await offer(street, "setup", scope={"type": "all_chat_administrators"})
    assert offered(street, street.ana, group) == ["setup"]
    assert offered(street, street.ben, group) == ["help"]
    await offer(street, "only", scope={"type": "chat", "chat_id": group})
    assert offered(street, street.ana, group) == offered(street, street.ben, group) == ["only"]
    await street.call("deleteMyCommands", scope={"type": "chat", "chat_id": group})
    assert offered(street, street.ben, group) == ["help"]


async def test_a_command_is_typed_with_its_words(street: Street) -> None:
    await street.meet(street.ana)
    command = RunCommand(chat=str(street.bot.id), name="near", options={"place": "Grant Ave"})
    await street.server.act(str(street.ana.id), command)
    assert street.last(street.ana).text == "/near Grant Ave"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"commands": [{"command": "Help", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        (
            {"commands": [{"command": "help", "description": ""}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        (
            {"commands": [{"command": f"c{n}", "description": "x"} for n in range(101)]},
            "BOT_COMMANDS_TOO_MUCH",
        ),
        ({"language_code": "english"}, "LANG_CODE_INVALID"),
        ({"scope": {"type": "street"}}, "can't parse BotCommandScope: unsupported type specified"),
        ({"scope": {"type": "chat", "chat_id": -5}}, "chat not found"),
    ],
)
async def test_bad_commands_are_refused(
    street: Street, values: dict[str, object], error: str
) -> None:
    answer = await street.call("setMyCommands", **values)
    assert answer.error == f"400 Bad Request: {error}"
