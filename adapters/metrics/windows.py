"""Whether a platform's limits are kept: what left is counted in every window, by a clock apart."""

from collections import deque
from collections.abc import Iterator
from typing import Final

from bot.model.rates import Rates
from bot.ports.world import Address

SECOND, CHAT, GROUP = "second", "chat", "group"
"""The windows: all messages of a second, one chat's, and one group's minute."""

MINUTE_S: Final = 60.0
MOST_CHATS: Final = 10_000
"""Chats remembered before idle ones are forgotten."""


class Windows:
    """The last minute of what one bot sent: in memory, read by nobody but the counting."""

    def __init__(self, rates: Rates) -> None:
        """These limits are to be kept."""
        self._rates = rates
        self._all: deque[float] = deque()
        self._chats: dict[str, deque[float]] = {}

    def broken(self, to: Address, now: float) -> Iterator[str]:
        """Which windows a message breaks that leaves at `now`, in seconds of a steady clock."""
        self._all.append(now)
        while self._all[0] <= now - 1:
            self._all.popleft()
        if len(self._all) > max(1, self._rates.window or round(self._rates.per_second)):
            yield SECOND
        whole = to.id.partition(self._rates.parts)[0] if self._rates.parts else to.id
        chat = self._chats.setdefault(whole, deque())
        if chat and now - chat[-1] < self._rates.chat_gap:
            yield CHAT
        chat.append(now)
        while chat[0] <= now - MINUTE_S:
            chat.popleft()
        most = self._rates.group_per_minute
        if most and not to.personal and len(chat) > most:
            yield GROUP
        if len(self._chats) > MOST_CHATS:
            self._forget(now)

    def _forget(self, now: float) -> None:
        self._chats = {
            chat: times for chat, times in self._chats.items() if times[-1] > now - MINUTE_S
        }
