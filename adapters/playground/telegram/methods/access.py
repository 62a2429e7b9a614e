"""Where a bot may write: the chat it names, and what stands in its way."""

import re

from adapters.playground.telegram.calls import Call
from adapters.playground.telegram.errors import ApiError, No
from adapters.playground.telegram.invites import may_contact
from adapters.playground.telegram.nouns import (
    Bot,
    Chat,
    ChatKind,
    Human,
    Membership,
    Message,
    Status,
)
from adapters.playground.telegram.town import Town

_NUMBER = re.compile(r"-?\d{1,19}", re.ASCII)


def chat_of(town: Town, bot: Bot, call: Call) -> Chat:
    """The chat that a call names. Raises ApiError where the bot has never met it."""
    text = call.text("chat_id").strip()
    if not text:
        raise ApiError(No.NO_CHAT_ID)
    number = int(text) if _NUMBER.fullmatch(text) else 0
    if number < 0:
        group = town.groups.get(number)
        if group is None or bot.id not in group.members:
            raise ApiError(No.NO_CHAT)
        return group
    account = town.accounts.get(number)
    if not isinstance(account, Human):
        raise ApiError(No.TO_BOTS if account else No.NO_CHAT)
    chat = town.private(bot, account)
    if chat.members or _have_met(town, bot, account) or may_contact(town, bot, account):
        return chat
    raise ApiError(No.NO_CHAT)


def _have_met(town: Town, bot: Bot, person: Human) -> bool:
    return any(
        person.id in chat.members and bot.id in chat.members for chat in town.groups.values()
    )


def must_be_there(town: Town, bot: Bot, chat: Chat) -> None:
    """Let a bot go on only in a chat that it is in. Raises ApiError."""
    if chat.kind is ChatKind.PRIVATE:
        _must_listen(town, bot, chat)
        return
    if chat.migrated_to:
        raise ApiError(No.UPGRADED, migrate_to=chat.migrated_to)
    how = chat.membership(bot.id)
    if how.status is Status.KICKED:
        raise ApiError(No.KICKED, chat.kind.value)
    if not how.present:
        raise ApiError(No.NOT_MEMBER, chat.kind.value)


def _must_listen(town: Town, bot: Bot, chat: Chat) -> None:
    person = chat.accounts[chat.id_for(bot.id)]
    known = bool(chat.members) and not chat.contacted
    if not known and not (isinstance(person, Human) and may_contact(town, bot, person)):
        raise ApiError(No.NOT_STARTED)
    if isinstance(person, Human) and person.gone:
        raise ApiError(No.DEACTIVATED)
    if isinstance(person, Human) and bot.id in person.blocked:
        raise ApiError(No.BLOCKED)


def may_write(town: Town, bot: Bot, chat: Chat, what: str = "text messages") -> None:
    """Let a bot go on only where it may send `what`. Raises ApiError."""
    must_be_there(town, bot, chat)
    if chat.kind is ChatKind.PRIVATE and not chat.members:
        chat.contacted = True
        chat.members |= dict.fromkeys(chat.accounts, Membership(status=Status.MEMBER))
    if chat.kind is not ChatKind.PRIVATE and not chat.membership(bot.id).can_send:
        raise ApiError(No.NO_RIGHT, what)


def message_of(bot: Bot, chat: Chat, call: Call, missing: No) -> Message:
    """The message that a call names. Raises ApiError with `missing` where it is gone."""
    if not call.has("message_id"):
        raise ApiError(No.NO_MESSAGE_ID)
    message = chat.find(bot.id, call.whole("message_id"))
    if message is None:
        raise ApiError(missing)
    return message
