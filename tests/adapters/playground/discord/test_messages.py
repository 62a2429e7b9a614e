import pytest

from adapters.playground.discord.wire import JSON, as_objects
from adapters.playground.screens import Write
from tests.adapters.playground.discord.bodies import BUTTON, complaint, row, select
from tests.adapters.playground.discord.town import Town
from tests.adapters.playground.discord.uploads import upload


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


async def test_files_end_at_ten_mebibytes_each_and_twenty_five_together(elm: Town) -> None:
    mebi = 1024 * 1024
    body: JSON = {"attachments": [{"id": 0, "description": "a note"}]}
    answer = await upload(elm, 3, body=body)
    file = as_objects(answer.body["attachments"])[0]
    assert (file["filename"], file["size"], file["description"]) == ("a_0.txt", 3, "a note")
    assert (await upload(elm, 10 * mebi)).status == 200
    for sizes in (
        (10 * mebi + 1,),
        (9 * mebi, 9 * mebi, 7 * mebi + 1),
        (9 * mebi, 9 * mebi, 9 * mebi),
    ):
        answer = await upload(elm, *sizes)
        assert (answer.status, answer.code) == (413, 40005)
