"""How fast a bot may send: evenly, and gently in each chat."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable

from bot.model.rates import Rates

MOST_CHATS = 10_000
"""Chats remembered before idle ones are forgotten."""

MINUTE_S = 60


class Pace:
    """Spaces the messages of one bot."""

    def __init__(
        self,
        rates: Rates,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`now` tells seconds on any clock that never steps back; `sleep` lets them pass."""
        self._rates = rates
        self._now = now
        self._sleep = sleep
        self._next = 0.0
        self._chats: dict[str, deque[float]] = defaultdict(deque)

    async def turn(self, ahead: float = 0.0) -> None:
        """Wait until the bot may send again, or until so many seconds before."""
        wait = self._next - self._now() - ahead
        if wait > 0:
            await self._sleep(wait)

    def wait_for(self, chat: str, *, personal: bool) -> float:
        """Seconds until this chat may get another message; 0 when it may now."""
        sent = self._chats.get(chat)
        if not sent:
            return 0.0
        now = self._now()
        waits = [sent[-1] + self._rates.chat_gap - now]
        most = self._rates.group_per_minute
        if not personal and most and len(sent) >= most:
            waits.append(sent[-most] + MINUTE_S - now)
        return max(0.0, *waits)

    def took(self, chat: str) -> None:
        """A message to this chat is on its way."""
        now = self._now()
        self._next = max(now, self._next) + 1 / self._rates.per_second
        sent = self._chats[chat]
        sent.append(now)
        while len(sent) > max(1, self._rates.group_per_minute):
            sent.popleft()
        if len(self._chats) > MOST_CHATS:
            self._forget(now)

    def rest(self, seconds: float) -> None:
        """The platform asked for a pause."""
        self._next = max(self._next, self._now() + seconds)

    def _forget(self, now: float) -> None:
        idle = [chat for chat, sent in self._chats.items() if now - sent[-1] > MINUTE_S]
        for chat in idle:
            del self._chats[chat]
