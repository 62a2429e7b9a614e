"""Messages and attachments in JSON."""

from urllib.parse import quote

from adapters.playground.discord.intents import Intent
from adapters.playground.discord.nouns import Application, File, Message, MessageKind
from adapters.playground.discord.realm import Realm
from adapters.playground.discord.shapes.channels import channel
from adapters.playground.discord.shapes.times import stamp
from adapters.playground.discord.shapes.users import member, user
from adapters.playground.discord.wire import JSON


def file_path(one: File) -> str:
    """Where the CDN keeps a file, from its root."""
    folder = "ephemeral-attachments" if one.ephemeral else "attachments"
    return f"{folder}/{one.channel}/{one.id}/{quote(one.name)}"


def attachment(realm: Realm, one: File) -> JSON:
    """An attachment."""
    path = file_path(one)
    body: JSON = {
        "id": str(one.id),
        "filename": one.name,
        "size": len(one.content),
        "url": f"{realm.base}/cdn/{path}",
        "proxy_url": f"{realm.base}/cdn/{path}",
        "content_type": one.content_type,
        "flags": 0,
    }
    if one.description:
        body["description"] = one.description
    if one.ephemeral:
        body["ephemeral"] = True
    if one.size:
        body["width"], body["height"] = one.size
    return body


def message(realm: Realm, one: Message, viewer: Application | None) -> JSON:
    """A message in full, reactions as `viewer` sees them."""
    body: JSON = {
        "id": str(one.id),
        "channel_id": str(one.channel.id),
        "type": int(one.kind),
        "author": user(one.author),
        "content": one.content,
        "timestamp": stamp(one.time),
        "edited_timestamp": None if one.edited is None else stamp(one.edited),
        "tts": one.tts,
        "mention_everyone": one.mention_everyone,
        "mentions": [user(each) for each in one.mentions],
        "mention_roles": [str(each) for each in one.mention_roles],
        "attachments": [attachment(realm, each) for each in one.files if not each.inline],
        "embeds": one.embeds,
        "components": one.components,
        "pinned": one.pinned,
        "flags": one.flags,
    }
    if one.reactions:
        body["reactions"] = _reactions(one, viewer)
    if one.thread is not None and viewer is not None:
        body["thread"] = channel(one.thread, viewer.user)
    return body | _interaction_part(one) | _reference(realm, one, viewer)


def _interaction_part(one: Message) -> JSON:
    body: JSON = {}
    if one.nonce is not None:
        body["nonce"] = one.nonce
    if one.application is not None:
        body["application_id"] = str(one.application.id)
        body["webhook_id"] = str(one.application.id)
    if one.origin is not None:
        body["interaction_metadata"] = one.origin
    return body


def _reactions(one: Message, viewer: Application | None) -> list[JSON]:
    own = viewer.user.id if viewer else 0
    return [
        {
            "emoji": {"id": None, "name": emoji},
            "count": len(people),
            "count_details": {"burst": 0, "normal": len(people)},
            "me": own in people,
            "me_burst": False,
            "burst_colors": [],
        }
        for emoji, people in one.reactions.items()
    ]


def _reference(realm: Realm, one: Message, viewer: Application | None) -> JSON:
    if one.reply_to is None:
        return {}
    place: JSON = {"channel_id": str(one.channel.id), "message_id": str(one.reply_to), "type": 0}
    if one.channel.guild is not None:
        place["guild_id"] = str(one.channel.guild.id)
    body: JSON = {"message_reference": place}
    if one.kind is MessageKind.REPLY:
        earlier = one.channel.messages.get(one.reply_to)
        told = message(realm, earlier, viewer) if earlier and earlier.reply_to is None else None
        body["referenced_message"] = told
    return body


def dispatched(realm: Realm, one: Message, viewer: Application) -> JSON:
    """A message as the gateway gives it: with its guild and its author's membership.

    Ephemeral ones carry neither, as they do not go through the guild's channel.
    """
    body = message(realm, one, viewer)
    guild = one.channel.guild
    body["channel_type"] = int(one.channel.kind)
    if guild is None or one.addressee is not None:
        return body
    body["guild_id"] = str(guild.id)
    if not one.webhook and one.author.id in guild.members:
        body["member"] = member(guild.members[one.author.id])
    return body


def may_read(one: Message, viewer: Application, intents: int) -> bool:
    """Whether the message-content rule lets this application read what was written."""
    return (
        bool(intents & Intent.MESSAGE_CONTENT)
        or one.author.id == viewer.user.id
        or one.channel.guild is None
        or one.addressee is not None
        or any(each.id == viewer.user.id for each in one.mentions)
    )


def unread(body: JSON) -> JSON:
    """The same message with its content left out."""
    nothing: JSON = {"content": "", "embeds": [], "attachments": [], "components": []}
    told = body.get("referenced_message")
    inner: JSON = {"referenced_message": {**told, **nothing}} if isinstance(told, dict) else {}
    return {**body, **nothing, **inner}


def for_application(realm: Realm, one: Message, viewer: Application) -> JSON:
    """A message as REST gives it to this application."""
    body = message(realm, one, viewer)
    return body if may_read(one, viewer, viewer.privileged) else unread(body)
