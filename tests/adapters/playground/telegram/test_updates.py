"""Getting updates: by long polling and by webhook."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from adapters.playground.screens import CannotActError, Press, Write
from tests.adapters.playground.telegram.world import Street

DAY = 86_400


@pytest.fixture(autouse=True)
async def started(street: Street) -> None:
    await street.meet(street.ana)
    await street.updates()
    await street.updates()  # confirms the start


async def write(street: Street, text: str) -> None:
    await street.server.act(str(street.ana.id), Write(chat=str(street.bot.id), text=text))


def texts(updates: list[dict[str, object]]) -> list[object]:
    return [each["message"]["text"] for each in updates if isinstance(each["message"], dict)]


async def test_updates_come_in_order_until_the_offset_confirms_them(street: Street) -> None:
    for text in ("one", "two", "three"):
        await write(street, text)
    first = (await street.call("getUpdates", limit=2)).results
    assert texts(first) == ["one", "two"]
    assert (await street.call("getUpdates", limit=2)).results == first
    number = first[-1]["update_id"]
    assert isinstance(number, int)
    assert texts((await street.call("getUpdates", offset=number + 1)).results) == ["three"]
    assert texts((await street.call("getUpdates")).results) == ["three"]


async def test_a_negative_offset_keeps_only_the_last(street: Street) -> None:
    for text in ("one", "two", "three"):
        await write(street, text)
    assert texts((await street.call("getUpdates", offset=-1)).results) == ["three"]
    assert texts((await street.call("getUpdates")).results) == ["three"]


async def test_a_long_poll_ends_with_the_first_news_or_with_nothing(street: Street) -> None:
    poll = asyncio.create_task(street.call("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await write(street, "hello")
    assert texts((await poll).results) == ["hello"]
    await street.call("getUpdates", offset=2**31)
    await street.updates()
    poll = asyncio.create_task(street.call("getUpdates", offset=street.offset, timeout=1))
    assert (await poll).results == []


async def test_a_second_poll_ends_the_first_with_a_conflict(street: Street) -> None:
    first = asyncio.create_task(street.call("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(street.call("getUpdates", timeout=30))
    assert (await first).error == (
        "409 Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    await write(street, "hello")
    assert texts((await second).results) == ["hello"]


async def test_updates_are_gone_after_a_day(street: Street) -> None:
    await write(street, "old")
    street.clock.pass_by(DAY - 1)
    await write(street, "young")
    street.clock.pass_by(2)
    assert texts((await street.call("getUpdates")).results) == ["young"]


async def test_ids_begin_anew_after_a_quiet_week_and_an_old_offset_loses_nothing(
    street: Street,
) -> None:
    await write(street, "before")
    await street.updates()
    await street.updates()
    street.clock.pass_by(8 * DAY)
    await write(street, "after")
    (update,) = (await street.call("getUpdates", offset=street.offset)).results
    number = update["update_id"]
    assert isinstance(number, int)
    assert number < street.offset - 10
    assert (await street.call("getUpdates", offset=number + 1)).results == []


async def test_chat_members_are_told_only_when_asked_for_and_to_administrators(
    street: Street,
) -> None:
    server = street.server
    await street.call("getUpdates", allowed_updates=["my_chat_member", "chat_member"])
    server.promote(street.group, street.ben)
    assert await street.updates() == []
    server.demote(street.group, street.ben)
    await street.call("getUpdates", allowed_updates=[])
    server.promote(street.group, street.bot)
    assert [set(each) - {"update_id"} for each in await street.updates()] == [{"my_chat_member"}]
    server.promote(street.group, street.ben)
    assert await street.updates() == []
    await street.call("getUpdates", allowed_updates=["message", "chat_member"])
    server.demote(street.group, street.ben)
    (update,) = await street.updates()
    change = update["chat_member"]
    assert isinstance(change, dict)
    assert change["old_chat_member"]["status"] == "administrator"
    assert change["new_chat_member"]["user"]["id"] == street.ben.id
    await street.call("getUpdates", offset=street.offset, allowed_updates="[]")
    server.promote(street.group, street.ben)
    assert await street.updates() == []


REFUSAL = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


async def press(street: Street) -> None:
    """Ana presses the button of a new message."""
    ana = str(street.ana.id)
    buttons = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    await street.call("sendMessage", chat_id=ana, text="Sure?", reply_markup=buttons)
    last = street.last(street.ana)
    act = Press(chat=str(street.bot.id), message=last.id, button=last.buttons[0][0].id)
    await street.server.act(ana, act)


async def pressed(street: Street) -> dict[str, object]:
    """The query that the bot got."""
    (update,) = await street.updates()
    query = update["callback_query"]
    assert isinstance(query, dict)
    return query


async def test_a_press_tells_who_pressed_what_and_under_which_message(street: Street) -> None:
    await press(street)
    query = await pressed(street)
    message, person = query["message"], query["from"]
    assert isinstance(message, dict)
    assert isinstance(person, dict)
    assert (query["data"], message["text"]) == ("yes", "Sure?")
    assert message["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "yes"
    assert (person["id"], person["language_code"]) == (street.ana.id, "en")
    await press(street)
    assert (await pressed(street))["chat_instance"] == query["chat_instance"]


async def test_a_press_waits_150_seconds_for_its_answer(street: Street) -> None:
    await press(street)
    query = await pressed(street)
    street.clock.pass_by(151)
    for number in (query["id"], "17"):
        late = await street.call("answerCallbackQuery", callback_query_id=number, text="Late")
        assert late.error == REFUSAL
    assert street.server.screen(str(street.ana.id)).popups == ()


async def test_a_press_that_nobody_fetched_is_gone_after_150_seconds(street: Street) -> None:
    await press(street)
    street.clock.pass_by(151)
    assert await street.updates() == []


async def test_a_press_is_answered_once(street: Street) -> None:
    await press(street)
    number = (await pressed(street))["id"]
    assert len(street.server.unanswered(street.ana)) == 1
    long = await street.call("answerCallbackQuery", callback_query_id=number, text="x" * 201)
    assert long.error == "400 Bad Request: MESSAGE_TOO_LONG"
    values = {"callback_query_id": number, "text": "Yes!", "show_alert": True}
    assert (await street.call("answerCallbackQuery", **values)).status == 200
    assert (await street.call("answerCallbackQuery", **values)).error == REFUSAL
    assert street.server.unanswered(street.ana) == ()
    (popup,) = street.server.screen(str(street.ana.id)).popups
    assert (popup.text, popup.alert) == ("Yes!", True)


async def test_a_button_of_a_deleted_message_cannot_be_pressed(street: Street) -> None:
    await press(street)
    last = street.last(street.ana)
    await street.call("deleteMessage", chat_id=street.ana.id, message_id=int(last.id))
    act = Press(chat=str(street.bot.id), message=last.id, button="0.0")
    with pytest.raises(CannotActError, match="gone"):
        await street.server.act(str(street.ana.id), act)


async def test_an_answer_may_send_the_person_to_start(street: Street) -> None:
    buttons = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    group = street.group.id
    await street.call("sendMessage", chat_id=group, text="Sure?", reply_markup=buttons)
    last = street.last(street.ben, group)
    await street.server.act(
        str(street.ben.id), Press(chat=str(group), message=last.id, button="0.0")
    )
    (update,) = await street.updates()
    query = update["callback_query"]
    assert isinstance(query, dict)
    wrong = await street.call(
        "answerCallbackQuery", callback_query_id=query["id"], url="https://example.org"
    )
    assert wrong.error == "400 Bad Request: URL_INVALID"
    url = "https://t.me/porch_bot?start=reply_7"
    await street.call("answerCallbackQuery", callback_query_id=query["id"], url=url)
    assert texts(await street.updates()) == ["/start reply_7"]
    assert street.last(street.ben).text == "/start"


@dataclass(slots=True)
class Listener:
    """A webhook of a bot."""

    url: str = ""
    status: int = 200
    reply: str = ""
    seen: list[tuple[dict[str, object], str]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        self.seen.append((await request.json(), secret))
        status, self.status = self.status, 200
        return web.Response(status=status, text=self.reply)


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listener = Listener()
    app = web.Application()
    app.router.add_post("/hook", listener.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield listener
    await runner.cleanup()


async def test_a_webhook_gets_every_update_with_its_secret(
    street: Street, listener: Listener
) -> None:
    await write(street, "before")
    poll = asyncio.create_task(street.call("getUpdates", offset=2**31, timeout=30))
    await street.updates()
    poll.cancel()
    assert (
        await street.call("setWebhook", url=listener.url, secret_token="s3cret")  # noqa: S106 - of the test
    ).status == 200
    await write(street, "one")
    await write(street, "two")
    await street.server.until(lambda: len(listener.seen) == 3)
    assert [secret for _, secret in listener.seen] == ["s3cret"] * 3
    assert texts([body for body, _ in listener.seen]) == ["before", "one", "two"]
    conflict = await street.call("getUpdates")
    assert conflict.error.startswith("409 Conflict: can't use getUpdates method while webhook")
    info = (await street.call("getWebhookInfo")).result
    assert (info["url"], info["pending_update_count"]) == (listener.url, 0)
    await street.call("deleteWebhook")
    await write(street, "three")
    assert texts(await street.updates()) == ["three"]


async def test_a_webhook_that_fails_gets_the_same_update_again(
    street: Street, listener: Listener
) -> None:
    listener.status = 500
    await street.call("setWebhook", url=listener.url)
    await write(street, "one")
    await write(street, "two")
    await street.server.until(lambda: len(listener.seen) == 3)
    assert texts([body for body, _ in listener.seen]) == ["one", "one", "two"]
    info = (await street.call("getWebhookInfo")).result
    assert info["last_error_message"] == (
        "Wrong response from the webhook: 500 Internal Server Error"
    )


async def test_a_webhook_may_answer_with_a_call(street: Street, listener: Listener) -> None:
    listener.reply = f'{{"method": "sendMessage", "chat_id": {street.ana.id}, "text": "back"}}'
    await street.call("setWebhook", url=listener.url)
    await write(street, "hello")
    await street.server.until(lambda: street.last(street.ana).text == "back")


async def test_setting_a_webhook_ends_a_waiting_poll(street: Street, listener: Listener) -> None:
    poll = asyncio.create_task(street.call("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    await street.call("setWebhook", url=listener.url)
    assert (await poll).error == "409 Conflict: terminated by setWebhook request"


async def test_a_bad_webhook_is_refused(street: Street) -> None:
    for values, error in (
        (
            {"url": "http://example.org/x"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            {"url": "https://example.org/x", "secret_token": "no spaces"},
            "secret token contains unallowed characters",
        ),
    ):
        answer = await street.call("setWebhook", **values)
        assert answer.error == f"400 Bad Request: {error}"


async def test_waiting_updates_can_be_dropped(street: Street) -> None:
    await write(street, "one")
    await street.call("deleteWebhook", drop_pending_updates=True)
    assert await street.updates() == []


async def test_a_logged_out_bot_is_refused(street: Street) -> None:
    assert (await street.call("close")).status == 200
    assert (await street.call("logOut")).status == 200
    assert (await street.call("getMe")).error == "400 Logged out"
