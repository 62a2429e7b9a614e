"""From Telegram's updates to events."""

from telegram import (
    Bot,
    CallbackQuery,
    ChatJoinRequest,
    ChatMember,
    ChatMemberUpdated,
    MaybeInaccessibleMessage,
    Message,
    Update,
    User,
)
from telegram import Chat as TelegramChat
from telegram.constants import ChatType

from adapters.telegram.addresses import Place
from adapters.telegram.contents import act_of
from adapters.telegram.keyboards import Links
from adapters.telegram.limits import ANONYMOUS_ADMIN, LIMITS, NAME
from adapters.telegram.shown import shown, shown_whole
from bot.events import Act, Arrived, Departed, Event, Knocked, Moved, Pressed, Sender, SentElse
from bot.model.actions import DRAFTED, decoded
from bot.model.channels import Chat, ChatKind
from bot.model.people import Account
from bot.model.pictures import Attached

KINDS = {
    ChatType.PRIVATE: ChatKind.PRIVATE,
    ChatType.GROUP: ChatKind.GROUP,
    ChatType.SUPERGROUP: ChatKind.GROUP,
}

AWAY = frozenset({ChatMember.LEFT, ChatMember.BANNED})


async def event_of(update: Update, bot: Bot, links: Links) -> Event | None:
    """What happened, or None when it means nothing to the watch."""
    if update.message is not None:
        return await _written(update.message, bot, links)
    if update.callback_query is not None:
        return await _pressed(update.callback_query, bot, links)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member)
    if update.chat_join_request is not None:
        return _knock(update.chat_join_request)
    return None


async def _written(message: Message, bot: Bot, links: Links) -> Event | None:
    sender, chat = _sender(message), _chat(message.chat, topic_of(message))
    if sender is None or chat is None:
        return None
    if message.migrate_to_chat_id is not None:
        return _event(sender, chat, Moved(new_chat=str(message.migrate_to_chat_id)))
    act = await act_of(message, bot, links)
    return None if act is None else _event(sender, chat, act)


async def _pressed(query: CallbackQuery, bot: Bot, links: Links) -> Event | None:
    held = query.message
    chat = None if held is None else _chat(held.chat, topic_of(held))
    if chat is None:
        return None
    return _event(_person(query.from_user), chat, await _press(query, bot, links))


async def _press(query: CallbackQuery, bot: Bot, links: Links) -> Act:
    action = decoded(query.data or "")
    if not isinstance(query.message, Message):
        return Pressed(action=action)
    if action is None or action.verb not in DRAFTED:
        return Pressed(action=action, shown=shown(query.message, links))
    whole = await shown_whole(bot, query.message, links)
    if isinstance(whole, Attached):
        return SentElse(what=whole)
    return Pressed(action=action, shown=whole)


def _membership(change: ChatMemberUpdated) -> Event | None:
    chat = _chat(change.chat, None)
    if chat is None:
        return None
    was = change.old_chat_member.status not in AWAY
    stays = change.new_chat_member.status not in AWAY
    if was and not stays:
        return _event(_person(change.from_user), chat, Departed())
    if stays and not was and chat.kind is ChatKind.GROUP:
        return _event(_person(change.from_user), chat, Arrived())
    return None


def _knock(request: ChatJoinRequest) -> Event | None:
    chat = _chat(request.chat, None)
    return None if chat is None else _event(_person(request.from_user), chat, Knocked())


def _sender(message: Message) -> Sender | None:
    user, spoken_for = message.from_user, message.sender_chat
    if user is None:
        return None
    if spoken_for is not None:
        return _person(user) if spoken_for.id == message.chat.id else None
    return None if user.is_bot else _person(user)


def _person(user: User) -> Sender:
    names = (user.full_name, user.username or "")
    return Sender(
        account=Account(platform=NAME, id=str(user.id)),
        language=user.language_code or "",
        names=tuple(name for name in names if name),
        as_chat=user.id == ANONYMOUS_ADMIN,
    )


def _chat(chat: TelegramChat, topic: int | None) -> Chat | None:
    try:
        kind = KINDS[ChatType(chat.type)]
    except (ValueError, KeyError):
        return None
    written = Place(chat=chat.id, topic=topic).written()
    return Chat(platform=NAME, id=written, kind=kind, title=chat.title or "")


def topic_of(message: MaybeInaccessibleMessage) -> int | None:
    """The topic that a message stands in; None in the general one and elsewhere."""
    if isinstance(message, Message) and message.is_topic_message:
        return message.message_thread_id
    return None


def _event(sender: Sender, chat: Chat, act: Act) -> Event:
    return Event(sender=sender, chat=chat, limits=LIMITS, act=act)
