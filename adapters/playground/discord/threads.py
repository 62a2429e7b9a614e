"""Threads begin."""

from dataclasses import dataclass

from adapters.playground.discord import posts
from adapters.playground.discord.intents import Intent
from adapters.playground.discord.nouns import (
    Channel,
    Kind,
    Message,
    MessageFlag,
    MessageKind,
    User,
)
from adapters.playground.discord.realm import Event, Realm
from adapters.playground.discord.shapes.channels import channel as channel_shape


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadForm:
    """A thread as asked for."""

    name: str
    kind: Kind
    archive_after: int = 1440  # minutes
    slow_mode: int = 0  # seconds
    invitable: bool = True


def begin(
    realm: Realm, form: ThreadForm, parent: Channel, owner: User, *, start: Message | None
) -> Channel:
    """Open a thread, from a message or by itself."""
    thread = Channel(
        id=start.id if start else realm.snowflake(),
        kind=form.kind,
        created=realm.now(),
        name=form.name,
        guild=parent.guild,
        parent=parent,
        owner=owner,
        slow_mode=form.slow_mode,
        archive_after=form.archive_after,
        invitable=form.invitable,
        thread_members={owner.id: realm.now()},
    )
    realm.channels[thread.id] = thread
    if parent.guild is not None:
        parent.guild.channels[thread.id] = thread
    announce(realm, "THREAD_CREATE", thread, owner)
    if start is not None:
        start.thread = thread
        start.flags |= MessageFlag.HAS_THREAD
    elif form.kind is not Kind.PRIVATE_THREAD:
        _say_so(realm, parent, owner, thread)
    return thread


def _say_so(realm: Realm, parent: Channel, owner: User, thread: Channel) -> None:
    message = Message(
        id=realm.snowflake(),
        channel=parent,
        author=owner,
        content=thread.name,
        time=realm.now(),
        kind=MessageKind.THREAD_CREATED,
    )
    posts.publish(realm, message)


def announce(realm: Realm, name: str, thread: Channel, viewer: User) -> None:
    """Tell about a thread."""
    body = channel_shape(thread, viewer)
    if name == "THREAD_CREATE":
        body["newly_created"] = True
    event = Event(name=name, body=body, intents=Intent.GUILDS, guild=thread.guild, channel=thread)
    realm.announce(event)
