"""What a message says: a command, words, a file, a point, or what the watch does not take."""

import re

from telegram import (
    Animation,
    Audio,
    Bot,
    Contact,
    Document,
    Location,
    Message,
    MessageOriginUser,
    Sticker,
    Video,
    VideoNote,
    Voice,
)
from telegram.constants import ChatType

from adapters.telegram.files import filed, filmed, photographed
from adapters.telegram.keyboards import Links, started
from adapters.telegram.shown import shown
from bot.events import (
    Act,
    Called,
    CalledUnknown,
    Mapped,
    Pictured,
    Pinned,
    Pressed,
    Said,
    SentElse,
    Shown,
)
from bot.model.areas import RawMap
from bot.model.commands import Command
from bot.model.pictures import Attached, RawMedia
from bot.model.places import Point

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)


async def act_of(message: Message, bot: Bot, links: Links) -> Act | None:
    """What the writer did; None for what is not meant for the bot.

    In a group that is commands, answers to the bot's own messages, and words that might pass for
    a request: those come only where the bot is an admin (see docs/imitations.md).
    """
    private = message.chat.type == ChatType.PRIVATE
    if message.forward_origin is not None:
        return SentElse(what=Attached.FORWARDED) if private else _passed_on(message, bot)
    order = COMMAND.fullmatch(message.text or "")
    if order is not None:
        return _called(order, bot.username, private=private)
    answering = _answered(message, bot, links)
    if answering is None and not private:
        return _overheard(message)
    if message.text:
        return Said(text=message.text, answering=answering)
    if not private:  # all that can become of it is that it goes
        return Said(text=message.caption or "", answering=answering)
    return await _attached(message, bot, answering)


def _overheard(message: Message) -> Act | None:
    """What neighbours say to each other, in words."""
    words = message.text or message.caption or ""
    return Said(text=words) if words else None


def _passed_on(message: Message, bot: Bot) -> Act | None:
    """What was forwarded into a group; what the bot itself wrote is nobody's imitation."""
    match message.forward_origin:
        case MessageOriginUser(sender_user=author) if author.id == bot.id:
            return None
        case _:
            return _overheard(message)


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
        return _shown(await photographed(bot, message.photo), message, answering)
    match message.effective_attachment:
        case Video() | VideoNote() | Animation() as video:
            return _shown(await filmed(bot, video), message, answering)
        case Location() as spot:  # a venue's place is its message's location, too
            return Pinned(point=Point(latitude=spot.latitude, longitude=spot.longitude))
        case Document() as document:
            return _shown(await filed(bot, document), message, answering)
        case None:
            return None
        case attachment:
            return SentElse(what=_kind(attachment))


def _shown(found: RawMedia | RawMap | Attached, message: Message, answering: Shown | None) -> Act:
    if isinstance(found, Attached):
        return SentElse(what=found)
    if isinstance(found, RawMap):
        return Mapped(map=found)
    return Pictured(media=found, text=message.caption or "", answering=answering)


def _kind(attachment: object) -> Attached:
    match attachment:
        case Voice() | Audio():
            return Attached.VOICE
        case Sticker():
            return Attached.STICKER
        case Contact():
            return Attached.CONTACT
        case _:
            return Attached.OTHER
