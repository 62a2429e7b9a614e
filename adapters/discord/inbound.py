"""What people do on Discord, as events."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final, cast

import discord

from adapters.discord.buttons import Interaction, actions
from adapters.discord.forms import JSON, Upload, sent
from adapters.discord.limits import LIMITS, PLATFORM
from adapters.discord.markdown import quoted
from bot.events import (
    Act,
    Called,
    CalledUnknown,
    Departed,
    Event,
    Filled,
    Mapped,
    Pictured,
    Pressed,
    Said,
    Sender,
    SentElse,
    Shown,
)
from bot.model.actions import DRAFTED, Verb, decoded
from bot.model.areas import MAP_BYTES, RawMap, may_be_map
from bot.model.channels import Chat, ChatKind
from bot.model.commands import Command
from bot.model.people import Account
from bot.model.pictures import Attached, RawMedia, RawPicture, RawVideo

Fetch = Callable[[str], Awaitable[bytes]]
"""Gets a file from where Discord keeps it."""

Someone = discord.User | discord.Member | discord.ClientUser
REMEMBERED: Final = 4_096


class Languages:
    """The language each person's client last named, which plain messages do not tell.

    In memory only, and no more than the last few thousand people.
    """

    def __init__(self) -> None:
        """Know nobody's."""
        self._known: OrderedDict[int, str] = OrderedDict()

    def heard(self, person: int, language: str) -> str:
        """Remember a person's language and give it back."""
        self._known[person] = language
        self._known.move_to_end(person)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return language

    def of(self, person: int) -> str:
        """A person's language; empty when not heard of lately."""
        return self._known.get(person, "")


async def interacted(interaction: Interaction, languages: Languages, fetch: Fetch) -> Event:
    """A command, a press or a form as an event.

    Raises:
        discord.HTTPException, aiohttp.ClientError, TimeoutError: a file could not be fetched.
    """
    user = interaction.user
    language = languages.heard(user.id, interaction.locale.value)
    return Event(
        sender=_sender(user, language),
        chat=_chat(interaction.channel_id, interaction.guild_id, interaction.channel),
        limits=LIMITS,
        act=await _act(interaction, fetch),
    )


async def written(
    message: discord.Message, answered: discord.Message | None, languages: Languages, fetch: Fetch
) -> Event:
    """A plain message, `answered` the bot's message it replies to. Raises as `interacted` does.

    Where others read along nothing is fetched: all that can become of it is that it goes.
    """
    guild = message.guild.id if message.guild else None
    if answered is not None and guild is not None:
        answered = await _whole(answered)
    answering = await _shown(answered, None) if answered else None
    said = Said(text=message.content, answering=answering)
    return Event(
        sender=_sender(message.author, languages.of(message.author.id)),
        chat=_chat(message.channel.id, guild, message.channel),
        limits=LIMITS,
        act=said if guild is not None else await _wrote(message, said, fetch),
    )


def departed(channel: int, me: discord.ClientUser) -> Event:
    """The bot's place in a channel ended; nobody says who ended it."""
    return Event(
        sender=_sender(me, ""),
        chat=Chat(platform=PLATFORM, id=str(channel), kind=ChatKind.GROUP),
        limits=LIMITS,
        act=Departed(),
    )


def answered_by(message: discord.Message, me: discord.ClientUser) -> discord.Message | None:
    """The bot's message that this one is a reply to."""
    found = message.reference.resolved if message.reference else None
    return found if isinstance(found, discord.Message) and found.author.id == me.id else None


async def _act(interaction: Interaction, fetch: Fetch) -> Act:
    submitted = cast("JSON", interaction.data or {})
    match interaction.type:
        case discord.InteractionType.component:
            return await _pressed(interaction, fetch)
        case discord.InteractionType.modal_submit:
            return await _filled(str(submitted.get("custom_id")), submitted, fetch)
        case _:
            return _called(submitted)


def _called(submitted: JSON) -> Act:
    try:
        command = Command(str(submitted.get("name")))
    except ValueError:
        return CalledUnknown()
    options = submitted.get("options")
    given = options[0].get("value") if isinstance(options, list) and options else ""
    return Called(command=command, argument=str(given))


async def _pressed(interaction: Interaction, fetch: Fetch) -> Pressed:
    action = decoded(interaction.custom_id or "")
    if interaction.message is None:
        return Pressed(action=action)
    carries = action is not None and action.verb in DRAFTED
    shown = await _shown(interaction.message, fetch if carries else None)
    return Pressed(action=action, shown=shown)


async def _shown(message: discord.Message, fetch: Fetch | None) -> Shown:
    media = None
    if fetch is not None and message.attachments:
        media = await _fetched(_uploads(message)[0], fetch)
    return Shown(quote=_quote(message), media=media, actions=actions(message))


def _uploads(message: discord.Message) -> list[Upload]:
    return [
        Upload(url=one.url, size=one.size, kind=one.content_type or "", name=one.filename)
        for one in message.attachments
    ]


def _quote(message: discord.Message) -> str:
    embedded = (embed.description or "" for embed in message.embeds)
    return next((found for shown in (message.content, *embedded) if (found := quoted(shown))), "")


async def _filled(custom_id: str, submitted: JSON, fetch: Fetch) -> Filled:
    form, action = sent(submitted), decoded(custom_id)
    wants_map = action is not None and action.verb is Verb.AREA_FORM
    taken = await (_map_in if wants_map else _taken)(form.uploads, fetch)
    return Filled(
        action=action,
        fields=form.fields,
        media=taken if isinstance(taken, RawPicture | RawVideo) else None,
        map=taken if isinstance(taken, RawMap) else None,
        refused=taken if isinstance(taken, Attached) else None,
    )


async def _whole(answered: discord.Message) -> discord.Message:
    """The bot's own message with its buttons, which the gateway leaves out in a guild."""
    with suppress(discord.Forbidden, discord.NotFound):
        return await answered.channel.fetch_message(answered.id)
    return answered


async def _wrote(message: discord.Message, said: Said, fetch: Fetch) -> Act:
    if message.stickers:
        return SentElse(what=Attached.STICKER)
    uploads = _uploads(message)
    maps = [upload for upload in uploads if may_be_map(upload.name, upload.kind)]
    match await (_map_in(maps, fetch) if maps else _taken(uploads, fetch)):
        case RawMap() as found:
            return Mapped(map=found)
        case Attached() as what:
            return SentElse(what=what)
        case None:
            pass
        case media:
            return Pictured(media=media, text=said.text, answering=said.answering)
    return said if said.text or said.answering else SentElse(what=Attached.OTHER)


async def _taken(uploads: Sequence[Upload], fetch: Fetch) -> RawMedia | Attached | None:
    """The first file; or why one of them is refused, found out before any is fetched."""
    against = next((why for upload in uploads if (why := refused(upload)) is not None), None)
    if against is not None or not uploads:
        return against
    return await _fetched(uploads[0], fetch)


async def _map_in(uploads: Sequence[Upload], fetch: Fetch) -> RawMap | Attached | None:
    """The first file as a map; or why it is refused, found out before it is fetched."""
    if not uploads:
        return None
    upload = uploads[0]
    if not may_be_map(upload.name, upload.kind):
        return refused(upload) or Attached.DOCUMENT
    if upload.size > MAP_BYTES:
        return Attached.LARGE_MAP
    return RawMap(content=await fetch(upload.url))


async def _fetched(upload: Upload, fetch: Fetch) -> RawMedia:
    content = await fetch(upload.url)
    if upload.kind.startswith("video/"):
        return RawVideo(content=content)
    return RawPicture(content=content)


def refused(upload: Upload) -> Attached | None:
    """As what a file is refused, by what Discord says of it; None for what is drawn anew."""
    match upload.kind.split("/")[0]:
        case "image" | "video":
            return Attached.TOO_LARGE if upload.size > LIMITS.file_bytes else None
        case "audio":
            return Attached.VOICE
        case _:
            return Attached.DOCUMENT


def _sender(user: Someone, language: str) -> Sender:
    names = (user.display_name, user.global_name, user.name)
    return Sender(
        account=Account(platform=PLATFORM, id=str(user.id)),
        language=language,
        names=tuple(dict.fromkeys(name for name in names if name)),
    )


def _chat(channel: int | None, guild: int | None, where: object) -> Chat:
    name = getattr(where, "name", None)
    return Chat(
        platform=PLATFORM,
        id=str(channel or ""),
        kind=ChatKind.PRIVATE if guild is None else ChatKind.GROUP,
        title=name if isinstance(name, str) else "",
    )
