"""What a bot is told on stdin, and how it answers on stdout."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

READY = "ready"

MASTER_KEY = "porchlight.key"
"""The key file in a bot's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Where to live and whom to write to. Empty means: not here."""

    folder: str = ""
    database_url: str = ""
    telegram_token: str = ""
    telegram_url: str = ""
    discord_token: str = ""
    discord_api_url: str = ""
    discord_gateway_url: str = ""
    chats: tuple[str, ...] = ()
    cells: tuple[int, ...] = ()
    messages: int = 0
    per_second: float = 1e9  # the pace: as good as none unless it is measured, too


Bot = Callable[[Orders], Awaitable[None]]
"""Lives as it is ordered until stdin ends."""


def read() -> Orders:
    """The orders on the first line."""
    said = json.loads(sys.stdin.readline())
    return Orders(**(said | {name: tuple(said[name]) for name in ("chats", "cells")}))


def say(words: str) -> None:
    """Tell the bench."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


async def bidden() -> AsyncIterator[None]:
    """Once for each time the bench says go, until it has heard enough."""
    say(READY)
    while await asyncio.to_thread(sys.stdin.readline):
        yield


async def clocked(work: Callable[[], Awaitable[None]]) -> None:
    """Do it and say how many seconds it took."""
    began = time.perf_counter()
    await work()
    say(repr(time.perf_counter() - began))
