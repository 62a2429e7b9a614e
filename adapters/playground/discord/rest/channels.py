"""Channels and threads over REST."""

from adapters.playground.discord import threads
from adapters.playground.discord.access import require, see
from adapters.playground.discord.bodies import Node
from adapters.playground.discord.intents import Intent
from adapters.playground.discord.nouns import Channel, Kind
from adapters.playground.discord.permissions import Permission
from adapters.playground.discord.realm import Event
from adapters.playground.discord.rest.calls import Answer, Call, Route
from adapters.playground.discord.shapes.channels import channel as channel_shape
from adapters.playground.discord.shapes.channels import thread_member
from adapters.playground.discord.wire import (
    MISSING_PERMISSIONS,
    THREAD_EXISTS,
    UNKNOWN_MEMBER,
    WRONG_TYPE,
    ApiError,
)

NAME = 100
TOPIC = 1024
SLOWEST = 21_600  # seconds
ARCHIVE_AFTER = (60, 1440, 4320, 10080)  # minutes


def _channel(call: Call) -> Channel:
    return see(call.realm, call.id("channel"), call.bot.user)


async def one(call: Call) -> Answer:
    """A channel."""
    return channel_shape(_channel(call), call.bot.user)


async def change(call: Call) -> Answer:
    """Change a channel's name, topic or slow mode, or a thread's state."""
    found = _channel(call)
    if found.guild is None:
        raise ApiError(WRONG_TYPE)
    node = await call.body()
    if found.is_thread:
        _permit_thread_change(call, found)
        _change_thread(node, found)
    else:
        require(found, call.bot.user, Permission.MANAGE_CHANNELS)
        topic = node.text("topic", most=TOPIC)
        found.topic = topic if node.has("topic") else found.topic
    name = node.text("name", least=1, most=NAME)
    slow = node.whole("rate_limit_per_user", least=0, most=SLOWEST, default=found.slow_mode)
    node.settle()
    found.name, found.slow_mode = name or found.name, slow
    _announce(call, "THREAD_UPDATE" if found.is_thread else "CHANNEL_UPDATE", found)
    return channel_shape(found, call.bot.user)


def _permit_thread_change(call: Call, found: Channel) -> None:
    if found.owner is None or found.owner.id != call.bot.user.id:
        require(found, call.bot.user, Permission.MANAGE_THREADS)


def _change_thread(node: Node, found: Channel) -> None:
    found.archived = node.flag("archived", default=found.archived)
    found.locked = node.flag("locked", default=found.locked)
    found.archive_after = node.choice(
        "auto_archive_duration", ARCHIVE_AFTER, default=found.archive_after
    )


async def delete(call: Call) -> Answer:
    """Delete a guild's channel or a thread, or close a direct conversation."""
    found = _channel(call)
    told = channel_shape(found, call.bot.user)
    if found.guild is None:
        return told
    needed = Permission.MANAGE_THREADS if found.is_thread else Permission.MANAGE_CHANNELS
    require(found, call.bot.user, needed)
    _announce(call, "THREAD_DELETE" if found.is_thread else "CHANNEL_DELETE", found)
    inside = [each for each in found.guild.channels.values() if each.parent is found]
    for each in (found, *inside):
        found.guild.channels.pop(each.id, None)
        call.realm.channels.pop(each.id, None)
    return told


def _announce(call: Call, name: str, found: Channel) -> None:
    body = channel_shape(found, call.bot.user)
    event = Event(name=name, body=body, intents=Intent.GUILDS, guild=found.guild, channel=found)
    call.realm.announce(event)


def _form(node: Node, kind: Kind) -> threads.ThreadForm:
    node.require("name")
    form = threads.ThreadForm(
        name=node.text("name", least=1, most=NAME),
        kind=kind,
        archive_after=node.choice("auto_archive_duration", ARCHIVE_AFTER, default=1440),
        slow_mode=node.whole("rate_limit_per_user", least=0, most=SLOWEST),
        invitable=node.flag("invitable", default=True),
    )
    node.settle()
    return form


def _parent(call: Call) -> Channel:
    found = _channel(call)
    if found.kind not in (Kind.TEXT, Kind.NEWS):
        raise ApiError(WRONG_TYPE)
    return found


async def begin_from_message(call: Call) -> Answer:
    """Open a thread at a message."""
    parent = _parent(call)
    require(parent, call.bot.user, Permission.CREATE_PUBLIC_THREADS)
    start = call.realm.message(parent, call.id("message"))
    if start.thread is not None:
        raise ApiError(THREAD_EXISTS)
    kind = Kind.NEWS_THREAD if parent.kind is Kind.NEWS else Kind.PUBLIC_THREAD
    form = _form(await call.body(), kind)
    thread = threads.begin(call.realm, form, parent, call.bot.user, start=start)
    return channel_shape(thread, call.bot.user)


async def begin(call: Call) -> Answer:
    """Open a thread by itself; private unless the type says otherwise."""
    parent = _parent(call)
    node = await call.body()
    kinds = (Kind.NEWS_THREAD, Kind.PUBLIC_THREAD, Kind.PRIVATE_THREAD)
    kind = Kind(node.choice("type", kinds, default=Kind.PRIVATE_THREAD) or Kind.PRIVATE_THREAD)
    secret = kind is Kind.PRIVATE_THREAD
    needed = Permission.CREATE_PRIVATE_THREADS if secret else Permission.CREATE_PUBLIC_THREADS
    require(parent, call.bot.user, needed)
    form = _form(node, kind)
    thread = threads.begin(call.realm, form, parent, call.bot.user, start=None)
    return channel_shape(thread, call.bot.user)


async def thread_members(call: Call) -> Answer:
    """Who is in a thread."""
    found = _channel(call)
    people = [call.realm.user(each) for each in found.thread_members]
    return [thread_member(found, each) for each in people]


async def join_thread(call: Call) -> Answer:
    """Add somebody to a thread, or join it."""
    found = _channel(call)
    if not found.is_thread or found.guild is None:
        raise ApiError(WRONG_TYPE)
    who = call.id("user") if "user" in call.request.match_info else call.bot.user.id
    if who not in found.guild.members:
        raise ApiError(UNKNOWN_MEMBER)
    if who != call.bot.user.id:
        require(found, call.bot.user, Permission.SEND_MESSAGES_IN_THREADS)
    found.thread_members.setdefault(who, call.realm.now())
    call.realm.changed()
    return None


async def leave_thread(call: Call) -> Answer:
    """Take somebody out of a thread, or leave it."""
    found = _channel(call)
    who = call.id("user") if "user" in call.request.match_info else call.bot.user.id
    owns = found.owner is not None and found.owner.id == call.bot.user.id
    if who != call.bot.user.id and not (owns and found.kind is Kind.PRIVATE_THREAD):
        require(found, call.bot.user, Permission.MANAGE_THREADS)
    if found.thread_members.pop(who, None) is None:
        raise ApiError(MISSING_PERMISSIONS)
    call.realm.changed()
    return None


CHANNEL = "/channels/{channel}"
ROUTES = (
    Route(method="GET", path=CHANNEL, act=one),
    Route(method="PATCH", path=CHANNEL, act=change),
    Route(method="DELETE", path=CHANNEL, act=delete),
    Route(
        method="POST",
        path=f"{CHANNEL}/messages/{{message}}/threads",
        act=begin_from_message,
        created=True,
    ),
    Route(method="POST", path=f"{CHANNEL}/threads", act=begin, created=True),
    Route(method="GET", path=f"{CHANNEL}/thread-members", act=thread_members),
    Route(method="PUT", path=f"{CHANNEL}/thread-members/@me", act=join_thread),
    Route(method="DELETE", path=f"{CHANNEL}/thread-members/@me", act=leave_thread),
    Route(method="PUT", path=f"{CHANNEL}/thread-members/{{user}}", act=join_thread),
    Route(method="DELETE", path=f"{CHANNEL}/thread-members/{{user}}", act=leave_thread),
)
