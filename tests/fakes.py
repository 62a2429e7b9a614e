"""Fakes of the world around the watch that work."""

import asyncio
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@dataclass
class FixedClock:
    """A clock that stands still until it is set."""

    moment: datetime = NOON

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.moment

    def advance(self, **span: float) -> None:
        """Let time pass, in the words of `timedelta`: `advance(minutes=15)`."""
        self.moment += timedelta(**span)


@dataclass
class Sleepless:
    """A clock's seconds, to which are added those that somebody would have slept."""

    clock: FixedClock
    slept: float = 0.0

    def tell(self) -> float:
        """Seconds on a clock that never steps back by itself."""
        return self.clock.now().timestamp() + self.slept

    async def sleep(self, seconds: float) -> None:
        """Let them pass; whoever else wants to may do something meanwhile."""
        self.slept += seconds
        await asyncio.sleep(0)


class SeededRandom:
    """The same draws for the same seed: HMAC-SHA256 over a counter."""

    def __init__(self, seed: str = "porchlight") -> None:
        self._key = hashlib.sha256(seed.encode()).digest()
        self._count = 0

    def bytes(self, count: int) -> bytes:
        """`count` bytes that look random."""
        drawn = b""
        while len(drawn) < count:
            counter = self._count.to_bytes(8, "big")
            drawn += hmac.new(self._key, counter, hashlib.sha256).digest()
            self._count += 1
        return drawn[:count]

    def below(self, bound: int) -> int:
        """A whole number from 0 to `bound` - 1."""
        return int.from_bytes(self.bytes(16), "big") % bound

    def fork(self, name: str) -> "SeededRandom":
        """A source that depends on this one's seed and the name, not on what was drawn."""
        return SeededRandom(f"{self._key.hex()} {name}")
