"""Making roles, giving them to members, and what channels grant them, over REST."""

from adapters.playground.discord.access import enter, require, see
from adapters.playground.discord.building import Builder
from adapters.playground.discord.nouns import Application, Guild, Member, Role
from adapters.playground.discord.permissions import Permission, in_channel, in_guild
from adapters.playground.discord.rest.calls import Answer, Call, Route
from adapters.playground.discord.shapes import guilds as shapes
from adapters.playground.discord.wire import (
    MISSING_PERMISSIONS,
    UNKNOWN_MEMBER,
    UNKNOWN_OVERWRITE,
    UNKNOWN_ROLE,
    UNKNOWN_USER,
    WRONG_TYPE,
    ApiError,
)

NAME = 100
NEW = "new role"
BITS = 20  # digits
KINDS = (0, 1)  # of what an overwrite is for: a role, a member


async def create(call: Call) -> Answer:
    """A new role, the lowest above everybody's."""
    guild = _managed(call)
    node = await call.body()
    name = node.text("name", most=NAME) or NEW
    bits = _bits(node.text("permissions", most=BITS), guild.roles[guild.id].permissions)
    node.settle()
    _hold(bits, in_guild(guild, call.bot.user))
    made = Builder(realm=call.realm).role(guild, name, bits)
    for each in guild.roles.values():
        if each.id not in {guild.id, made.id}:
            each.position += 1
    made.position = 1
    return shapes.role(made)


async def delete(call: Call) -> Answer:
    """Take a role away, from everybody."""
    guild = _managed(call)
    found = _below(call, guild)
    Builder(realm=call.realm).remove_role(guild, found)
    return None


async def give(call: Call) -> Answer:
    """Give a member a role."""
    guild = _managed(call)
    found, member = _below(call, guild), _member(call, guild)
    Builder(realm=call.realm).give_role(guild, member.user, found.id)
    return None


async def take(call: Call) -> Answer:
    """Take a role from a member."""
    guild = _managed(call)
    found, member = _below(call, guild), _member(call, guild)
    Builder(realm=call.realm).take_role(guild, member.user, found.id)
    return None


async def grant(call: Call) -> Answer:
    """What a channel allows or denies a role or a member."""
    channel = see(call.realm, call.id("channel"), call.bot.user)
    if channel.guild is None or channel.is_thread:
        raise ApiError(WRONG_TYPE)
    require(channel, call.bot.user, Permission.MANAGE_ROLES)
    node = await call.body()
    node.choice("type", KINDS)
    allow, deny = (_bits(node.text(key, most=BITS), 0) for key in ("allow", "deny"))
    node.settle()
    _hold(allow | deny, in_channel(channel, call.bot.user))
    target = call.id("target")
    if target not in channel.guild.roles and target not in channel.guild.members:
        raise ApiError(UNKNOWN_OVERWRITE)
    Builder(realm=call.realm).overwrite(channel, target, allow, deny)
    return None


async def forget(call: Call) -> Answer:
    """Let a channel treat a role or a member like everybody."""
    channel = see(call.realm, call.id("channel"), call.bot.user)
    require(channel, call.bot.user, Permission.MANAGE_ROLES)
    target = call.id("target")
    if all(one.id != target for one in channel.overwrites):
        raise ApiError(UNKNOWN_OVERWRITE)
    Builder(realm=call.realm).plain(channel, target)
    return None


def _managed(call: Call) -> Guild:
    guild = enter(call.realm, call.id("guild"), call.bot)
    if Permission.MANAGE_ROLES not in in_guild(guild, call.bot.user):
        raise ApiError(MISSING_PERMISSIONS)
    return guild


def _member(call: Call, guild: Guild) -> Member:
    who = call.id("user")
    if who not in call.realm.users:
        raise ApiError(UNKNOWN_USER)
    if who not in guild.members:
        raise ApiError(UNKNOWN_MEMBER)
    return guild.members[who]


def _below(call: Call, guild: Guild) -> Role:
    """The role, if it stands below the bot's highest and is no bot's own."""
    found = guild.roles.get(call.id("role"))
    if found is None:
        raise ApiError(UNKNOWN_ROLE)
    if found.bot is not None or found.position >= _height(guild, call.bot):
        raise ApiError(MISSING_PERMISSIONS)
    return found


def _height(guild: Guild, bot: Application) -> int:
    own = guild.members[bot.user.id].roles
    return max((guild.roles[each].position for each in own), default=0)


def _hold(bits: int, own: Permission) -> None:
    """Nobody grants or denies what he may not do himself."""
    if bits & ~int(own):
        raise ApiError(MISSING_PERMISSIONS)


def _bits(written: str, default: int) -> int:
    return int(written) if written.isascii() and written.isdecimal() else default


GUILD, CHANNEL = "/guilds/{guild}", "/channels/{channel}"
ROUTES = (
    Route(method="POST", path=f"{GUILD}/roles", act=create),
    Route(method="DELETE", path=f"{GUILD}/roles/{{role}}", act=delete),
    Route(method="PUT", path=f"{GUILD}/members/{{user}}/roles/{{role}}", act=give),
    Route(method="DELETE", path=f"{GUILD}/members/{{user}}/roles/{{role}}", act=take),
    Route(method="PUT", path=f"{CHANNEL}/permissions/{{target}}", act=grant),
    Route(method="DELETE", path=f"{CHANNEL}/permissions/{{target}}", act=forget),
)
