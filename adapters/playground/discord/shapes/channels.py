"""Channels and threads in JSON."""

from adapters.playground.discord.nouns import Channel, Kind, User
from adapters.playground.discord.permissions import in_channel
from adapters.playground.discord.shapes.times import stamp
from adapters.playground.discord.shapes.users import user
from adapters.playground.discord.wire import JSON


def channel(one: Channel, viewer: User) -> JSON:
    """A channel of any type as `viewer` gets it."""
    if one.kind is Kind.DM:
        return _direct(one, viewer)
    return _thread(one, viewer) if one.is_thread else _guild_channel(one)


def _identity(one: Channel) -> JSON:
    return {
        "id": str(one.id),
        "type": int(one.kind),
        "flags": 0,
        "last_message_id": str(one.last_message) if one.last_message else None,
    }


def _direct(one: Channel, viewer: User) -> JSON:
    others = [user(each) for each in one.recipients if each.id != viewer.id]
    return {**_identity(one), "recipients": others}


def _guild_channel(one: Channel) -> JSON:
    overwrites: list[JSON] = [
        {"id": str(each.id), "type": each.type, "allow": str(each.allow), "deny": str(each.deny)}
        for each in one.overwrites
    ]
    return {
        **_identity(one),
        "guild_id": str(one.guild.id) if one.guild else None,
        "name": one.name,
        "topic": one.topic,
        "position": one.position,
        "nsfw": False,
        "parent_id": str(one.parent.id) if one.parent else None,
        "rate_limit_per_user": one.slow_mode,
        "permission_overwrites": overwrites,
        **({"bitrate": 64000, "user_limit": 0} if one.kind is Kind.VOICE else {}),
    }


def _thread(one: Channel, viewer: User) -> JSON:
    body: JSON = {
        **_identity(one),
        "guild_id": str(one.guild.id) if one.guild else None,
        "parent_id": str(one.parent.id) if one.parent else None,
        "owner_id": str(one.owner.id) if one.owner else None,
        "name": one.name,
        "rate_limit_per_user": one.slow_mode,
        "message_count": one.sent,
        "total_message_sent": one.sent,
        "member_count": len(one.thread_members),
        "thread_metadata": {
            "archived": one.archived,
            "locked": one.locked,
            "auto_archive_duration": one.archive_after,
            "archive_timestamp": stamp(one.archive_time or one.created),
            "create_timestamp": stamp(one.created),
            **({"invitable": one.invitable} if one.kind is Kind.PRIVATE_THREAD else {}),
        },
    }
    return (
        {**body, "member": thread_member(one, viewer)} if viewer.id in one.thread_members else body
    )


def thread_member(one: Channel, who: User) -> JSON:
    """Somebody's place in a thread."""
    return {
        "id": str(one.id),
        "user_id": str(who.id),
        "join_timestamp": stamp(one.thread_members.get(who.id, one.created)),
        "flags": 0,
    }


def seen_by(one: Channel, viewer: User, asker: User) -> JSON:
    """The channel inside an interaction: with what `asker` may do there."""
    return {**channel(one, viewer), "permissions": str(int(in_channel(one, asker)))}
