"""Dialogues, in memory."""

from bot.model.ids import PersonId
from storage.memory.rows import Rows


class Dialogues:
    """States by person."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def load(self, person: PersonId) -> str | None:
        """The saved state as JSON."""
        return self._rows.dialogues.get(person)

    async def save(self, person: PersonId, state: str) -> None:
        """Keep the state in place of an earlier one."""
        self._rows.dialogues[person] = state

    async def end(self, person: PersonId) -> None:
        """Forget the state."""
        self._rows.dialogues.pop(person, None)
