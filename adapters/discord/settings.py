"""Where the bot's token and Discord's addresses are kept, and which server is meant."""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Final, Self

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.limits import PLATFORM
from bot.events import Ear

REST_URL: Final = Route.BASE
GATEWAY_URL: Final = DiscordWebSocket.DEFAULT_GATEWAY

ONLY: Final = Ear(bot=PLATFORM)
"""The bot of a watch that has one there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings:
    """Token and server; empty addresses are Discord's own.

    `ear` says which of the watch's bots on Discord this is. `api_url` is what stands before the
    routes, version included, as in `https://discord.com/api/v10`; `gateway_url` begins with
    `ws://` or `wss://`. `shards` is into how many parts the bot's guilds are cut, each with a
    session of its own. `pause` is the first pause in seconds when Discord is not reached; it
    doubles up to a minute.
    """

    token: str = field(repr=False)
    ear: Ear = ONLY
    api_url: str = ""
    gateway_url: str = ""
    shards: int = 1
    pause: float = 1.0

    @property
    def passing_path(self) -> str:
        """Where the watch's own HTTP server takes what was told to another of its processes."""
        return f"/passed-on/{self.ear.bot}"

    @property
    def passing_key(self) -> bytes:
        """Seals what one process passes on to another; follows from the token alone."""
        return hmac.digest(self.token.encode(), b"porchlight passed on", hashlib.sha256)


class BadTokenError(Exception):
    """Discord does not know the token; the message says where tokens come from."""

    def __init__(self) -> None:
        """Say it to the operator, without the token."""
        super().__init__(
            "Discord refuses the bot token. Open https://discord.com/developers/applications (the "
            "Developer Portal), choose or make an application and press Bot, then Reset Token. "
            "The token goes into DISCORD_TOKEN or the file named by DISCORD_TOKEN_FILE."
        )


class ShardsError(Exception):
    """Discord does not take the bot with so many shards; the message says what to set."""

    def __init__(self, words: str) -> None:
        """Say it to the operator."""
        super().__init__(words)

    @classmethod
    def too_few(cls, shards: int) -> Self:
        """The bot is in more servers than so many sessions may be told of."""
        return cls(
            f"Discord wants more shards than {shards}: the bot is in too many servers for so few. "
            "`porchlight check` says how many Discord recommends. Set DISCORD_SHARDS to that "
            "number for every process of the watch, and start them anew."
        )

    @classmethod
    def invalid(cls, shard: int, shards: int) -> Self:
        """This one is none of so many, as Discord counts them."""
        return cls(
            f"Discord does not know shard {shard} of {shards}. Set DISCORD_SHARDS to the number "
            "that `porchlight check` recommends, the same for every process of the watch, and "
            "start them anew."
        )


def point_at(settings: DiscordSettings) -> None:
    """Choose the server.

    The library takes no addresses: it keeps them in two class attributes, one pair a process.
    """
    Route.BASE = settings.api_url.rstrip("/") or REST_URL
    chosen = settings.gateway_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(chosen) if chosen else GATEWAY_URL
