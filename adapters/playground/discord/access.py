"""Who may do what here: the checks before each call, with Discord's own refusals."""

from adapters.playground.discord.nouns import Application, Channel, Guild, User
from adapters.playground.discord.permissions import (
    Permission,
    in_channel,
    may_write,
)
from adapters.playground.discord.realm import Realm
from adapters.playground.discord.wire import (
    CLOSED_DM,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    NO_MUTUAL_GUILD,
    NOT_TEXT,
    UNKNOWN_CHANNEL,
    UNKNOWN_GUILD,
    ApiError,
)


def see(realm: Realm, channel: int, who: User) -> Channel:
    """The channel, if this user can see it."""
    found = realm.channel(channel)
    if Permission.VIEW_CHANNEL not in in_channel(found, who):
        raise ApiError(UNKNOWN_CHANNEL if found.guild is None else MISSING_ACCESS)
    return found


def require(channel: Channel, who: User, needed: Permission) -> None:
    """Refuse unless this user holds the permission in the channel."""
    if needed not in in_channel(channel, who):
        raise ApiError(MISSING_PERMISSIONS)


def require_write(realm: Realm, channel: Channel, who: Application) -> None:
    """Refuse unless the bot may write here: permissions, or the person's open door."""
    if not channel.holds_text:
        raise ApiError(NOT_TEXT)
    if not may_write(channel, in_channel(channel, who.user)):
        raise ApiError(MISSING_PERMISSIONS)
    for one in channel.recipients:
        if one.id == who.user.id:
            continue
        if one.closed or one.bot:
            raise ApiError(CLOSED_DM)
        if not realm.share_guild(one, who.user):
            raise ApiError(NO_MUTUAL_GUILD)


def enter(realm: Realm, guild: int, who: Application) -> Guild:
    """The guild, if the bot is in it."""
    found = realm.guilds.get(guild)
    if found is None or who.user.id not in found.members:
        raise ApiError(UNKNOWN_GUILD)
    return found
