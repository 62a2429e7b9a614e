"""Guilds that a bot's shards part among themselves."""

import time
from collections.abc import Callable, Sequence

from adapters.playground.discord.server import DiscordServer
from adapters.playground.screens import Person


def a_moment() -> None:
    time.sleep(0.001)


def guild_on(
    shard: tuple[int, int],
    server: DiscordServer,
    owner: Person,
    *,
    members: Sequence[Person] = (),
    later: Callable[[], object] = a_moment,
) -> str:
    """A guild of this shard, such as (1, 2), the second of two: its id tells when it was made."""
    at, count = shard
    while True:
        guild = server.add_guild(f"Shard {at}", owner, members=members)
        if (int(guild) >> 22) % count == at:
            return guild
        later()
