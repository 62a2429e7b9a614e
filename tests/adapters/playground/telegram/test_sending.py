"""What the API takes into a chat, and in which words it refuses."""

import aiohttp
import pytest

from adapters.playground.screens import Block, OpenLink, Unblock, Write
from adapters.playground.telegram import ChatKind
from tests.adapters.playground.telegram.world import Street, picture


@pytest.fixture(autouse=True)
async def started(street: Street) -> None:
    await street.meet(street.ana)
    await street.updates()


async def test_a_wrong_token_is_unauthorized_and_a_malformed_one_not_found(street: Street) -> None:
    for token, error in (
        ("999:AAAAAAAAAAAAAAAAAAAAAAAAA", (401, "Unauthorized")),
        ("nonsense", (404, "Not Found")),
    ):
        async with street.http.get(f"{street.server.url}/bot{token}/getMe") as answer:
            body = await answer.json()
            assert (answer.status, body["description"]) == error
            assert body == {"ok": False, "error_code": error[0], "description": error[1]}


async def test_an_unknown_method_is_not_found_even_with_a_good_token(street: Street) -> None:
    assert (await street.call("danceAround")).error == "404 Not Found"


async def test_methods_take_get_query_form_and_json_in_any_case(street: Street) -> None:
    url = f"{street.server.url}/bot{street.bot.token}/SENDmessage"
    values = {"chat_id": str(street.ana.id), "text": "hello", "protect_content": "true"}
    async with street.http.get(url, params=values) as answer:
        assert (await answer.json())["result"]["text"] == "hello"
    async with street.http.post(url, data=values) as answer:
        assert (await answer.json())["result"]["has_protected_content"] is True
    async with street.http.post(url, json=values) as answer:
        assert (await answer.json())["ok"] is True
    async with street.http.post(
        url, data="{", headers={"Content-Type": "application/json"}
    ) as answer:
        assert answer.status == 400
    assert street.last(street.ana).protected


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"chat_id": ""}, "400 Bad Request: chat_id is empty"),
        ({"chat_id": 1}, "400 Bad Request: chat not found"),
        ({"chat_id": -100777}, "400 Bad Request: chat not found"),
        ({"chat_id": "@nowhere"}, "400 Bad Request: chat not found"),
        ({"text": ""}, "400 Bad Request: message text is empty"),
        ({"text": " \n "}, "400 Bad Request: message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "400 Bad Request: message text is empty"),
        ({"text": "x" * 4097}, "400 Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "400 Bad Request: message is too long"),
        ({"parse_mode": "Wiki"}, "400 Bad Request: unsupported parse_mode"),
        ({"reply_to_message_id": 999}, "400 Bad Request: message to be replied not found"),
        (
            {"reply_parameters": {"message_id": 999}},
            "400 Bad Request: message to be replied not found",
        ),
        ({"reply_markup": "[]"}, "400 Bad Request: object expected as reply markup"),
        (
            {"reply_markup": "{"},
            "400 Bad Request: can't parse reply keyboard markup JSON object",
        ),
        ({"text": "\ud83d"}, "400 Bad Request: strings must be encoded in UTF-8"),
        ({"message_thread_id": 7}, "400 Bad Request: message thread not found"),
    ],
)
async def test_a_bad_message_gets_the_platforms_own_words(
    street: Street, values: dict[str, object], error: str
) -> None:
    good: dict[str, object] = {"chat_id": street.ana.id, "text": "hello"}
    assert (await street.call("sendMessage", **(good | values))).error == error


@pytest.mark.parametrize(
    "text", ["x" * 4096, "😀" * 2048, "<b>" + "x" * 4096 + "</b>", "&amp;" * 4096]
)
async def test_the_length_counts_utf16_units_after_the_markup(street: Street, text: str) -> None:
    answer = await street.call("sendMessage", chat_id=street.ana.id, text=text, parse_mode="HTML")
    assert answer.status == 200


@pytest.mark.parametrize(
    ("button", "error"),
    [
        ({"text": "a", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "url": "not a link"}, "BUTTON_URL_INVALID"),
        ({"text": "a", "url": "http://localhost/x"}, "BUTTON_URL_INVALID"),
        ({"text": "a", "url": "javascript:alert(1)"}, "BUTTON_URL_INVALID"),
        ({"text": "a"}, "text buttons are unallowed in the inline keyboard"),
        (
            {"callback_data": "a"},
            'can\'t parse inline keyboard button: Field "text" must be a non-empty String',
        ),
    ],
)
async def test_a_bad_button_is_refused(
    street: Street, button: dict[str, object], error: str
) -> None:
    markup = {"inline_keyboard": [[button]]}
    answer = await street.call(
        "sendMessage", chat_id=street.ana.id, text="hi", reply_markup=markup
    )
    assert answer.error == f"400 Bad Request: {error}"


async def test_a_location_button_is_for_private_chats_only(street: Street) -> None:
    markup = {"keyboard": [[{"text": "Here", "request_location": True}]]}
    values = {"text": "Where?", "reply_markup": markup}
    answer = await street.call("sendMessage", chat_id=street.ana.id, **values)
    assert answer.status == 200
    answer = await street.call("sendMessage", chat_id=street.group.id, **values)
    assert answer.error == "400 Bad Request: location can be requested in private chats only"


async def test_a_bot_reaches_only_people_who_started_and_did_not_block_it(street: Street) -> None:
    server = street.server

    async def write(person: int) -> str:
        answer = await street.call("sendMessage", chat_id=person, text="hi")
        return "sent" if answer.status == 200 else answer.error

    stranger = server.add_person("Cleo")
    other = server.add_bot("2000002:BBporchlight-stand-in-token-0002", "other_bot", "Other")
    assert await write(stranger.id) == "400 Bad Request: chat not found"
    assert (
        await write(street.ben.id) == "403 Forbidden: bot can't initiate conversation with a user"
    )
    assert await write(other.id) == "403 Forbidden: bot can't send messages to bots"
    await server.act(str(street.ana.id), Block())
    assert await write(street.ana.id) == "403 Forbidden: bot was blocked by the user"
    await server.act(str(street.ana.id), Unblock())
    assert await write(street.ana.id) == "sent"
    assert [each["my_chat_member"] is not None for each in await street.updates()] == [True, True]
    server.delete_account(street.ana)
    assert await write(street.ana.id) == "403 Forbidden: user is deactivated"


async def test_pressing_start_unblocks_the_bot(street: Street) -> None:
    await street.server.act(str(street.ana.id), Block())
    await street.server.act(str(street.ana.id), OpenLink(url="https://t.me/porch_bot?start=back"))
    kinds = [(set(each) - {"update_id"}).pop() for each in await street.updates()]
    assert kinds == ["my_chat_member", "my_chat_member", "message"]


async def test_a_bot_out_of_the_group_or_without_rights_is_told_so(street: Street) -> None:
    server = street.server
    basic = server.add_group("Old", [street.ana], bots=[street.bot], kind=ChatKind.GROUP)

    async def write(chat: int) -> str:
        return (await street.call("sendMessage", chat_id=chat, text="hi")).error

    server.restrict(street.group, street.bot)
    assert (
        await write(street.group.id)
        == "400 Bad Request: not enough rights to send text messages to the chat"
    )
    form = aiohttp.FormData({"chat_id": str(street.group.id)})
    form.add_field("photo", picture(), filename="a.jpg")
    photo = await street.form("sendPhoto", form)
    assert photo.error == "400 Bad Request: not enough rights to send photos to the chat"
    server.remove_member(street.group, street.bot, by=street.ana)
    server.remove_member(basic, street.bot, by=street.ana)
    assert await write(street.group.id) == "403 Forbidden: bot was kicked from the supergroup chat"
    assert await write(basic.id) == "403 Forbidden: bot was kicked from the group chat"
    server.add_member(street.group, street.bot, by=street.ana)
    server.remove_member(street.group, street.bot)
    assert (
        await write(street.group.id) == "403 Forbidden: bot is not a member of the supergroup chat"
    )


async def test_an_upgraded_group_names_its_new_id(street: Street) -> None:
    old = street.server.add_group("Old", [street.ana], bots=[street.bot], kind=ChatKind.GROUP)
    await street.updates()
    new = street.server.migrate(old)
    answer = await street.call("sendMessage", chat_id=old.id, text="hi")
    assert answer.error == "400 Bad Request: group chat was upgraded to a supergroup chat"
    assert answer.body["parameters"] == {"migrate_to_chat_id": new.id}
    assert (await street.call("sendMessage", chat_id=new.id, text="hi")).status == 200
    to, back = [each["message"] for each in await street.updates()]
    assert isinstance(to, dict)
    assert isinstance(back, dict)
    assert (to["migrate_to_chat_id"], back["migrate_from_chat_id"]) == (new.id, old.id)
    assert street.last(street.ana, new.id).text == "hi"
    assert str(old.id) not in [each.id for each in street.server.screen(str(street.ana.id)).chats]


async def test_supergroups_count_their_own_messages_and_private_chats_the_bots(
    street: Street,
) -> None:
    await street.meet(street.ben)

    async def number(chat: int) -> int:
        sent = await street.call("sendMessage", chat_id=chat, text="hi")
        found = sent.result["message_id"]
        assert isinstance(found, int)
        return found

    first = await number(street.ana.id)
    in_group = await number(street.group.id)
    assert await number(street.ben.id) == first + 1
    assert await number(street.group.id) == in_group + 1


async def test_an_answer_carries_the_message_with_its_buttons_but_no_further_one(
    street: Street,
) -> None:
    group, server = street.group.id, street.server
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}
    sent = await street.call("sendMessage", chat_id=group, text="hi", reply_markup=markup)
    number = sent.result["message_id"]
    answer = await street.call(
        "sendMessage", chat_id=group, text="yes", reply_parameters={"message_id": number}
    )
    assert answer.result["reply_to_message"] == sent.result
    last = street.last(street.ana, group)
    assert last.reply_to == str(number)
    await server.act(str(street.ana.id), Write(chat=str(group), text="thanks", reply_to=last.id))
    (update,) = await street.updates()
    message = update["message"]
    assert isinstance(message, dict)
    assert message["reply_to_message"]["text"] == "yes"
    assert "reply_to_message" not in message["reply_to_message"]


async def test_a_missing_message_may_be_left_unanswered(street: Street) -> None:
    reply = {"message_id": 999, "allow_sending_without_reply": True}
    sent = await street.call(
        "sendMessage", chat_id=street.ana.id, text="hi", reply_parameters=reply
    )
    assert "reply_to_message" not in sent.result


async def test_places_and_venues_arrive_as_points(street: Street) -> None:
    ana = street.ana.id
    await street.call("sendLocation", chat_id=ana, latitude=45.5, longitude="-73.6")
    assert street.last(street.ana).location == (45.5, -73.6)
    venue = await street.call(
        "sendVenue", chat_id=ana, latitude=45.5, longitude=-73.6, title="Park", address="Elm St"
    )
    assert venue.result["venue"] == {
        "location": {"latitude": 45.5, "longitude": -73.6},
        "title": "Park",
        "address": "Elm St",
    }
    assert street.last(street.ana).text == "Park\nElm St"
    missing = await street.call("sendLocation", chat_id=ana, latitude=45.5)
    assert missing.error == "400 Bad Request: longitude is empty"
    wrong = await street.call("sendLocation", chat_id=ana, latitude=95, longitude=0)
    assert wrong.error == "400 Bad Request: wrong location specified"


async def test_typing_is_shown_only_where_the_bot_may_write(street: Street) -> None:
    good = await street.call("sendChatAction", chat_id=street.ana.id, action="typing")
    assert good.body == {"ok": True, "result": True}
    wrong = await street.call("sendChatAction", chat_id=street.ana.id, action="napping")
    assert wrong.error == "400 Bad Request: wrong parameter action in request"


async def test_links_may_go_without_a_preview(street: Street) -> None:
    sent = await street.call(
        "sendMessage",
        chat_id=street.ana.id,
        text="see https://example.org",
        link_preview_options={"is_disabled": True},
    )
    assert sent.result["link_preview_options"] == {"is_disabled": True}
    assert sent.result["entities"] == [{"type": "url", "offset": 4, "length": 19}]


async def test_the_server_comes_back_at_the_same_place_with_its_world(street: Street) -> None:
    port = int(street.server.url.rpartition(":")[2])
    await street.server.stop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await street.call("getMe")
    await street.server.start(port=port)
    assert (await street.call("sendMessage", chat_id=street.ana.id, text="hi")).status == 200
