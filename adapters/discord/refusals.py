"""What Discord refuses: counted, so that it never comes to shut the bot out."""

import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from types import SimpleNamespace
from typing import Final

import aiohttp

from bot.errors import Scope

log = logging.getLogger(__name__)

# discord.com/developers/docs/topics/rate-limits, "Invalid Request Limit" and "Header Format"
INVALID: Final = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
)
WINDOW_S: Final = 600.0
ENOUGH: Final = 5_000
"""Refusals in ten minutes after which nothing is posted: half of what would shut the bot out."""


@dataclass(slots=True)
class Pause:
    """What the last pause covers that Discord asked for in a call."""

    scope: Scope = Scope.CHAT


ASKED: Final[ContextVar[Pause | None]] = ContextVar("asked", default=None)
"""Where the call that is under way notes what it hears."""


class Refusals:
    """Counts refused requests of ten minutes."""

    def __init__(self, enough: int = ENOUGH, now: Callable[[], float] = time.monotonic) -> None:
        """Begin with none; `now` tells seconds on any clock that never steps back."""
        self._enough = enough
        self._now = now
        self._moments: deque[float] = deque(maxlen=enough)
        self._said = False

    def rest(self) -> float:
        """Seconds for which nothing should be asked of Discord; 0 when it may be."""
        if len(self._moments) < self._enough:
            return 0.0
        rest = self._moments[0] + WINDOW_S - self._now()
        if rest <= 0:
            self._said = False
            return 0.0
        if not self._said:
            self._said = True
            log.warning("Discord: too many requests were refused; posts rest for %.0f s.", rest)
        return rest

    def heard(self, status: int, headers: Mapping[str, str]) -> None:
        """An answer came; a limit that others used up is not held against the bot."""
        scope = headers.get("X-RateLimit-Scope", "")
        if status == HTTPStatus.TOO_MANY_REQUESTS and (asked := ASKED.get()) is not None:
            everything = scope == "global" or "X-RateLimit-Global" in headers
            asked.scope = Scope.BOT if everything else Scope.CHAT
        if status in INVALID and scope != "shared":
            self._moments.append(self._now())

    def trace(self) -> aiohttp.TraceConfig:
        """What tells of every answer to the library's requests."""

        async def answered(
            _session: aiohttp.ClientSession,
            _context: SimpleNamespace,
            told: aiohttp.TraceRequestEndParams,
        ) -> None:
            self.heard(told.response.status, told.response.headers)

        config = aiohttp.TraceConfig()
        config.on_request_end.append(answered)
        return config
