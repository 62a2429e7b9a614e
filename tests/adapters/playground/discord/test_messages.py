import io
import json

import aiohttp
import pytest

from adapters.playground.discord.permissions import Permission
from adapters.playground.discord.wire import JSON, as_object, as_objects
from adapters.playground.screens import Block, Unblock, Write
from tests.adapters.playground.discord.town import TOKEN, Answer, Town

BUTTON: JSON = {"type": 2, "style": 1, "label": "Press", "custom_id": "press"}


def row(*parts: JSON) -> JSON:
    return {"type": 1, "components": list(parts)}


def select(**more: object) -> JSON:
    options = [{"label": "One", "value": "1"}]
    return {"type": 3, "custom_id": "menu", "options": options, **more}


def complaint(answer: Answer, *path: str) -> object:
    node = as_object(answer.body["errors"])
    for step in path:
        node = as_object(node[step])
    return as_objects(node["_errors"])[0]["code"]


async def test_a_call_without_a_good_token_is_refused(elm: Town) -> None:
    for token in ("", "wrong"):
        answer = await elm.call("GET", "/users/@me", token=token)
        assert (answer.status, answer.body) == (401, {"message": "401: Unauthorized", "code": 0})
    assert elm.server.invalid_requests == 2


async def test_unknown_routes_and_methods_say_so(elm: Town) -> None:
    nowhere = await elm.call("GET", "/nowhere")
    assert (nowhere.status, nowhere.body) == (404, {"message": "404: Not Found", "code": 0})
    wrong = await elm.call("PUT", f"/channels/{elm.street}/messages")
    assert (wrong.status, wrong.body) == (405, {"message": "405: Method Not Allowed", "code": 0})


async def test_answers_are_exactly_application_json(elm: Town) -> None:
    answer = await elm.call("GET", "/users/@me")
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/channels/1", 404, 10003),
        ("/guilds/1", 404, 10004),
        ("/users/1", 404, 10013),
        ("/channels/street", 400, 50035),
    ],
)
async def test_what_is_not_there_is_named(elm: Town, path: str, status: int, code: int) -> None:
    answer = await elm.call("GET", path)
    assert (answer.status, answer.code) == (status, code)


async def test_an_unknown_message_and_a_foreign_one_are_refused(elm: Town) -> None:
    base = f"/channels/{elm.street}/messages"
    assert (await elm.call("GET", f"{base}/1")).code == 10008
    await elm.server.act(elm.ben.id, Write(chat=elm.street, text="mine"))
    mine = elm.last(elm.ben, elm.street).id
    answer = await elm.call("PATCH", f"{base}/{mine}", {"content": "yours"})
    assert (answer.status, answer.code) == (403, 50005)


@pytest.mark.parametrize("body", [{}, {"content": "  "}, {"content": None, "embeds": []}])
async def test_an_empty_message_is_refused(elm: Town, body: JSON) -> None:
    answer = await elm.say(body)
    assert (answer.status, answer.code) == (400, 50006)


async def test_content_ends_at_two_thousand_characters(elm: Town) -> None:
    assert (await elm.say({"content": "x" * 2000})).status == 200
    answer = await elm.say({"content": "x" * 2001})
    assert (answer.status, answer.code) == (400, 50035)
    assert complaint(answer, "content") == "BASE_TYPE_MAX_LENGTH"


@pytest.mark.parametrize(
    ("embed", "path"),
    [
        ({"description": "x" * 4097}, ("description",)),
        ({"title": "x" * 257}, ("title",)),
        ({"title": "t", "footer": {"text": "x" * 2049}}, ("footer", "text")),
        ({"title": "t", "author": {"name": "x" * 257}}, ("author", "name")),
        ({"fields": [{"name": "n", "value": "x" * 1025}]}, ("fields", "0", "value")),
        ({"fields": [{"name": "", "value": "v"}]}, ("fields", "0", "name")),
        ({"fields": [{"name": "n", "value": "v"}] * 26}, ("fields",)),
        ({"title": "t", "url": "javascript:x"}, ("url",)),
        ({"title": "t", "timestamp": "yesterday"}, ("timestamp",)),
        ({}, ("description",)),
    ],
)
async def test_an_embed_keeps_its_limits(elm: Town, embed: JSON, path: tuple[str, ...]) -> None:
    answer = await elm.say({"embeds": [embed]})
    assert answer.code == 50035
    assert complaint(answer, "embeds", "0", *path)


async def test_embeds_keep_their_limits_together(elm: Town) -> None:
    long = {"description": "x" * 3001}
    answer = await elm.say({"embeds": [long, long]})
    assert complaint(answer, "embeds") == "MAX_EMBED_SIZE_EXCEEDED"
    answer = await elm.say({"embeds": [{"title": "t"}] * 11})
    assert complaint(answer, "embeds") == "BASE_TYPE_MAX_LENGTH"
    assert (await elm.say({"embeds": [{"description": "x" * 3000}] * 2})).status == 200


@pytest.mark.parametrize(
    ("components", "path"),
    [
        ([row(BUTTON)] * 6, ("components",)),
        ([row(BUTTON), row(BUTTON)], ("components", "1", "components", "0", "custom_id")),
        (
            [row(*[{**BUTTON, "custom_id": str(n)} for n in range(6)])],
            ("components", "0", "components"),
        ),
        ([row()], ("components", "0", "components")),
        (
            [row({**BUTTON, "custom_id": "x" * 101})],
            ("components", "0", "components", "0", "custom_id"),
        ),
        ([row({**BUTTON, "custom_id": ""})], ("components", "0", "components", "0", "custom_id")),
        ([row({**BUTTON, "label": "x" * 81})], ("components", "0", "components", "0", "label")),
        ([row({**BUTTON, "style": 9})], ("components", "0", "components", "0", "style")),
        (
            [row({"type": 2, "style": 5, "label": "L"})],
            ("components", "0", "components", "0", "url"),
        ),
        (
            [row({**BUTTON, "style": 5, "url": "https://e.org"})],
            ("components", "0", "components", "0", "custom_id"),
        ),
        ([row({**BUTTON, "url": "https://e.org"})], ("components", "0", "components", "0", "url")),
        ([row(select(options=[]))], ("components", "0", "components", "0", "options")),
        (
            [row(select(options=[{"label": "a", "value": "1"}] * 2))],
            ("components", "0", "components", "0", "options", "1", "value"),
        ),
        (
            [row(select(options=[{"label": str(n), "value": str(n)} for n in range(26)]))],
            ("components", "0", "components", "0", "options"),
        ),
        (
            [row(select(placeholder="x" * 151))],
            ("components", "0", "components", "0", "placeholder"),
        ),
        (
            [row(select(min_values=2, max_values=1))],
            ("components", "0", "components", "0", "min_values"),
        ),
        ([row(BUTTON, select())], ("components", "0", "components")),
        ([BUTTON], ("components", "0", "type")),
    ],
)
async def test_components_keep_their_limits(
    elm: Town, components: list[JSON], path: tuple[str, ...]
) -> None:
    answer = await elm.say({"content": "look", "components": components})
    assert (answer.status, answer.code) == (400, 50035)
    assert complaint(answer, *path)


async def test_good_components_come_back_with_ids(elm: Town) -> None:
    link: JSON = {"type": 2, "style": 5, "label": "Map", "url": "https://example.org"}
    answer = await elm.say({"content": "look", "components": [row(BUTTON, link), row(select())]})
    rows = as_objects(answer.body["components"])
    assert [one["id"] for one in rows] == [1, 4]
    kinds = [[one.kind for one in line] for line in elm.last(elm.ben, elm.street).buttons]
    assert kinds == [["press", "link"], ["choice"]]


async def test_a_nonce_used_twice_gives_the_same_message(elm: Town) -> None:
    body = {"content": "once", "nonce": "n", "enforce_nonce": True}
    first, second = await elm.say(body), await elm.say(body)
    assert first.body["id"] == second.body["id"]
    assert elm.texts(elm.ben, elm.street) == ["once"]
    elm.clock.advance(600)
    assert (await elm.say(body)).body["id"] != first.body["id"]
    loose = {"content": "twice", "nonce": "m"}
    assert (await elm.say(loose)).body["id"] != (await elm.say(loose)).body["id"]
    long = {"content": "c", "nonce": "x" * 26}
    assert complaint(await elm.say(long), "nonce")


async def _upload(elm: Town, *sizes: int, body: JSON | None = None) -> Answer:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps(body or {}))
    for number, size in enumerate(sizes):
        form.add_field(f"files[{number}]", io.BytesIO(b"x" * size), filename=f"a {number}.txt")
    url = f"{elm.server.api_url}/channels/{elm.street}/messages"
    headers = {"Authorization": f"Bot {TOKEN}"}
    async with elm.http.post(url, data=form, headers=headers) as response:
        return Answer(status=response.status, body=as_object(await response.json()))


async def test_files_end_at_ten_mebibytes_each_and_twenty_five_together(elm: Town) -> None:
    mebi = 1024 * 1024
    body: JSON = {"attachments": [{"id": 0, "description": "a note"}]}
    answer = await _upload(elm, 3, body=body)
    file = as_objects(answer.body["attachments"])[0]
    assert (file["filename"], file["size"], file["description"]) == ("a_0.txt", 3, "a note")
    assert (await _upload(elm, 10 * mebi)).status == 200
    for sizes in ((10 * mebi + 1,), (9 * mebi, 9 * mebi, 9 * mebi)):
        answer = await _upload(elm, *sizes)
        assert (answer.status, answer.code) == (413, 40005)


async def test_permissions_of_the_channel_count(elm: Town) -> None:
    server = elm.server
    server.overwrite(elm.street, elm.bot, deny=Permission.EMBED_LINKS)
    assert (await elm.say({"content": "words"})).status == 200
    assert (await elm.say({"embeds": [{"title": "t"}]})).code == 50013
    server.overwrite(elm.street, elm.bot, deny=Permission.ATTACH_FILES)
    assert (await _upload(elm, 1)).code == 50013
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
