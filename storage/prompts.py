"""What came of prompts before posting: numbers by month, of no author."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.prompts import Outcome, Prompt, Tally
from storage.inserts import insert_into
from storage.tables import PromptCountRow


class Prompts:
    """The table `prompt_count`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def count(self, month: str, prompt: Prompt, outcome: Outcome) -> None:
        """Once more."""
        first = insert_into(self._session, PromptCountRow).values(
            month=month, prompt=prompt.value, outcome=outcome.value, count=1
        )
        await self._session.execute(
            first.on_conflict_do_update(
                index_elements=["month", "prompt", "outcome"],
                set_={"count": col(PromptCountRow.count) + 1},
            )
        )

    async def tallies(self) -> tuple[Tally, ...]:
        """Everything that was counted, by month, prompt and outcome."""
        rows = await self._session.scalars(
            select(PromptCountRow).order_by(
                col(PromptCountRow.month), col(PromptCountRow.prompt), col(PromptCountRow.outcome)
            )
        )
        return tuple(
            Tally(
                month=row.month,
                prompt=Prompt(row.prompt),
                outcome=Outcome(row.outcome),
                count=row.count,
            )
            for row in rows
        )
