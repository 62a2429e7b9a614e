"""Messages over REST."""

from urllib.parse import unquote

from adapters.playground.discord import posts
from adapters.playground.discord.access import require, require_write, see
from adapters.playground.discord.forms.messages import message as message_form
from adapters.playground.discord.intents import Intent
from adapters.playground.discord.nouns import Channel, Message
from adapters.playground.discord.permissions import Permission, in_channel
from adapters.playground.discord.realm import Event
from adapters.playground.discord.rest.calls import Answer, Call, Route
from adapters.playground.discord.shapes.messages import for_application, message
from adapters.playground.discord.wire import (
    ARCHIVED,
    BULK_RANGE,
    DM_ONLY_OWN,
    JSON,
    MISSING_PERMISSIONS,
    NOT_YOUR_MESSAGE,
    TOO_OLD,
    UNKNOWN_MESSAGE,
    WRONG_TYPE,
    ApiError,
    invalid_form,
)

MOST_LISTED = 100
FEWEST_IN_BULK = 2
MOST_IN_BULK = 100
BULK_AGE = 14 * 86_400.0  # seconds


def _channel(call: Call) -> Channel:
    return see(call.realm, call.id("channel"), call.bot.user)


def _message(call: Call) -> Message:
    channel = _channel(call)
    found = call.realm.message(channel, call.id("message"))
    if found.addressee is not None:
        raise ApiError(UNKNOWN_MESSAGE)
    return found


async def create(call: Call) -> Answer:
    """Send a message."""
    channel = _channel(call)
    node, files = await call.form()
    form = message_form(node, files)
    require_write(call.realm, channel, call.bot)
    if channel.locked:
        raise ApiError(ARCHIVED)
    if form.reply_to and form.reply_must_exist and form.reply_to not in channel.messages:
        text = "Unknown message"
        raise invalid_form(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", text)
    made = posts.write(call.realm, form, channel, call.bot.user)
    return message(call.realm, made, call.bot)


async def listed(call: Call) -> Answer:
    """The latest messages, newest first."""
    channel = _channel(call)
    limit = call.whole("limit", default=50, least=1, most=MOST_LISTED)
    if Permission.READ_MESSAGE_HISTORY not in in_channel(channel, call.bot.user):
        return []
    found = [one for one in channel.messages.values() if one.addressee is None]
    return [for_application(call.realm, one, call.bot) for one in _page(call, found, limit)]


def _page(call: Call, found: list[Message], limit: int) -> list[Message]:
    before, after, middle = call.since("before"), call.since("after"), call.since("around")
    if middle is not None:
        nearest = sorted(found, key=lambda one: abs(one.id - middle))[:limit]
        return sorted(nearest, key=lambda one: -one.id)
    if after is not None:
        found = [one for one in found if one.id > after][:limit]
    elif before is not None:
        found = [one for one in found if one.id < before]
    return found[::-1][:limit]


async def one(call: Call) -> Answer:
    """One message."""
    found = _message(call)
    require(found.channel, call.bot.user, Permission.READ_MESSAGE_HISTORY)
    return for_application(call.realm, found, call.bot)


async def edit(call: Call) -> Answer:
    """Change a message of one's own."""
    found = _message(call)
    if found.author.id != call.bot.user.id:
        raise ApiError(NOT_YOUR_MESSAGE)
    node, files = await call.form()
    posts.edit(call.realm, message_form(node, files), found)
    return message(call.realm, found, call.bot)


async def delete(call: Call) -> Answer:
    """Take a message away: one's own, or anybody's with the permission."""
    found = _message(call)
    if found.author.id != call.bot.user.id:
        if found.channel.guild is None:
            raise ApiError(DM_ONLY_OWN)
        require(found.channel, call.bot.user, Permission.MANAGE_MESSAGES)
    posts.delete(call.realm, found)
    return None


async def delete_many(call: Call) -> Answer:
    """Take up to a hundred messages away, none older than two weeks."""
    channel = _channel(call)
    if channel.guild is None:
        raise ApiError(WRONG_TYPE)
    require(channel, call.bot.user, Permission.MANAGE_MESSAGES)
    node = await call.body()
    asked = node.snowflakes("messages", most=MOST_IN_BULK)
    node.settle()
    if not FEWEST_IN_BULK <= len(set(asked)) <= MOST_IN_BULK:
        raise ApiError(BULK_RANGE)
    found = [channel.messages[number] for number in asked if number in channel.messages]
    if any(call.realm.now() - each.time > BULK_AGE for each in found):
        raise ApiError(TOO_OLD)
    posts.delete_many(call.realm, channel, found)
    return None


async def typing(call: Call) -> Answer:
    """Show that the bot is typing."""
    channel = _channel(call)
    require_write(call.realm, channel, call.bot)
    body: JSON = {
        "channel_id": str(channel.id),
        "user_id": str(call.bot.user.id),
        "timestamp": int(call.realm.now()),
    }
    direct = channel.guild is None
    if channel.guild is not None:
        body["guild_id"] = str(channel.guild.id)
    wanted = Intent.DIRECT_MESSAGE_TYPING if direct else Intent.GUILD_MESSAGE_TYPING
    call.realm.announce(
        Event(name="TYPING_START", body=body, intents=wanted, guild=channel.guild, channel=channel)
    )
    return None


async def react(call: Call) -> Answer:
    """Put a reaction on a message."""
    found = _message(call)
    emoji = unquote(call.word("emoji"))
    granted = in_channel(found.channel, call.bot.user)
    if emoji not in found.reactions and Permission.ADD_REACTIONS not in granted:
        raise ApiError(MISSING_PERMISSIONS)
    people = found.reactions.setdefault(emoji, [])
    if call.bot.user.id not in people:
        people.append(call.bot.user.id)
        _announce_reaction(call, "MESSAGE_REACTION_ADD", found, emoji)
    return None


async def unreact(call: Call) -> Answer:
    """Take one's own reaction back."""
    found = _message(call)
    emoji = unquote(call.word("emoji"))
    people = found.reactions.get(emoji, [])
    if call.bot.user.id in people:
        people.remove(call.bot.user.id)
        _announce_reaction(call, "MESSAGE_REACTION_REMOVE", found, emoji)
    if not people:
        found.reactions.pop(emoji, None)
    return None


def _announce_reaction(call: Call, name: str, found: Message, emoji: str) -> None:
    guild = found.channel.guild
    direct = Intent.DIRECT_MESSAGE_REACTIONS
    body: JSON = {
        "user_id": str(call.bot.user.id),
        "channel_id": str(found.channel.id),
        "message_id": str(found.id),
        "emoji": {"id": None, "name": emoji},
        "burst": False,
        "type": 0,
        **({"guild_id": str(guild.id)} if guild else {}),
    }
    call.realm.announce(
        Event(
            name=name,
            body=body,
            intents=Intent.GUILD_MESSAGE_REACTIONS if guild else direct,
            guild=guild,
            channel=found.channel,
        )
    )


MESSAGES = "/channels/{channel}/messages"
ROUTES = (
    Route(method="POST", path=MESSAGES, act=create, makes=True),
    Route(method="GET", path=MESSAGES, act=listed),
    Route(method="POST", path=f"{MESSAGES}/bulk-delete", act=delete_many),
    Route(method="GET", path=f"{MESSAGES}/{{message}}", act=one),
    Route(method="PATCH", path=f"{MESSAGES}/{{message}}", act=edit),
    Route(method="DELETE", path=f"{MESSAGES}/{{message}}", act=delete),
    Route(method="POST", path="/channels/{channel}/typing", act=typing),
    Route(method="PUT", path=f"{MESSAGES}/{{message}}/reactions/{{emoji}}/@me", act=react),
    Route(method="DELETE", path=f"{MESSAGES}/{{message}}/reactions/{{emoji}}/@me", act=unreact),
)
