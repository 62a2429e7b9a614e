"""Guilds, their roles and their members over REST."""

from adapters.playground.discord.access import enter
from adapters.playground.discord.intents import Intent
from adapters.playground.discord.nouns import Guild
from adapters.playground.discord.permissions import Permission, in_channel
from adapters.playground.discord.rest.calls import Answer, Call, Route
from adapters.playground.discord.shapes import guilds as shapes
from adapters.playground.discord.shapes.channels import channel
from adapters.playground.discord.shapes.channels import thread_member as thread_member_shape
from adapters.playground.discord.shapes.users import member_with_user
from adapters.playground.discord.wire import (
    MISSING_ACCESS,
    UNKNOWN_MEMBER,
    UNKNOWN_ROLE,
    UNKNOWN_USER,
    ApiError,
    invalid_form,
)

MOST_MEMBERS = 1000


def _guild(call: Call) -> Guild:
    return enter(call.realm, call.id("guild"), call.bot)


async def one(call: Call) -> Answer:
    """A guild."""
    found = _guild(call)
    return shapes.counted(found) if call.flag("with_counts") else shapes.guild(found)


async def channels(call: Call) -> Answer:
    """A guild's channels, threads left out."""
    found = _guild(call)
    own = call.bot.user
    return [channel(each, own) for each in found.channels.values() if not each.is_thread]


async def active_threads(call: Call) -> Answer:
    """A guild's threads that are not archived and that the bot may see."""
    found, own = _guild(call), call.bot.user
    seen = [
        each
        for each in found.channels.values()
        if each.is_thread
        and not each.archived
        and Permission.VIEW_CHANNEL in in_channel(each, own)
    ]
    joined = [thread_member_shape(each, own) for each in seen if own.id in each.thread_members]
    return {"threads": [channel(each, own) for each in seen], "members": joined}


async def roles(call: Call) -> Answer:
    """A guild's roles."""
    return [shapes.role(each) for each in _guild(call).roles.values()]


async def role(call: Call) -> Answer:
    """One role."""
    found = _guild(call).roles.get(call.id("role"))
    if found is None:
        raise ApiError(UNKNOWN_ROLE)
    return shapes.role(found)


async def member(call: Call) -> Answer:
    """One member."""
    found, who = _guild(call), call.id("user")
    if who not in call.realm.users:
        raise ApiError(UNKNOWN_USER)
    if who not in found.members:
        raise ApiError(UNKNOWN_MEMBER)
    return member_with_user(found.members[who])


async def members(call: Call) -> Answer:
    """A guild's members, for applications with the members intent."""
    found = _guild(call)
    if not call.bot.privileged & Intent.GUILD_MEMBERS:
        raise ApiError(MISSING_ACCESS)
    limit = call.whole("limit", default=1, least=1, most=MOST_MEMBERS)
    after = call.since("after") or 0
    later = sorted(each for each in found.members if each > after)
    return [member_with_user(found.members[each]) for each in later[:limit]]


async def search_members(call: Call) -> Answer:
    """Members whose username begins so."""
    found = _guild(call)
    query = call.request.query.get("query", "").lower()
    if not query:
        raise invalid_form(("query",), "BASE_TYPE_REQUIRED", "This field is required")
    limit = call.whole("limit", default=1, least=1, most=MOST_MEMBERS)
    matching = [each for each in found.members.values() if each.user.username.startswith(query)]
    return [member_with_user(each) for each in matching[:limit]]


GUILD = "/guilds/{guild}"
ROUTES = (
    Route(method="GET", path=GUILD, act=one),
    Route(method="GET", path=f"{GUILD}/channels", act=channels),
    Route(method="GET", path=f"{GUILD}/threads/active", act=active_threads),
    Route(method="GET", path=f"{GUILD}/roles", act=roles),
    Route(method="GET", path=f"{GUILD}/roles/{{role}}", act=role),
    Route(method="GET", path=f"{GUILD}/members", act=members),
    Route(method="GET", path=f"{GUILD}/members/search", act=search_members),
    Route(method="GET", path=f"{GUILD}/members/{{user}}", act=member),
)
