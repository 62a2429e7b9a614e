"""What a map service answered, in memory."""

from storage.memory.rows import Rows


class Gazetteer:
    """Answers and their days by what was asked."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def recall(self, asked: str) -> str | None:
        """The answer to these very words, if it is kept."""
        answer, _ = self._rows.places_asked.get(asked, (None, 0))
        return answer

    async def keep(self, asked: str, answer: str, day: int) -> None:
        """Keep an answer, in place of an older one; `day` counts from 1970."""
        self._rows.places_asked[asked] = (answer, day)

    async def forget(self, before: int) -> None:
        """Drop what was kept before this day."""
        kept = self._rows.places_asked.items()
        self._rows.places_asked = {asked: each for asked, each in kept if each[1] >= before}
