"""What an interaction says of the users, roles, channels and files that it names."""

from collections.abc import Iterable

from adapters.playground.discord.nouns import Channel, File, User
from adapters.playground.discord.permissions import in_channel
from adapters.playground.discord.realm import Realm
from adapters.playground.discord.shapes.channels import seen_by
from adapters.playground.discord.shapes.guilds import role
from adapters.playground.discord.shapes.messages import attachment
from adapters.playground.discord.shapes.users import member, user
from adapters.playground.discord.wire import JSON


def resolved(
    realm: Realm,
    channel: Channel,
    asker: User,
    *,
    ids: Iterable[str],
    files: Iterable[File] = (),
) -> JSON:
    """The `resolved` part of an interaction's data, empty parts left out."""
    found: dict[str, JSON] = {}
    for own in ids:
        for part, body in _explain(realm, channel, asker, int(own)):
            found.setdefault(part, {})[own] = body
    for file in files:
        found.setdefault("attachments", {})[str(file.id)] = attachment(realm, file)
    return dict(found)


def _explain(realm: Realm, channel: Channel, asker: User, own: int) -> list[tuple[str, JSON]]:
    guild = channel.guild
    if own in realm.users:
        parts = [("users", user(realm.users[own]))]
        if guild is not None and own in guild.members:
            granted = str(int(in_channel(channel, realm.users[own])))
            parts.append(("members", {**member(guild.members[own]), "permissions": granted}))
        return parts
    if guild is not None and own in guild.roles:
        return [("roles", role(guild.roles[own]))]
    if own in realm.channels:
        return [("channels", seen_by(realm.channels[own], asker, asker))]
    return []
