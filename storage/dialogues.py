"""Where people stand in their dialogues."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import PersonId
from storage.inserts import insert_into
from storage.tables import DialogueRow


class Dialogues:
    """The table `dialogue`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def load(self, person: PersonId) -> str | None:
        """The saved state as JSON."""
        saved = select(col(DialogueRow.state)).where(col(DialogueRow.person) == person)
        return await self._session.scalar(saved)

    async def save(self, person: PersonId, state: str) -> None:
        """Keep the state in place of an earlier one."""
        kept = insert_into(self._session, DialogueRow).values(person=person, state=state)
        await self._session.execute(
            kept.on_conflict_do_update(index_elements=["person"], set_={"state": state})
        )

    async def end(self, person: PersonId) -> None:
        """Forget the state."""
        await self._session.execute(delete(DialogueRow).where(col(DialogueRow.person) == person))
