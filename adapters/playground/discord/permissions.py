"""Permission bits and how roles and overwrites add up.

https://discord.com/developers/docs/topics/permissions
"""

from enum import IntFlag

from adapters.playground.discord.nouns import Channel, Guild, Kind, User


class Permission(IntFlag):
    """The bits that the stand-in knows; others are kept, never asked."""

    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    SEND_POLLS = 1 << 49
    PIN_MESSAGES = 1 << 51


EVERYTHING = Permission((1 << 53) - 1)
P = Permission
EVERYONE = (
    P.CREATE_INSTANT_INVITE
    | P.ADD_REACTIONS
    | P.VIEW_CHANNEL
    | P.SEND_MESSAGES
    | P.EMBED_LINKS
    | P.ATTACH_FILES
    | P.READ_MESSAGE_HISTORY
    | P.MENTION_EVERYONE
    | P.USE_EXTERNAL_EMOJIS
    | P.USE_APPLICATION_COMMANDS
    | P.CREATE_PUBLIC_THREADS
    | P.CREATE_PRIVATE_THREADS
    | P.SEND_MESSAGES_IN_THREADS
    | P.SEND_POLLS
)
DIRECT = (
    P.ADD_REACTIONS
    | P.VIEW_CHANNEL
    | P.SEND_MESSAGES
    | P.EMBED_LINKS
    | P.ATTACH_FILES
    | P.READ_MESSAGE_HISTORY
    | P.MENTION_EVERYONE
    | P.USE_EXTERNAL_EMOJIS
    | P.USE_APPLICATION_COMMANDS
)


def in_guild(guild: Guild, user: User) -> Permission:
    """What a member may do in the guild, before any channel's overwrites."""
    member = guild.members.get(user.id)
    if member is None:
        return Permission(0)
    if guild.owner.id == user.id:
        return EVERYTHING
    bits = guild.roles[guild.id].permissions
    for role in member.roles:
        bits |= guild.roles[role].permissions
    granted = Permission(bits & EVERYTHING)
    return EVERYTHING if Permission.ADMINISTRATOR in granted else granted


def in_channel(channel: Channel, user: User) -> Permission:
    """What this user may do in this channel; threads ask their parent."""
    if channel.guild is None:
        here = any(one.id == user.id for one in channel.recipients)
        return DIRECT if here else Permission(0)
    base = in_guild(channel.guild, user)
    if base == EVERYTHING or (not base and user.id not in channel.guild.members):
        return base
    bits = _overwritten(channel.home, channel.guild, user, int(base))
    granted = Permission(bits)
    if Permission.VIEW_CHANNEL not in granted or not _let_into(channel, user, granted):
        return Permission(0)
    return granted


def _overwritten(home: Channel, guild: Guild, user: User, bits: int) -> int:
    member = guild.members[user.id]
    everyone = [one for one in home.overwrites if one.id == guild.id]
    roles = [one for one in home.overwrites if one.id in member.roles]
    own = [one for one in home.overwrites if one.id == user.id]
    for step in (everyone, roles, own):
        for one in step:
            bits &= ~one.deny
        for one in step:
            bits |= one.allow
    return bits


def _let_into(channel: Channel, user: User, granted: Permission) -> bool:
    if channel.kind is not Kind.PRIVATE_THREAD:
        return True
    return Permission.MANAGE_THREADS in granted or user.id in channel.thread_members


def may_write(channel: Channel, granted: Permission) -> bool:
    """Whether these permissions allow writing here."""
    if channel.is_thread:
        return Permission.SEND_MESSAGES_IN_THREADS in granted
    return Permission.SEND_MESSAGES in granted
