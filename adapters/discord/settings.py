"""Where the bot's token and Discord's addresses are kept, and which server is meant."""

from dataclasses import dataclass, field
from typing import Final

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
    `ws://` or `wss://`. `pause` is the first pause in seconds when Discord is not reached; it
    doubles up to a minute.
    """

    token: str = field(repr=False)
    ear: Ear = ONLY
    api_url: str = ""
    gateway_url: str = ""
    pause: float = 1.0


class BadTokenError(Exception):
    """Discord does not know the token; the message says where tokens come from."""

    def __init__(self) -> None:
        """Say it to the operator, without the token."""
        super().__init__(
            "Discord refuses the bot token. Open https://discord.com/developers/applications (the "
            "Developer Portal), choose or make an application and press Bot, then Reset Token. "
            "The token goes into DISCORD_TOKEN or the file named by DISCORD_TOKEN_FILE."
        )


def point_at(settings: DiscordSettings) -> None:
    """Choose the server.

    The library takes no addresses: it keeps them in two class attributes, one pair a process.
    """
    Route.BASE = settings.api_url.rstrip("/") or REST_URL
    chosen = settings.gateway_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(chosen) if chosen else GATEWAY_URL
