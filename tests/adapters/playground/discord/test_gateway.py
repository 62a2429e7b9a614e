import pytest

from adapters.playground.discord.gateway.hub import Pace
from adapters.playground.discord.intents import Intent
from adapters.playground.discord.rates import Rates
from adapters.playground.discord.wire import as_object, as_objects, as_text
from adapters.playground.screens import Write
from adapters.playground.windows import Limit
from tests.adapters.playground.discord.town import TOKEN, Town, town
from tests.adapters.playground.discord.wires import (
    GUILD_MESSAGES,
    GUILDS,
    USUAL,
    client,
    identified,
)


async def test_a_session_begins_with_who_one_is_and_where(elm: Town) -> None:
    async with client(elm) as found:
        assert as_object((await found.op(10))["d"])["heartbeat_interval"] == 41250
        await found.identify()
        ready = await found.event("READY")
        assert as_object(ready["user"])["id"] == elm.bot
        assert ready["guilds"] == [{"id": elm.guild, "unavailable": True}]
        assert ready["resume_gateway_url"] == elm.server.gateway_url
        guild = await found.event("GUILD_CREATE")
        assert [one["name"] for one in as_objects(guild["channels"])] == ["watch"]
        assert [as_object(one["user"])["id"] for one in as_objects(guild["members"])] == [elm.bot]


async def test_payloads_are_compressed_as_asked(elm: Town) -> None:
    async with client(elm, query="?v=10&encoding=json&compress=zlib-stream") as found:
        await found.identify()
        assert as_object(await found.event("READY"))["session_id"]
        assert (await found.event("GUILD_CREATE"))["name"] == "Elm Street"


@pytest.mark.parametrize(
    ("op", "body", "code"),
    [
        (2, {"token": "wrong", "intents": 0}, 4004),
        (2, {"token": TOKEN, "intents": -1}, 4013),
        (2, {"token": TOKEN}, 4013),
        (2, {"token": TOKEN, "intents": int(Intent.MESSAGE_CONTENT)}, 4014),
        (2, {"token": TOKEN, "intents": 0, "shard": [2, 1]}, 4010),
        (8, {"guild_id": "1"}, 4003),
        (77, {}, 4001),
    ],
)
async def test_the_gateway_closes_with_the_documented_code(
    elm: Town, op: int, body: object, code: int
) -> None:
    async with client(elm) as found:
        await found.send(op, body)
        assert await found.closed() == code


async def test_nonsense_and_a_second_identify_close_the_connection(elm: Town) -> None:
    async with client(elm) as found:
        await found.socket.send_str("{nonsense")
        assert await found.closed() == 4002
    async with identified(elm) as found:
        await found.identify()
        assert await found.closed() == 4005
    async with client(elm, query="?v=6&encoding=json") as found:
        assert await found.closed() == 4012


async def test_only_what_was_asked_for_is_told(elm: Town) -> None:
    dm = elm.server.open_dm(elm.ben.id, elm.bot)
    async with identified(elm, intents=GUILDS) as found:
        await elm.server.act(elm.ben.id, Write(chat=dm, text="hi"))
        await elm.server.act(elm.ben.id, Write(chat=elm.street, text="hi"))
        assert await found.quiet()
    async with identified(elm, intents=GUILDS | GUILD_MESSAGES) as found:
        await elm.server.act(elm.ben.id, Write(chat=dm, text="hi"))
        assert await found.quiet()


async def test_words_come_with_the_content_intent_a_mention_or_in_private(elm: Town) -> None:
    dm = elm.server.open_dm(elm.ben.id, elm.bot)
    async with identified(elm) as found:
        for chat, text, heard in (
            (elm.street, "secret", ""),
            (elm.street, f"<@{elm.bot}> hi", f"<@{elm.bot}> hi"),
            (dm, "private", "private"),
        ):
            await elm.server.act(elm.ben.id, Write(chat=chat, text=text))
            assert (await found.event("MESSAGE_CREATE"))["content"] == heard
    application = elm.server.realm.applications[int(elm.bot)]
    application.privileged = int(Intent.MESSAGE_CONTENT)
    async with identified(elm, intents=USUAL | Intent.MESSAGE_CONTENT) as found:
        await elm.server.act(elm.ben.id, Write(chat=elm.street, text="secret"))
        assert (await found.event("MESSAGE_CREATE"))["content"] == "secret"


async def test_a_hidden_channels_messages_are_not_told(elm: Town) -> None:
    elm.server.overwrite(elm.street, elm.bot, deny=1 << 10)
    async with identified(elm) as found:
        await elm.server.act(elm.ben.id, Write(chat=elm.street, text="hi"))
        assert await found.quiet()


async def test_guilds_come_and_go_with_the_bot(elm: Town) -> None:
    async with identified(elm) as found:
        other = elm.server.add_guild("Oak Street", elm.ana)
        elm.server.invite(other, elm.bot)
        assert (await found.event("GUILD_CREATE"))["id"] == other
        channel = elm.server.add_channel(other, "talk")
        assert (await found.event("CHANNEL_CREATE"))["id"] == channel
        elm.server.rename_guild(other, "Fir Street")
        assert (await found.event("GUILD_UPDATE"))["name"] == "Fir Street"
        elm.server.remove_channel(channel)
        assert (await found.event("CHANNEL_DELETE"))["id"] == channel
        elm.server.kick(other, elm.bot)
        assert await found.event("GUILD_DELETE") == {"id": other}


async def test_messages_are_told_when_they_change_and_go(elm: Town) -> None:
    async with identified(elm) as found:
        own = str((await elm.say({"content": "one"})).body["id"])
        assert (await found.event("MESSAGE_CREATE"))["guild_id"] == elm.guild
        path = f"/channels/{elm.street}/messages/{own}"
        await elm.call("PATCH", path, {"content": "two"})
        assert (await found.event("MESSAGE_UPDATE"))["content"] == "two"
        await elm.call("DELETE", path)
        gone = {"id": own, "channel_id": elm.street, "guild_id": elm.guild}
        assert await found.event("MESSAGE_DELETE") == gone


async def test_members_are_given_by_id_and_by_name(elm: Town) -> None:
    async with identified(elm) as found:
        asked = {"guild_id": elm.guild, "user_ids": [elm.ben.id, "1"], "limit": 0, "nonce": "n"}
        await found.send(8, asked)
        chunk = await found.event("GUILD_MEMBERS_CHUNK")
        people = [as_object(one["user"])["username"] for one in as_objects(chunk["members"])]
        assert (people, chunk["not_found"], chunk["nonce"]) == (["ben"], ["1"], "n")
        await found.send(8, {"guild_id": elm.guild, "query": "an", "limit": 5})
        chunk = await found.event("GUILD_MEMBERS_CHUNK")
        people = [as_object(one["user"])["username"] for one in as_objects(chunk["members"])]
        assert people == ["ana"]
        await found.send(8, {"guild_id": elm.guild, "query": "", "limit": 0})
        assert (await found.event("GUILD_MEMBERS_CHUNK"))["members"] == []


async def test_a_resume_replays_what_was_missed_in_order(elm: Town) -> None:
    dm = elm.server.open_dm(elm.ben.id, elm.bot)
    async with client(elm) as found:
        await found.identify()
        session = as_text((await found.event("READY"))["session_id"])
        await found.event("GUILD_CREATE")
        sequence = found.sequence
        await found.socket.close(code=4000)
    for text in ("one", "two"):
        await elm.server.act(elm.ben.id, Write(chat=dm, text=text))
    async with client(elm) as found:
        await found.resume(session, sequence)
        heard = [(await found.event("MESSAGE_CREATE"))["content"] for _ in range(2)]
        assert heard == ["one", "two"]
        await found.event("RESUMED")
        await elm.server.act(elm.ben.id, Write(chat=dm, text="three"))
        assert (await found.event("MESSAGE_CREATE"))["content"] == "three"


async def test_a_session_that_is_over_cannot_be_resumed(elm: Town) -> None:
    async with client(elm) as found:
        await found.resume("unknown", 1)
        assert (await found.op(9))["d"] is False
    async with client(elm) as found:
        await found.identify()
        session = as_text((await found.event("READY"))["session_id"])
        await found.socket.close(code=1000)
    async with client(elm) as found:
        await found.resume(session, 1)
        assert (await found.op(9))["d"] is False
    async with client(elm) as found:
        await found.identify()
        session = as_text((await found.event("READY"))["session_id"])
        await found.socket.close(code=4000)
    async with client(elm) as found:
        await found.resume(session, 99)
        assert await found.closed() == 4007
    elm.clock.advance(181)
    async with client(elm) as found:
        await found.resume(session, 1)
        assert (await found.op(9))["d"] is False


async def test_a_client_that_dies_without_a_word_can_come_back(elm: Town) -> None:
    async with client(elm) as found:
        await found.identify()
        session = as_text((await found.event("READY"))["session_id"])
        transport = found.socket.get_extra_info("socket")
        transport.shutdown(2)
        await elm.server.until(lambda: not elm.server.hub.online(int(elm.bot)))
    async with client(elm) as found:
        await found.resume(session, 1)
        await found.event("RESUMED")


async def test_the_server_asks_for_a_reconnect_or_ends_a_session(elm: Town) -> None:
    async with identified(elm) as found:
        elm.server.hub.ask_reconnect()
        assert (await found.op(7))["d"] is None
        elm.server.hub.invalidate()
        assert (await found.op(9))["d"] is False
        assert not elm.server.hub.sessions


async def test_a_client_without_a_heartbeat_is_put_out() -> None:
    async with town(pace=Pace(heartbeat=0.02, grace=0.03)) as elm, identified(elm) as found:
        assert await found.closed() == 4009


async def test_a_heartbeat_is_answered_unless_the_server_is_frozen(elm: Town) -> None:
    async with identified(elm) as found:
        await found.send(1, 3)
        assert (await found.op(11))["op"] == 11
        elm.server.hub.deaf = True
        await found.send(1, 3)
        elm.server.hub.ask_reconnect()
        assert (await found.receive())["op"] == 7


async def test_sessions_begin_no_faster_than_allowed() -> None:
    rates = Rates(identify=Limit(calls=1, seconds=5.0), gateway=Limit(calls=3, seconds=60.0))
    async with town(rates=rates) as elm:
        async with identified(elm):
            pass
        async with client(elm) as found:
            await found.identify()
            assert (await found.op(9))["d"] is False
        elm.clock.advance(5)
        async with identified(elm) as found:
            for _ in range(3):
                await found.send(1, None)
            assert await found.closed() == 4008
