"""The real clock and real chance."""

import secrets
from datetime import UTC, datetime

import bot.ports.world as ports


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current moment in UTC."""
        return datetime.now(UTC)


class SystemRandom:
    """The operating system's CSPRNG."""

    def bytes(self, count: int) -> bytes:
        """`count` random bytes."""
        return secrets.token_bytes(count)

    def below(self, bound: int) -> int:
        """A whole number from 0 to `bound` - 1."""
        return secrets.randbelow(bound)

    def fork(self, name: str) -> ports.Random:
        """The same source: it has no state that draws could shift."""
        del name
        return self
