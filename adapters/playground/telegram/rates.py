"""How fast a bot may send, and who counts.

The numbers are those of the public FAQ ("My bot is hitting limits"). How short a burst into one
chat may be is not published: three messages are an assumption.
"""

import math
from collections import deque
from dataclasses import dataclass, field
from typing import Self

from adapters.playground.ledger import Entry, Rule
from adapters.playground.telegram.errors import ApiError, No
from adapters.playground.windows import Limit

SENDS = frozenset(
    {
        "sendmessage",
        "sendlocation",
        "sendvenue",
        "sendphoto",
        "sendvideo",
        "senddocument",
        "sendmediagroup",
    }
)
"""The calls that the limits are about."""

_SECOND = 1.0
_MINUTE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Messages that a bot may send; zero means without limit."""

    overall: int = 0  # in any second
    chat: float = 0.0  # into one chat, a second on average
    burst: int = 3  # at once into one chat
    group: int = 0  # into one group, in any minute

    @classmethod
    def real(cls) -> Self:
        """What Telegram documents for a bot that does not pay."""
        return cls(overall=30, chat=1.0, group=20)

    @classmethod
    def none(cls) -> Self:
        """No limit at all."""
        return cls()


def _bot(entry: Entry) -> str | None:
    return entry.bot if entry.call.lower() in SENDS else None


def _chat(entry: Entry) -> tuple[str, str] | None:
    return (entry.bot, entry.chat) if entry.call.lower() in SENDS else None


def _group(entry: Entry) -> tuple[str, str] | None:
    return _chat(entry) if entry.chat.startswith("-") else None


RULES = (
    Rule(name="bot, 30 a second", limit=Limit(calls=30, seconds=_SECOND), counts=_bot),
    Rule(name="chat, 1 a second", limit=Limit(calls=1, seconds=_SECOND), counts=_chat),
    Rule(name="group, 20 a minute", limit=Limit(calls=20, seconds=_MINUTE), counts=_group),
)
"""What is documented, without the burst that is taken in practice."""


@dataclass(slots=True)
class _Window:
    """The moments of what was sent lately."""

    seconds: float
    moments: deque[float] = field(default_factory=deque)

    def wait(self, now: float, most: int, count: int) -> float:
        while self.moments and self.moments[0] <= now - self.seconds:
            self.moments.popleft()
        over = len(self.moments) + count - most
        if not most or over <= 0 or not self.moments:
            return 0.0
        return self.moments[min(over, len(self.moments)) - 1] + self.seconds - now

    def add(self, now: float, count: int) -> None:
        self.moments.extend([now] * count)


@dataclass(slots=True)
class _Bucket:
    """A chat's allowance: full at first, refilled by the second."""

    level: float
    since: float

    def wait(self, now: float, rates: Rates, count: int) -> float:
        self.level = min(float(rates.burst), self.level + (now - self.since) * rates.chat)
        self.since = now
        return (min(count, rates.burst) - self.level) / rates.chat


class Pace:
    """Counts what one bot sends."""

    def __init__(self) -> None:
        """Start with nothing sent."""
        self._overall = _Window(_SECOND)
        self._groups: dict[int, _Window] = {}
        self._chats: dict[int, _Bucket] = {}

    def take(self, rates: Rates, now: float, chat: int, count: int = 1) -> None:
        """Count `count` messages into a chat. Raises ApiError when that is too fast."""
        waits = [self._overall.wait(now, rates.overall, count)]
        group = self._groups.setdefault(chat, _Window(_MINUTE)) if chat < 0 else None
        if group:
            waits.append(group.wait(now, rates.group, count))
        bucket = self._chats.setdefault(chat, _Bucket(float(rates.burst), now))
        if rates.chat:
            waits.append(bucket.wait(now, rates, count))
        if max(waits) > 0:
            seconds = max(1, math.ceil(max(waits)))
            raise ApiError(No.TOO_MANY, seconds, retry_after=seconds)
        self._overall.add(now, count)
        if group:
            group.add(now, count)
        bucket.level -= count
