from adapters.playground.discord.permissions import Permission
from adapters.playground.discord.wire import as_object, as_objects
from adapters.playground.screens import Block, Unblock, Write
from tests.adapters.playground.discord.bodies import complaint
from tests.adapters.playground.discord.town import TOKEN, Town
from tests.adapters.playground.discord.uploads import upload


async def test_permissions_of_the_channel_count(elm: Town) -> None:
    server = elm.server
    server.overwrite(elm.street, elm.bot, deny=Permission.EMBED_LINKS)
    assert (await elm.say({"content": "words"})).status == 200
    assert (await elm.say({"embeds": [{"title": "t"}]})).code == 50013
    server.overwrite(elm.street, elm.bot, deny=Permission.ATTACH_FILES)
    assert (await upload(elm, 1)).code == 50013
    server.overwrite(elm.street, elm.bot, deny=Permission.SEND_MESSAGES)
    answer = await elm.say({"content": "words"})
    assert (answer.status, answer.code) == (403, 50013)
    server.overwrite(elm.street, elm.guild, deny=Permission.VIEW_CHANNEL)
    server.overwrite(elm.street, elm.bot)
    assert (await elm.say({"content": "words"})).code == 50001
    assert elm.street not in {one.id for one in server.screen(elm.ben.id).chats}
    assert elm.street in {one.id for one in server.screen(elm.ana.id).chats}


async def test_a_closed_door_lets_no_direct_message_in(elm: Town) -> None:
    opened = await elm.call("POST", "/users/@me/channels", {"recipient_id": elm.ben.id})
    dm = str(opened.body["id"])
    assert dm not in {one.id for one in elm.server.screen(elm.ben.id).chats}
    await elm.server.act(elm.ben.id, Block())
    answer = await elm.say({"content": "hi"}, dm)
    assert (answer.status, answer.code) == (403, 50007)
    await elm.server.act(elm.ben.id, Unblock())
    assert (await elm.say({"content": "hi"}, dm)).status == 200
    assert elm.texts(elm.ben, dm) == ["hi"]
    elm.server.kick(elm.guild, elm.bot)
    assert (await elm.say({"content": "hi"}, dm)).code == 50278
    assert (await elm.say({"content": "hi"})).code == 50001


async def test_deleting_others_messages_takes_a_permission(elm: Town) -> None:
    await elm.server.act(elm.ben.id, Write(chat=elm.street, text="mine"))
    path = f"/channels/{elm.street}/messages/{elm.last(elm.ben, elm.street).id}"
    elm.server.overwrite(elm.street, elm.bot, deny=Permission.MANAGE_MESSAGES)
    assert (await elm.call("DELETE", path)).code == 50013
    elm.server.overwrite(elm.street, elm.bot)
    assert (await elm.call("DELETE", path)).status == 204
    assert elm.texts(elm.ben, elm.street) == []


async def test_many_messages_go_at_once_unless_they_are_old(elm: Town) -> None:
    bulk = f"/channels/{elm.street}/messages/bulk-delete"
    ids = [str((await elm.say({"content": str(n)})).body["id"]) for n in range(4)]
    assert (await elm.call("POST", bulk, {"messages": ids[:1]})).code == 50016
    assert (await elm.call("POST", bulk, {"messages": ids[:2]})).status == 204
    assert elm.texts(elm.ben, elm.street) == ["2", "3"]
    elm.clock.advance(15 * 86_400)
    assert (await elm.call("POST", bulk, {"messages": ids[2:]})).code == 50034


async def test_lists_come_newest_first_and_in_pages(elm: Town) -> None:
    ids = [str((await elm.say({"content": str(n)})).body["id"]) for n in range(5)]
    base = f"/channels/{elm.street}/messages"
    page = await elm.call("GET", f"{base}?limit=2")
    assert [one["content"] for one in page.items] == ["4", "3"]
    page = await elm.call("GET", f"{base}?before={ids[2]}&limit=10")
    assert [one["content"] for one in page.items] == ["1", "0"]
    page = await elm.call("GET", f"{base}?after={ids[2]}&limit=1")
    assert [one["content"] for one in page.items] == ["3"]
    assert (await elm.call("GET", f"{base}?limit=101")).code == 50035


async def test_others_words_stay_hidden_without_the_content_intent(elm: Town) -> None:
    await elm.server.act(elm.ben.id, Write(chat=elm.street, text="secret"))
    await elm.server.act(elm.ben.id, Write(chat=elm.street, text=f"<@{elm.bot}> hi"))
    page = await elm.call("GET", f"/channels/{elm.street}/messages")
    assert [one["content"] for one in page.items] == [f"<@{elm.bot}> hi", ""]


async def test_mentions_ping_only_whom_they_may(elm: Town) -> None:
    text = f"<@{elm.ben.id}> <@{elm.ana.id}> @everyone"
    loud = await elm.say({"content": text})
    assert [one["username"] for one in as_objects(loud.body["mentions"])] == ["ben", "ana"]
    assert loud.body["mention_everyone"] is True
    silent = await elm.say({"content": text, "allowed_mentions": {"parse": []}})
    assert silent.body["mentions"] == []
    assert silent.body["mention_everyone"] is False
    rule = {"parse": ["users"], "users": [elm.ben.id]}
    answer = await elm.say({"content": text, "allowed_mentions": rule})
    assert complaint(answer, "allowed_mentions") == "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"


async def test_a_reply_names_what_it_answers(elm: Town) -> None:
    first = str((await elm.say({"content": "first"})).body["id"])
    reply = {"content": "second", "message_reference": {"message_id": first}}
    answer = await elm.say(reply)
    assert as_object(answer.body["referenced_message"])["content"] == "first"
    assert elm.last(elm.ben, elm.street).reply_to == first
    lost = {"content": "third", "message_reference": {"message_id": "1"}}
    assert complaint(await elm.say(lost), "message_reference") == "REPLIES_UNKNOWN_MESSAGE"
    tolerant = {"message_id": "1", "fail_if_not_exists": False}
    assert (await elm.say({"content": "x", "message_reference": tolerant})).status == 200


async def test_threads_open_once_at_a_message_and_by_themselves(elm: Town) -> None:
    start = str((await elm.say({"content": "start"})).body["id"])
    at = f"/channels/{elm.street}/messages/{start}/threads"
    opened = await elm.call("POST", at, {"name": "Details"})
    assert (opened.status, opened.body["id"]) == (201, start)
    assert (await elm.call("POST", at, {"name": "Again"})).code == 160004
    alone = f"/channels/{elm.street}/threads"
    assert complaint(await elm.call("POST", alone, {"name": "x" * 101}), "name")
    secret = await elm.call("POST", alone, {"name": "Quiet", "type": 12})
    own = str(secret.body["id"])
    assert own not in {one.id for one in elm.server.screen(elm.ben.id).chats}
    added = await elm.call("PUT", f"/channels/{own}/thread-members/{elm.ben.id}")
    assert added.status == 204
    assert elm.chat(elm.ben, own).kind == "thread"
    await elm.call("PATCH", f"/channels/{own}", {"archived": True, "locked": True})
    assert (await elm.say({"content": "x"}, own)).code == 50083


async def test_a_body_that_is_no_json_is_refused(elm: Town) -> None:
    url = f"{elm.server.api_url}/channels/{elm.street}/messages"
    headers = {"Authorization": f"Bot {TOKEN}", "Content-Type": "application/json"}
    async with elm.http.post(url, data=b"{no", headers=headers) as response:
        assert response.status == 400
        assert as_object(await response.json())["code"] == 50109
