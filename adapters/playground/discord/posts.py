"""Messages come, change and go."""

from dataclasses import replace

from adapters.playground.discord import files
from adapters.playground.discord.forms.embeds import attached
from adapters.playground.discord.forms.mentions import EVERYONE, ROLE, USER, Allowed, named
from adapters.playground.discord.forms.messages import Incoming, MessageForm
from adapters.playground.discord.intents import Intent
from adapters.playground.discord.nouns import (
    Channel,
    File,
    Guild,
    Message,
    MessageFlag,
    MessageKind,
    User,
)
from adapters.playground.discord.permissions import Permission, in_channel
from adapters.playground.discord.realm import Event, Realm
from adapters.playground.discord.shapes.messages import attachment
from adapters.playground.discord.wire import (
    EMPTY_MESSAGE,
    JSON,
    MISSING_PERMISSIONS,
    ApiError,
    as_text,
)

NONCE_WINDOW = 300.0  # seconds; the documents say "the past few minutes"
SENDABLE = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS


def write(realm: Realm, form: MessageForm, channel: Channel, author: User) -> Message:
    """A bot's message in a channel; a nonce used before gives the earlier message."""
    earlier = _with_nonce(realm, form, author)
    if earlier is not None:
        return earlier
    message = Message(
        id=realm.snowflake(),
        channel=channel,
        author=author,
        content="",
        time=realm.now(),
        flags=form.flags & SENDABLE,
        nonce=form.nonce,
        tts=form.tts,
    )
    if form.reply_to in channel.messages:
        message.kind = MessageKind.REPLY
        message.reply_to = form.reply_to
    fill(realm, form, message)
    if form.nonce is not None:
        realm.nonces[author.id, str(form.nonce)] = message
    publish(realm, message)
    return message


def _with_nonce(realm: Realm, form: MessageForm, author: User) -> Message | None:
    if form.nonce is None or not form.enforce_nonce:
        return None
    message = realm.nonces.get((author.id, str(form.nonce)))
    if message is None or message.id not in message.channel.messages:
        return None
    return message if message.time >= realm.now() - NONCE_WINDOW else None


def publish(realm: Realm, message: Message) -> None:
    """Put a message into its channel and tell everybody who may know."""
    channel = message.channel
    channel.messages[message.id] = message
    if message.addressee is None:
        channel.last_message = message.id
        channel.sent += channel.is_thread
        channel.archived = False
        channel.opened.update(one.id for one in channel.recipients)
    realm.announce(_event("MESSAGE_CREATE", message))


def _event(name: str, message: Message) -> Event:
    private = message.channel.guild is None or message.addressee is not None
    application = message.application if message.addressee is not None else None
    return Event(
        name=name,
        body={},
        intents=Intent.DIRECT_MESSAGES if private else Intent.GUILD_MESSAGES,
        guild=None if private else message.channel.guild,
        channel=message.channel,
        application=application.id if application else None,
        message=message,
    )


def fill(realm: Realm, form: MessageForm, message: Message) -> None:
    """Give a message what the form says. Fields that were not given stay as they are."""
    content = form.content if "content" in form.given else message.content
    embeds = form.embeds if "embeds" in form.given else message.embeds
    components = form.components if "components" in form.given else message.components
    kept = _kept(form, message)
    if not (content.strip() or embeds or components or kept or form.files):
        raise ApiError(EMPTY_MESSAGE)
    _permit(form, message)
    incoming = [_take(realm, one, message, form) for one in form.files]
    message.content = content
    message.components = components
    message.files = kept + incoming
    message.embeds = _with_pictures(realm, message, embeds)
    if form.given & {"content", "allowed_mentions"}:
        mention(message, form.allowed)
    if "flags" in form.given:
        message.flags = message.flags & ~SENDABLE | form.flags & SENDABLE


def _permit(form: MessageForm, message: Message) -> None:
    if message.webhook:
        return
    granted = in_channel(message.channel, message.author)
    if form.embeds and Permission.EMBED_LINKS not in granted:
        raise ApiError(MISSING_PERMISSIONS)
    if form.files and Permission.ATTACH_FILES not in granted:
        raise ApiError(MISSING_PERMISSIONS)


def _kept(form: MessageForm, message: Message) -> list[File]:
    if "attachments" not in form.given:
        return list(message.files)
    return [one for one in message.files if one.id in form.kept]


def _take(realm: Realm, one: Incoming, message: Message, form: MessageForm) -> File:
    file = files.keep(realm, message.channel.id, one.name, one.content)
    file.description = form.descriptions.get(one.number) or None
    file.ephemeral = message.addressee is not None
    return file


def _with_pictures(realm: Realm, message: Message, embeds: list[JSON]) -> list[JSON]:
    places = {one.name: as_text(attachment(realm, one)["url"]) for one in message.files}
    found: list[JSON] = []
    for one in embeds:
        embed, used = attached(one, places)
        found.append(embed)
        for file in message.files:
            file.inline = file.inline or file.name in used
    return found


def mention(message: Message, allowed: Allowed) -> None:
    """Work out whom a message pings."""
    guild = message.channel.guild
    known = _known(message.channel)
    users = named(USER, message.content, allowed.users)
    message.mentions = [known[one] for one in users if one in known]
    message.mention_roles = _roles(guild, message.content, allowed) if guild else []
    granted = in_channel(message.channel, message.author)
    loud = bool(EVERYONE.search(message.content)) and Permission.MENTION_EVERYONE in granted
    message.mention_everyone = loud and allowed.everyone and guild is not None
    replied = message.channel.messages.get(message.reply_to or 0)
    if replied is not None and allowed.replied_user and replied.author not in message.mentions:
        message.mentions.append(replied.author)


def _known(channel: Channel) -> dict[int, User]:
    if channel.guild is None:
        return {one.id: one for one in channel.recipients}
    return {one.user.id: one.user for one in channel.guild.members.values()}


def _roles(guild: Guild, text: str, allowed: Allowed) -> list[int]:
    return [one for one in named(ROLE, text, allowed.roles) if one in guild.roles]


def edit(realm: Realm, form: MessageForm, message: Message) -> Message:
    """Change a message and tell everybody who may know."""
    fill(realm, form, message)
    message.flags &= ~MessageFlag.LOADING
    message.edited = realm.now()
    realm.announce(_event("MESSAGE_UPDATE", message))
    return message


def delete(realm: Realm, message: Message) -> None:
    """Take a message away."""
    message.channel.messages.pop(message.id, None)
    body: JSON = {"id": str(message.id), "channel_id": str(message.channel.id)}
    guild = message.channel.guild
    if guild is not None and message.addressee is None:
        body["guild_id"] = str(guild.id)
    realm.announce(replace(_event("MESSAGE_DELETE", message), body=body, message=None))


def delete_many(realm: Realm, channel: Channel, messages: list[Message]) -> None:
    """Take several messages away at once."""
    for message in messages:
        channel.messages.pop(message.id, None)
    body: JSON = {
        "ids": [str(one.id) for one in messages],
        "channel_id": str(channel.id),
        "guild_id": str(channel.guild.id) if channel.guild else None,
    }
    event = Event(
        name="MESSAGE_DELETE_BULK",
        body=body,
        intents=Intent.GUILD_MESSAGES,
        guild=channel.guild,
        channel=channel,
    )
    realm.announce(event)
