"""Asking about chats and their members, and answering pressed buttons."""

from adapters.playground.telegram.calls import Call
from adapters.playground.telegram.entities import units
from adapters.playground.telegram.errors import ApiError, No
from adapters.playground.telegram.links import follow, leads_to
from adapters.playground.telegram.methods.access import chat_of, must_be_there
from adapters.playground.telegram.nouns import Bot, ChatKind
from adapters.playground.telegram.paper import (
    chat_json,
    me_json,
    member_json,
    permissions_json,
)
from adapters.playground.telegram.town import QUERY_SECONDS, Town

_ANSWER_UNITS = 200
_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


async def get_me(_town: Town, bot: Bot, _call: Call) -> object:
    """Serve getMe."""
    return me_json(bot)


async def get_chat(town: Town, bot: Bot, call: Call) -> object:
    """Serve getChat."""
    chat = chat_of(town, bot, call)
    body = chat_json(chat, bot.id) | {
        "accent_color_id": abs(chat.id_for(bot.id)) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if chat.kind is ChatKind.PRIVATE:
        return body | ({"active_usernames": [body["username"]]} if "username" in body else {})
    if not chat.migrated_to:
        must_be_there(town, bot, chat)
    return body | {"permissions": permissions_json()}


async def get_member(town: Town, bot: Bot, call: Call) -> object:
    """Serve getChatMember."""
    chat = chat_of(town, bot, call)
    must_be_there(town, bot, chat)
    number = call.whole("user_id")
    if number <= 0:
        raise ApiError(No.BAD_USER)
    account = town.accounts.get(number)
    if account is None:
        raise ApiError(No.NO_USER)
    return member_json(account, chat.membership(number))


async def get_administrators(town: Town, bot: Bot, call: Call) -> object:
    """Serve getChatAdministrators: other bots are left out."""
    chat = chat_of(town, bot, call)
    must_be_there(town, bot, chat)
    if chat.kind is ChatKind.PRIVATE:
        raise ApiError(No.NO_ADMINISTRATORS)
    return [
        member_json(account, chat.membership(account.id))
        for account in chat.present()
        if chat.membership(account.id).leads and (account is bot or not isinstance(account, Bot))
    ]


async def get_member_count(town: Town, bot: Bot, call: Call) -> object:
    """Serve getChatMemberCount."""
    chat = chat_of(town, bot, call)
    must_be_there(town, bot, chat)
    return len(chat.present())


async def answer_query(town: Town, bot: Bot, call: Call) -> object:
    """Serve answerCallbackQuery: once, within 150 seconds."""
    query = town.queries.get(call.text("callback_query_id"))
    text, url = call.text("text"), call.text("url")
    if units(text) > _ANSWER_UNITS:
        raise ApiError(No.ANSWER_LONG)
    if query is None or query.bot is not bot or town.now() - query.pressed > QUERY_SECONDS:
        raise ApiError(No.QUERY_OLD)
    if url and not leads_to(bot, url):
        raise ApiError(No.URL_INVALID)
    town.answered(query)
    if url:
        follow(town, query.person, url)
    if text:
        town.pop_up(query.person, text, alert=call.flag("show_alert"))
    return True
