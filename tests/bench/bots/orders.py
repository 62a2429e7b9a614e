"""What a bot is told on stdin, and how it answers on stdout."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

READY = "ready"
GO, OWE = "go", "owe"
"""What the bench bids: the work, or to bring in what there is to work at."""

MASTER_KEY = "porchlight.key"
"""The key file in a bot's folder."""


UNPACED = 1e9
"""Messages a second: as good as no limit."""


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
    per_second: float = UNPACED  # unless the pace is measured, too
    at_once: int = 24  # messages on their way


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


async def bidden() -> AsyncIterator[str]:
    """What the bench bids, one after the other, until it has heard enough."""
    say(READY)
    while line := await asyncio.to_thread(sys.stdin.readline):
        yield line.strip()


async def clocked(work: Callable[[], Awaitable[None]]) -> None:
    """Do it and say how many seconds it took."""
    began = time.perf_counter()
    await work()
    say(repr(time.perf_counter() - began))
