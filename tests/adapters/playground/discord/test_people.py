from dataclasses import replace

import pytest

from adapters.playground.discord.permissions import Permission
from adapters.playground.screens import (
    Act,
    CannotActError,
    OpenLink,
    Press,
    Remove,
    SendFile,
    SendPin,
    Upload,
    Write,
)
from tests.adapters.playground.discord.bodies import BUTTON, row
from tests.adapters.playground.discord.town import Town


async def test_people_write_to_each_other_and_answer(elm: Town) -> None:
    await elm.server.act(elm.ben.id, Write(chat=elm.street, text="hello *there*"))
    first = elm.last(elm.ana, elm.street)
    assert (first.author, first.text, first.html) == ("Ben", "hello there", "hello <i>there</i>")
    await elm.server.act(elm.ana.id, Write(chat=elm.street, text="hi", reply_to=first.id))
    assert elm.last(elm.ben, elm.street).reply_to == first.id


async def test_a_screen_shows_where_one_may_look(elm: Town) -> None:
    staff = elm.server.add_channel(elm.guild, "staff")
    elm.server.overwrite(staff, elm.guild, deny=Permission.VIEW_CHANNEL)
    thread = elm.server.add_channel(elm.guild, "details", "thread", elm.street)
    secret = elm.server.add_channel(elm.guild, "secret", "private thread", elm.street)
    chats = {one.id: one for one in elm.server.screen(elm.ben.id).chats}
    assert list(chats) == [elm.street, thread]
    assert chats[thread].title == "Elm Street #watch / details"
    assert not chats[elm.street].admin
    elm.server.add_to_thread(secret, elm.ben.id)
    assert secret in {one.id for one in elm.server.screen(elm.ben.id).chats}
    assert staff in {one.id for one in elm.server.screen(elm.ana.id).chats}
    assert elm.chat(elm.ana, elm.street).admin


async def test_an_administrator_administers(elm: Town) -> None:
    cleo = elm.server.add_person("Cleo", "cleo", "es")
    assert cleo.language == "es-ES"
    guild = elm.server.add_guild("Oak Street", elm.ana, admins=[cleo])
    channel = elm.server.add_channel(guild, "talk")
    assert elm.chat(cleo, channel).admin


@pytest.mark.parametrize(
    "act",
    [
        Write(chat="1", text="nowhere"),
        Write(chat="street", text=" "),
        Write(chat="street", text="x" * 2001),
        SendFile(chat="street", upload=Upload(name="a", content=bytes(10 * 1024 * 1024 + 1))),
        SendPin(chat="street", latitude=45.5, longitude=-73.6),
        Press(chat="street", message="last", button="other"),
        Press(chat="street", message="1", button="press"),
        Remove(chat="street", message="last"),
    ],
)
async def test_the_client_refuses_what_cannot_be(elm: Town, act: Act) -> None:
    await elm.say({"content": "look", "components": [row(BUTTON)]})
    last = elm.last(elm.ben, elm.street).id
    if isinstance(act, Press | Remove):
        message = last if act.message == "last" else act.message
        act = replace(act, chat=elm.street, message=message)
    elif isinstance(act, Write | SendFile | SendPin) and act.chat == "street":
        act = replace(act, chat=elm.street)
    with pytest.raises(CannotActError):
        await elm.server.act(elm.ben.id, act)


async def test_one_may_not_write_where_one_may_not(elm: Town) -> None:
    elm.server.overwrite(elm.street, elm.guild, deny=Permission.SEND_MESSAGES)
    with pytest.raises(CannotActError):
        await elm.server.act(elm.ben.id, Write(chat=elm.street, text="hello"))
    await elm.server.act(elm.ana.id, Write(chat=elm.street, text="I own this"))


async def test_ones_own_message_can_be_removed_and_an_admin_removes_any(elm: Town) -> None:
    for who in (elm.ben, elm.ana):
        await elm.server.act(elm.ben.id, Write(chat=elm.street, text="oops"))
        message = elm.last(elm.ben, elm.street).id
        await elm.server.act(who.id, Remove(chat=elm.street, message=message))
    assert elm.texts(elm.ana, elm.street) == []


async def test_a_profile_link_opens_the_conversation(elm: Town) -> None:
    await elm.server.act(elm.ben.id, OpenLink(url=f"https://discord.com/users/{elm.bot}"))
    direct = [one for one in elm.server.screen(elm.ben.id).chats if one.kind == "dm"]
    assert [one.title for one in direct] == ["lamp"]


async def test_the_version_grows_with_every_change(elm: Town) -> None:
    before = elm.server.version
    await elm.say({"content": "hello"})
    assert elm.server.version > before
    assert {one.name for one in elm.server.people()} == {"Ana", "Ben", "Owner"}
    with pytest.raises(KeyError):
        elm.server.screen("1")
    with pytest.raises(KeyError):
        elm.server.file("nothing")
