"""What a person can say into a chat."""

import mimetypes

from adapters.playground.screens import (
    CannotActError,
    Remove,
    RunCommand,
    SendFile,
    SendPin,
    Upload,
    Write,
)
from adapters.playground.telegram.entities import Words, tidy, units, with_found
from adapters.playground.telegram.errors import ApiError
from adapters.playground.telegram.files import Media, MediaKind
from adapters.playground.telegram.links import start
from adapters.playground.telegram.nouns import (
    Bot,
    Chat,
    ChatKind,
    Content,
    Human,
    Message,
    Place,
)
from adapters.playground.telegram.town import Town, awaits_reply

_TEXT_UNITS = 4096
_CAPTION_UNITS = 1024
_DELETE_SECONDS = 48 * 3600


def chat_named(town: Town, person: Human, name: str) -> Chat:
    """The chat that a person means: a group's id, or that of a bot."""
    number = int(name) if name.removeprefix("-").isdecimal() else 0
    account = town.accounts.get(number)
    chat = town.private(account, person) if isinstance(account, Bot) else town.groups.get(number)
    if chat and chat.migrated_to:
        chat = town.groups[chat.migrated_to]
    is_known = chat and (chat.kind is ChatKind.PRIVATE or chat.membership(person.id).present)
    if chat is None or not is_known:
        message = "you are not in this chat"
        raise CannotActError(message)
    return chat


def speak(town: Town, person: Human, act: Write | SendFile | SendPin | RunCommand) -> None:
    """Send what a person says. Raises CannotActError where the client would not send it."""
    chat = chat_named(town, person, act.chat)
    text = _typed(act)
    if chat.kind is ChatKind.PRIVATE and not chat.members:
        bot = town.accounts[int(act.chat)]
        if isinstance(bot, Bot) and text.partition(" ")[0] == "/start":
            start(town, person, bot, text.partition(" ")[2])
            return
        message = "press Start first"
        raise CannotActError(message)
    may_speak(person, chat)
    for content in _contents(town, act):
        say(town, person, chat, content, reply_to=_answered(person, chat, act))


def _typed(act: Write | SendFile | SendPin | RunCommand) -> str:
    match act:
        case Write():
            return act.text
        case RunCommand():
            return " ".join([f"/{act.name.removeprefix('/')}", *act.options.values()])
        case SendFile() | SendPin():
            return ""


def may_speak(person: Human, chat: Chat) -> None:
    """Let a person go on only where they can write. Raises CannotActError."""
    if chat.kind is ChatKind.PRIVATE and chat.id_for(person.id) in person.blocked:
        message = "you have blocked this bot; unblock it first"
        raise CannotActError(message)
    if not chat.membership(person.id).can_send:
        message = "you may not write here"
        raise CannotActError(message)


def say(
    town: Town, person: Human, chat: Chat, content: Content, *, reply_to: Message | None = None
) -> None:
    """Put a person's message into a chat; an anonymous administrator writes as the group."""
    if awaits_reply(chat, person):
        del chat.shown[person.id]
    chat.contacted = False
    town.post(
        Message(
            chat=chat,
            ids={},
            author=person,
            date=town.date(),
            content=content,
            reply_to=reply_to,
            anonymous=chat.membership(person.id).anonymous,
        )
    )


def typed_words(text: str) -> Words:
    """What a client makes of typed text."""
    return with_found(tidy(Words(text=text)))


def _contents(town: Town, act: Write | SendFile | SendPin | RunCommand) -> list[Content]:
    match act:
        case Write() | RunCommand():
            text = _typed(act).strip()
            if not text:
                message = "there is nothing to send"
                raise CannotActError(message)
            return [Content(words=typed_words(part)) for part in _parts(text)]
        case SendFile():
            words = typed_words(act.caption)
            if units(words.text) > _CAPTION_UNITS:
                message = "a caption holds 1024 characters at most"
                raise CannotActError(message)
            return [Content(words=words, media=_media(town, act.upload))]
        case SendPin():
            return [Content(place=Place(latitude=act.latitude, longitude=act.longitude))]


def _parts(text: str) -> list[str]:
    """A client cuts what is too long for one message into several."""
    parts, part, length = [], "", 0
    for letter in text:
        size = units(letter)
        if length + size > _TEXT_UNITS:
            parts.append(part)
            part, length = "", 0
        part += letter
        length += size
    return [*parts, part]


def _media(town: Town, upload: Upload) -> Media:
    if not upload.content:
        message = "this file is empty"
        raise CannotActError(message)
    kind = MediaKind(upload.kind)
    if kind is MediaKind.PHOTO:
        try:
            return town.shelf.put_photo(upload.content)
        except ApiError as error:
            message = "this is not a picture that can be sent as a photo"
            raise CannotActError(message) from error
    mime = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
    file = town.shelf.put(upload.content, mime, kind)
    return town.shelf.remember(Media(kind=kind, file=file, name=upload.name))


def _answered(
    person: Human, chat: Chat, act: Write | SendFile | SendPin | RunCommand
) -> Message | None:
    number = act.reply_to if isinstance(act, Write | SendFile) else None
    if number is None:
        return awaits_reply(chat, person)
    return message_named(person, chat, number)


def message_named(person: Human, chat: Chat, number: str) -> Message:
    """A message by the number on a person's screen. Raises CannotActError when it is gone."""
    message = chat.find(person.id, int(number)) if number.isdecimal() else None
    if message is None:
        words = "this message is gone"
        raise CannotActError(words)
    return message


def remove(town: Town, person: Human, act: Remove) -> None:
    """Delete a message for everybody, as a client allows it."""
    chat = chat_named(town, person, act.chat)
    message = message_named(person, chat, act.message)
    leads = chat.kind is ChatKind.PRIVATE or chat.membership(person.id).leads
    if message.author is not person and not leads:
        words = "only your own messages can be deleted here"
        raise CannotActError(words)
    if not leads and town.now() - message.date > _DELETE_SECONDS:
        words = "this message is too old to be deleted"
        raise CannotActError(words)
    town.remove(message)
