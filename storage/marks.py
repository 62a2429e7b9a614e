"""How far each platform's updates have been taken in."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.inserts import insert_into
from storage.tables import MarkRow


class Marks:
    """The table `mark`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def get(self, platform: str) -> int | None:
        """The last position taken in."""
        position = select(col(MarkRow.position)).where(col(MarkRow.platform) == platform)
        return await self._session.scalar(position)

    async def take(self, platform: str, position: int) -> bool:
        """Remember a position; False when it is the last one already."""
        kept = insert_into(self._session, MarkRow).values(platform=platform, position=position)
        moved = kept.on_conflict_do_update(
            index_elements=["platform"],
            set_={"position": position},
            where=col(MarkRow.position) != position,
        )
        taken = await self._session.scalar(moved.returning(col(MarkRow.position)))
        return taken is not None

    async def set(self, platform: str, position: int) -> None:
        """Remember a position; lower than before is fine."""
        kept = insert_into(self._session, MarkRow).values(platform=platform, position=position)
        await self._session.execute(
            kept.on_conflict_do_update(index_elements=["platform"], set_={"position": position})
        )
