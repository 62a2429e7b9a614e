"""The bot's own messages, read back from the chat."""

from collections.abc import Iterator

from telegram import Bot, InlineKeyboardButton, Message, MessageEntity

from adapters.telegram.files import Moving, filmed, photographed
from adapters.telegram.keyboards import Links
from bot.events import Shown
from bot.model.actions import Action, decoded
from bot.model.pictures import Attached


def shown(message: Message, links: Links) -> Shown:
    """The message without its picture or video."""
    return Shown(quote=_quote(message), actions=tuple(_actions(message, links)))


async def shown_whole(bot: Bot, message: Message, links: Links) -> Shown | Attached:
    """The message with what it shows; `Attached` when that could not be fetched."""
    bare, held = shown(message, links), pictured(message)
    if held is None:
        return bare
    video = moving(held)
    media = await (filmed(bot, video) if video else photographed(bot, held.photo))
    if isinstance(media, Attached):
        return media
    return Shown(quote=bare.quote, media=media, actions=bare.actions)


def pictured(message: Message) -> Message | None:
    """Which message holds the picture or the video of one of ours.

    Words too long for a caption answer the bare picture that they belong to.
    """
    if shows(message):
        return message
    before, author = message.reply_to_message, message.from_user
    if before is None or before.from_user != author or not shows(before) or before.caption:
        return None
    return before


def shows(message: Message) -> bool:
    """Whether a message is one with a picture or a video."""
    return bool(message.photo) or moving(message) is not None


def moving(message: Message) -> Moving | None:
    """A message's video."""
    return message.video or message.animation


def _quote(message: Message) -> str:
    kinds: list[str | None] = [MessageEntity.BLOCKQUOTE]
    found = (
        message.parse_caption_entities(kinds) if message.caption else message.parse_entities(kinds)
    )
    return next(iter(found.values()), "")


def _actions(message: Message, links: Links) -> Iterator[Action]:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    for row in rows:
        for button in row:
            action = _action(button, links)
            if action is not None:
                yield action


def _action(button: InlineKeyboardButton, links: Links) -> Action | None:
    if isinstance(button.callback_data, str):
        return decoded(button.callback_data)
    return links.action(button.url) if button.url else None
