"""When doorbells rang."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import QuestionKey, RequestNumber
from bot.model.relay import Waiting
from storage.inserts import insert_into
from storage.tables import BellRow


class Bells:
    """The table `bell`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def ring(self, request: RequestNumber, now: datetime, before: datetime) -> bool:
        """Note that it rings now and nothing waits, unless it rang after `before`; whether so.

        One statement, so that of two who ring at once only one does.
        """
        rung = insert_into(self._session, BellRow).values(request=request, rang=now, waits=None)
        rings = await self._session.scalar(
            rung.on_conflict_do_update(
                index_elements=["request"],
                set_={"rang": now, "waits": None},
                where=col(BellRow.rang) <= before,
            ).returning(col(BellRow.request))
        )
        return rings is not None

    async def rang(self, request: RequestNumber) -> datetime | None:
        """When it rang last."""
        return await self._session.scalar(
            select(col(BellRow.rang)).where(col(BellRow.request) == request)
        )

    async def wait(self, waiting: Waiting) -> None:
        """Remember a question for which it is to ring later; the first one stays."""
        await self._session.execute(
            update(BellRow)
            .where(col(BellRow.request) == waiting.request, col(BellRow.waits).is_(None))
            .values(waits=waiting.question)
        )

    async def waiting(self, before: datetime) -> tuple[Waiting, ...]:
        """What waits for bells that did not ring after `before`, by request."""
        rows = await self._session.execute(
            select(col(BellRow.request), col(BellRow.waits))
            .where(col(BellRow.rang) <= before, col(BellRow.waits).is_not(None))
            .order_by(col(BellRow.request))
        )
        return tuple(
            Waiting(request=RequestNumber(request), question=QuestionKey(question))
            for request, question in rows
            if question is not None
        )

    async def destroy(self, request: RequestNumber) -> None:
        """Forget the bell of a request."""
        await self._session.execute(delete(BellRow).where(col(BellRow.request) == request))
