"""Changing and deleting messages."""

from dataclasses import replace

from adapters.playground.telegram.calls import JSON, Call, whole
from adapters.playground.telegram.errors import ApiError, No
from adapters.playground.telegram.markup import InlineKeyboard
from adapters.playground.telegram.methods.access import chat_of, message_of, must_be_there
from adapters.playground.telegram.methods.media import item_call, item_kind, read_media
from adapters.playground.telegram.methods.sending import markup_of
from adapters.playground.telegram.methods.words import caption_of, text_of, without_preview
from adapters.playground.telegram.nouns import Bot, Chat, ChatKind, Content, Message
from adapters.playground.telegram.paper import Paper
from adapters.playground.telegram.town import Town

_DELETE_SECONDS = 48 * 3600
_DELETE_MOST = 100


async def edit_text(town: Town, bot: Bot, call: Call) -> object:
    """Serve editMessageText."""
    message = _own(town, bot, call)
    words = text_of(call)
    if message.content.media or not message.content.words.text:
        raise ApiError(No.NO_TEXT)
    content = Content(words=words, without_preview=without_preview(call))
    return _change(town, bot, call, message=message, content=content)


async def edit_caption(town: Town, bot: Bot, call: Call) -> object:
    """Serve editMessageCaption."""
    message = _own(town, bot, call)
    words = caption_of(call)
    if not message.content.media:
        raise ApiError(No.NO_CAPTION)
    content = replace(message.content, words=words)
    return _change(town, bot, call, message=message, content=content)


async def edit_media(town: Town, bot: Bot, call: Call) -> object:
    """Serve editMessageMedia."""
    message = _own(town, bot, call)
    item = item_call(call, call.thing("media"))
    if not message.content.media:
        raise ApiError(No.NO_MEDIA)
    media = read_media(town, bot, item, item_kind(item))
    content = Content(words=caption_of(item), media=media)
    return _change(town, bot, call, message=message, content=content)


async def edit_markup(town: Town, bot: Bot, call: Call) -> object:
    """Serve editMessageReplyMarkup."""
    message = _own(town, bot, call)
    return _change(town, bot, call, message=message, content=message.content)


def _own(town: Town, bot: Bot, call: Call) -> Message:
    chat = chat_of(town, bot, call)
    must_be_there(town, bot, chat)
    message = message_of(bot, chat, call, No.EDIT_NOT_FOUND)
    if message.author is not bot or message.content.notice:
        raise ApiError(No.EDIT_NOT_ALLOWED)
    return message


def _change(town: Town, bot: Bot, call: Call, *, message: Message, content: Content) -> JSON:
    markup = markup_of(call, message.chat)
    if markup is not None and not isinstance(markup, InlineKeyboard):
        raise ApiError(No.MARKUP_INLINE)
    if (content, markup) == (message.content, message.buttons):
        raise ApiError(No.NOT_MODIFIED)
    if content != message.content:
        message.edited = town.date()
    message.content, message.buttons = content, markup
    town.changed()
    return Paper(bot, town.shelf).message(message)


async def delete_message(town: Town, bot: Bot, call: Call) -> object:
    """Serve deleteMessage."""
    chat = chat_of(town, bot, call)
    must_be_there(town, bot, chat)
    message = message_of(bot, chat, call, No.DELETE_NOT_FOUND)
    refusal = _refusal(town, bot, chat, message)
    if refusal:
        raise ApiError(refusal)
    town.remove(message)
    return True


async def delete_messages(town: Town, bot: Bot, call: Call) -> object:
    """Serve deleteMessages: those that cannot be found or deleted are skipped."""
    chat = chat_of(town, bot, call)
    must_be_there(town, bot, chat)
    numbers = [whole(each) for each in call.things("message_ids")]
    if not numbers:
        raise ApiError(No.NO_MESSAGE_ID)
    if len(numbers) > _DELETE_MOST:
        raise ApiError(No.TOO_MANY_IDS)
    for number in numbers:
        message = chat.find(bot.id, number)
        if message and not _refusal(town, bot, chat, message):
            town.remove(message)
    return True


def _refusal(town: Town, bot: Bot, chat: Chat, message: Message) -> No | None:
    """Why a bot cannot delete a message, by the rules of deleteMessage."""
    if town.now() - message.date > _DELETE_SECONDS:
        return No.DELETE_TOO_LATE
    how = chat.membership(bot.id)
    own = message.author is bot and not message.content.notice
    if own or chat.kind is ChatKind.PRIVATE or (how.leads and how.can_delete):
        return None
    return No.DELETE_NOT_ALLOWED
