"""Users, applications and the gateway's address."""

from adapters.playground.discord.permissions import in_guild
from adapters.playground.discord.rest.calls import Answer, Call, Route
from adapters.playground.discord.shapes import channels as channel_shapes
from adapters.playground.discord.shapes import guilds as guild_shapes
from adapters.playground.discord.shapes import users as user_shapes
from adapters.playground.discord.wire import (
    CLOSED_DM,
    JSON,
    ApiError,
)

MOST_GUILDS = 200


def _gateway_url(call: Call) -> str:
    return call.realm.base.replace("http", "ws", 1) + "/"


async def gateway(call: Call) -> Answer:
    """Where the gateway is."""
    return {"url": _gateway_url(call)}


async def gateway_for_bot(call: Call) -> Answer:
    """Where the gateway is and how many sessions may still begin."""
    limit: JSON = {
        "total": 1000,
        "remaining": max(call.bot.sessions_left, 0),
        "reset_after": 86_400_000,
        "max_concurrency": call.bot.sharding.concurrency,
    }
    shards = call.bot.sharding.recommended
    return {"url": _gateway_url(call), "shards": shards, "session_start_limit": limit}


async def me(call: Call) -> Answer:
    """The bot's own account."""
    return user_shapes.own_user(call.bot.user)


async def rename_me(call: Call) -> Answer:
    """Change the bot's username."""
    node = await call.body()
    name = node.text("username", least=2, most=32)
    node.settle()
    call.bot.user.username = name or call.bot.user.username
    call.realm.changed()
    return user_shapes.own_user(call.bot.user)


async def user(call: Call) -> Answer:
    """Any account."""
    return user_shapes.user(call.realm.user(call.id("user")))


async def my_guilds(call: Call) -> Answer:
    """The guilds that the bot is in."""
    limit = call.whole("limit", default=MOST_GUILDS, least=1, most=MOST_GUILDS)
    own = call.bot.user
    after, before = call.since("after") or 0, call.since("before") or 1 << 64
    found = [
        guild_shapes.brief(guild, int(in_guild(guild, own)), own)
        for guild in call.realm.guilds.values()
        if own.id in guild.members and after < guild.id < before
    ]
    return found[:limit]


async def open_direct(call: Call) -> Answer:
    """The direct conversation with a user; opening it never fails for a closed door."""
    node = await call.body()
    node.require("recipient_id")
    found = node.snowflake("recipient_id")
    node.settle()
    other = call.realm.user(found)
    if other.id == call.bot.user.id:
        raise ApiError(CLOSED_DM)
    channel = call.realm.direct(call.bot.user, other)
    return channel_shapes.channel(channel, call.bot.user)


async def application(call: Call) -> Answer:
    """The bot's application, its owner included."""
    own = call.bot
    count = sum(own.user.id in guild.members for guild in call.realm.guilds.values())
    return user_shapes.application(own, count)


ROUTES = (
    Route(method="GET", path="/gateway", act=gateway, public=True),
    Route(method="GET", path="/gateway/bot", act=gateway_for_bot),
    Route(method="GET", path="/users/@me", act=me),
    Route(method="PATCH", path="/users/@me", act=rename_me),
    Route(method="GET", path="/users/@me/guilds", act=my_guilds),
    Route(method="POST", path="/users/@me/channels", act=open_direct),
    Route(method="GET", path="/users/{user}", act=user),
    Route(method="GET", path="/oauth2/applications/@me", act=application),
    Route(method="GET", path="/applications/@me", act=application),
)
