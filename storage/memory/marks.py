"""Marks, in memory."""

from storage.memory.rows import Rows


class Marks:
    """Positions by platform."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def get(self, platform: str) -> int | None:
        """The last position taken in."""
        return self._rows.marks.get(platform)

    async def take(self, platform: str, position: int) -> bool:
        """Remember a position; False when it is the last one already."""
        known = self._rows.marks.get(platform) == position
        self._rows.marks[platform] = position
        return not known

    async def set(self, platform: str, position: int) -> None:
        """Remember a position; lower than before is fine."""
        self._rows.marks[platform] = position
