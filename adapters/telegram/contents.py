"""What a message says: a command, words, a picture, a point, or what the watch does not take."""

import re

from telegram import (
    Animation,
    Audio,
    Bot,
    Contact,
    Document,
    Location,
    Message,
    Sticker,
    Video,
    VideoNote,
    Voice,
)
from telegram.constants import ChatType

from adapters.telegram.files import fetched, photographed
from adapters.telegram.keyboards import Links, started
from adapters.telegram.shown import shown
from bot.events import (
    Act,
    Called,
    CalledUnknown,
    Pictured,
    Pinned,
    Pressed,
    Said,
    SentElse,
    Shown,
)
from bot.model.commands import Command
from bot.model.pictures import Attached, RawPicture
from bot.model.places import Point

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)


async def act_of(message: Message, bot: Bot, links: Links) -> Act | None:
    """What the writer did; None for what is not meant for the bot.

    In a group only commands are, and answers to the bot's own messages.
    """
    private = message.chat.type == ChatType.PRIVATE
    order = COMMAND.fullmatch(message.text or "")
    if order is not None:
        return _called(order, bot.username, private=private)
    answering = _answered(message, bot, links)
    if answering is None and not private:
        return None
    if message.text:
        return Said(text=message.text, answering=answering)
    return await _attached(message, bot, answering)


def _called(order: re.Match[str], username: str, *, private: bool) -> Act | None:
    name, addressee, rest = order.group(1), order.group(2) or username, order.group(3) or ""
    if addressee.lower() != username.lower():
        return None
    try:
        command = Command(name.lower())
    except ValueError:
        return CalledUnknown() if private else None
    argument = rest.strip()
    if command is Command.START and private and argument:
        return Pressed(action=started(argument))
    return Called(command=command, argument=argument)


def _answered(message: Message, bot: Bot, links: Links) -> Shown | None:
    """The bot's message that this one answers; a topic's first message is none."""
    held = message.reply_to_message
    if held is None or held.from_user is None or held.forum_topic_created is not None:
        return None
    return shown(held, links) if held.from_user.id == bot.id else None


async def _attached(message: Message, bot: Bot, answering: Shown | None) -> Act | None:
    if message.photo:
        return _pictured(await photographed(bot, message.photo), message, answering)
    match message.effective_attachment:
        case Location() as spot:  # a venue's place is its message's location, too
            return Pinned(point=Point(latitude=spot.latitude, longitude=spot.longitude))
        case Document() as document if (document.mime_type or "").startswith("image/"):
            found = await fetched(bot, document.file_id, document.file_size)
            return _pictured(found, message, answering)
        case None:
            return None
        case attachment:
            return SentElse(what=_kind(attachment))


def _pictured(found: RawPicture | Attached, message: Message, answering: Shown | None) -> Act:
    if isinstance(found, Attached):
        return SentElse(what=found)
    return Pictured(picture=found, text=message.caption or "", answering=answering)


def _kind(attachment: object) -> Attached:
    match attachment:
        case Video() | VideoNote() | Animation():
            return Attached.VIDEO
        case Voice() | Audio():
            return Attached.VOICE
        case Sticker():
            return Attached.STICKER
        case Contact():
            return Attached.CONTACT
        case Document():
            return Attached.DOCUMENT
        case _:
            return Attached.OTHER
