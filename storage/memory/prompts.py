"""What came of prompts before posting, in memory."""

from bot.model.prompts import Outcome, Prompt, Tally
from storage.memory.rows import Rows


class Prompts:
    """Numbers by month, prompt and outcome."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def count(self, month: str, prompt: Prompt, outcome: Outcome) -> None:
        """Once more."""
        key = month, prompt, outcome
        self._rows.prompts[key] = self._rows.prompts.get(key, 0) + 1

    async def tallies(self) -> tuple[Tally, ...]:
        """Everything that was counted, by month, prompt and outcome."""
        return tuple(
            Tally(month=month, prompt=prompt, outcome=outcome, count=count)
            for (month, prompt, outcome), count in sorted(self._rows.prompts.items())
        )
