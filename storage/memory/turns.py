"""Turns, in memory."""

import time

from storage.memory.rows import Rows


class Turns:
    """When the next turn is, by what."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def lease(self, what: str, spacing: float, patience: float) -> float | None:
        """Take the next turn; how many seconds to wait for it, None if longer than `patience`."""
        now = time.monotonic()
        start = max(now, self._rows.turns.get(what, now))
        if start > now + patience:
            return None
        self._rows.turns[what] = start + spacing
        return start - now

    async def alone(self, what: str) -> None:
        """Every unit is alone in memory."""
