"""Who may speak for a channel, asked of Discord now: nothing cached, nothing told by a client."""

import aiohttp
import discord

from bot.errors import LookupFailedError
from bot.ports.inspections import Rights

MEMBER_GONE = 10_007
"""Unknown member (discord.com/developers/docs/topics/opcodes-and-status-codes#json)."""


async def is_admin(client: discord.Client, chat: str, account: str) -> bool:
    """Whether the account may manage the channel, its guild, or everything.

    Raises:
        LookupFailedError: Discord did not answer, or the bot may not see the channel.
    """
    try:
        found = await client.fetch_channel(int(chat))
        if isinstance(found, discord.abc.PrivateChannel):
            return False
        return _rules(await _permissions(client, found, int(account)))
    except discord.NotFound as error:
        if error.code == MEMBER_GONE:
            return False
        raise LookupFailedError from error
    except (discord.DiscordException, aiohttp.ClientError, OSError, ValueError) as error:
        raise LookupFailedError from error


async def members(client: discord.Client, chat: str) -> int:
    """How many accounts are in the guild of the channel, roughly, the bot left out.

    Discord counts a guild and no channel of it: who may not see this one is counted, too.

    Raises:
        LookupFailedError: Discord did not answer.
    """
    try:
        found = await client.fetch_channel(int(chat))
        if isinstance(found, discord.abc.PrivateChannel):
            return 1
        guild = await client.fetch_guild(found.guild.id, with_counts=True)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise LookupFailedError from error
    return max(0, (guild.approximate_member_count or 1) - 1)


async def can_post(client: discord.Client, chat: str) -> bool:
    """Whether the bot may see the channel, write in it and show pictures there.

    Raises:
        LookupFailedError: Discord did not answer.
    """
    return (await rights(client, chat)).post


async def rights(client: discord.Client, chat: str) -> Rights:
    """What the bot may do in a channel.

    Raises:
        LookupFailedError: Discord did not answer.
    """
    if client.user is None:
        raise LookupFailedError
    try:
        found = await client.fetch_channel(int(chat))
        if isinstance(found, discord.abc.PrivateChannel):
            return Rights(post=True, remove=False)
        granted = await _permissions(client, found, client.user.id)
    except discord.Forbidden:
        return Rights(post=False, remove=False)
    except (discord.DiscordException, aiohttp.ClientError, OSError, ValueError) as error:
        raise LookupFailedError from error
    return Rights(
        post=granted.view_channel and granted.send_messages and granted.attach_files,
        remove=granted.manage_messages,
    )


async def _permissions(
    client: discord.Client, where: discord.abc.GuildChannel | discord.Thread, account: int
) -> discord.Permissions:
    """A member's permissions with the channel's overwrites, over roles fetched just now."""
    guild = await client.fetch_guild(where.guild.id, with_counts=False)
    member = await guild.fetch_member(account)
    home = where.parent_id if isinstance(where, discord.Thread) else where.id
    channel = await guild.fetch_channel(home)
    return channel.permissions_for(member)


def _rules(granted: discord.Permissions) -> bool:
    return granted.administrator or granted.manage_guild or granted.manage_channels
