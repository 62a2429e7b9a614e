"""A person's screen."""

from adapters.playground.discord.nouns import (
    Channel,
    File,
    Kind,
    Message,
    MessageFlag,
    MessageKind,
    User,
)
from adapters.playground.discord.people.filling import shown
from adapters.playground.discord.people.hints import hint, offers
from adapters.playground.discord.people.menus import keyboard, sees
from adapters.playground.discord.people.words import read
from adapters.playground.discord.permissions import Permission, in_channel
from adapters.playground.discord.realm import Realm
from adapters.playground.screens import Attachment, Chat, Person, Screen
from adapters.playground.screens import Message as Drawn

LOADED = 300  # messages that a client has in view
KINDS = {"image": "photo", "video": "video", "audio": "voice"}


def person(one: User) -> Person:
    """Somebody with an account here."""
    return Person(id=str(one.id), name=one.name, username=one.username, language=one.locale)


def screen(realm: Realm, viewer: User) -> Screen:
    """Everything that this person's client shows."""
    form = realm.forms.get(viewer.id)
    return Screen(
        person=person(viewer),
        chats=tuple(_chat(realm, one, viewer) for one in channels(realm, viewer)),
        popups=tuple(realm.popups.get(viewer.id, ())),
        form=shown(form) if form else None,
    )


def channels(realm: Realm, viewer: User) -> list[Channel]:
    """The conversations on this person's list: guild by guild, then the direct ones."""
    found = [
        channel
        for guild in realm.guilds.values()
        for channel in guild.channels.values()
        if channel.kind not in (Kind.CATEGORY, Kind.VOICE)
        and Permission.VIEW_CHANNEL in in_channel(channel, viewer)
    ]
    direct = [
        channel
        for channel in realm.channels.values()
        if channel.kind is Kind.DM and viewer.id in channel.opened
    ]
    return found + direct


def _chat(realm: Realm, channel: Channel, viewer: User) -> Chat:
    latest = list(channel.messages.values())[-LOADED:]
    seen = [one for one in latest if sees(one, viewer.id)]
    return Chat(
        id=str(channel.id),
        title=_title(channel, viewer),
        kind=_kind(channel),
        messages=tuple(message(realm, one) for one in seen),
        commands=tuple(hint(one, viewer.locale) for one in offers(realm, channel, viewer)),
        members=_members(channel),
        admin=_administers(channel, viewer),
    )


def _kind(channel: Channel) -> str:
    if channel.kind is Kind.DM:
        return "dm"
    return "thread" if channel.is_thread else "text"


def _members(channel: Channel) -> int:
    if channel.guild is None:
        return len(channel.recipients)
    return len(channel.thread_members if channel.is_thread else channel.guild.members)


def _administers(channel: Channel, viewer: User) -> bool:
    if channel.guild is None:
        return False
    return Permission.MANAGE_GUILD in in_channel(channel, viewer)


def _title(channel: Channel, viewer: User) -> str:
    if channel.guild is None:
        return ", ".join(one.name for one in channel.recipients if one.id != viewer.id)
    if channel.is_thread and channel.parent is not None:
        return f"{channel.guild.name} #{channel.parent.name} / {channel.name}"
    return f"{channel.guild.name} #{channel.name}"


def message(realm: Realm, one: Message) -> Drawn:
    """A message as the client draws it."""
    drawn = read(realm, one)
    return Drawn(
        id=str(one.id),
        author=one.author.name,
        author_id=str(one.author.id),
        from_bot=one.author.bot,
        time=one.time,
        text=drawn.text,
        html=drawn.html,
        attachments=tuple(attachment(file) for file in one.files),
        buttons=keyboard(one),
        reply_to=str(one.reply_to) if one.kind is MessageKind.REPLY else None,
        edited=one.edited is not None,
        ephemeral=one.addressee is not None,
        thinking=bool(one.flags & MessageFlag.LOADING),
    )


def attachment(file: File) -> Attachment:
    """A file as the client draws it; the url is the key that `World.file` takes."""
    kind = KINDS.get(file.content_type.partition("/")[0], "document")
    return Attachment(kind=kind, name=file.name, url=str(file.id), size=len(file.content))
