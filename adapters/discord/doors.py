"""Ways into channels: roles that open them."""

from typing import Final, Literal

import aiohttp
import discord

from bot.errors import LookupFailedError, NotAllowedError

REASON: Final = "Porchlight: who may come in"
NO_ROLE: Final = 10_011
"""Unknown role (discord.com/developers/docs/topics/opcodes-and-status-codes#json)."""


async def make_door(client: discord.Client, chat: str, name: str, old: str, *, asks: bool) -> str:
    """A role that opens the channel to those who have it and closes it to others, or neither.

    The bot opens it to itself first: a channel that it cannot see any more it cannot open again.

    Raises:
        NotAllowedError: the bot may not manage roles or this channel.
        LookupFailedError: Discord did not answer.
    """
    if client.user is None:
        raise LookupFailedError
    try:
        guild, channel = await _found(client, chat)
        role = await _role(guild, old)
        if not asks:
            await _see(client, channel, guild.default_role, sees=None)
            if role is not None:
                await role.delete(reason=REASON)
            return ""
        role = role or await guild.create_role(
            name=name, permissions=discord.Permissions.none(), reason=REASON
        )
        me = await guild.fetch_member(client.user.id)
        await _see(client, channel, me, sees=True)
        await _see(client, channel, role, sees=True)
        await _see(client, channel, guild.default_role, sees=False)
    except (discord.Forbidden, TypeError) as error:
        raise NotAllowedError(type(error).__name__) from None
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise LookupFailedError(type(error).__name__) from None
    return str(role.id)


async def let_in(client: discord.Client, chat: str, door: str, account: str) -> bool:
    """Give somebody the role that opens the channel; False when they are not in its guild.

    Raises:
        NotAllowedError: the bot may not give the role, or it is gone.
        LookupFailedError: Discord did not answer.
    """
    try:
        guild, _ = await _found(client, chat)
        await client.http.add_role(guild.id, int(account), int(door), reason=REASON)
    except discord.Forbidden as error:
        raise NotAllowedError(type(error).__name__) from None
    except discord.NotFound as error:
        if error.code == NO_ROLE:
            raise NotAllowedError(type(error).__name__) from None
        return False
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise LookupFailedError(type(error).__name__) from None
    return True


async def _see(
    client: discord.Client,
    channel: discord.abc.GuildChannel,
    whose: discord.Role | discord.Member,
    *,
    sees: bool | None,
) -> None:
    """Let somebody see a channel, or not, or as the guild has it; all else stays as it is."""
    granted = channel.overwrites_for(whose)
    granted.update(view_channel=sees)
    allow, deny = granted.pair()
    kind: Literal[0, 1] = 0 if isinstance(whose, discord.Role) else 1
    await client.http.edit_channel_permissions(
        channel.id, whose.id, str(allow.value), str(deny.value), kind, reason=REASON
    )


async def _found(
    client: discord.Client, chat: str
) -> tuple[discord.Guild, discord.abc.GuildChannel]:
    """The channel with its guild, fetched now. Raises TypeError where no role opens anything."""
    found = await client.fetch_channel(int(chat))
    if not isinstance(found, discord.abc.GuildChannel):
        raise TypeError  # a thread, or a direct conversation
    guild = await client.fetch_guild(found.guild.id, with_counts=False)
    channel = await guild.fetch_channel(found.id)
    if not isinstance(channel, discord.abc.GuildChannel):
        raise TypeError
    return guild, channel


async def _role(guild: discord.Guild, door: str) -> discord.Role | None:
    """The role that was the door before, if it is still there."""
    return guild.get_role(int(door)) if door.isdecimal() else None
