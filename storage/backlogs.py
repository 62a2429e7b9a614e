"""What is owed, seen as a heap."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.deliveries import Backlog, DeliveryKind
from bot.model.ids import PlatformName
from storage.sending import IS_PENDING, IS_SENDING
from storage.tables import DeliveryRow


class Backlogs:
    """The table `delivery`, counted."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def of(
        self, platform: PlatformName, kinds: Collection[DeliveryKind], now: datetime
    ) -> Backlog:
        """See `bot.ports.queue.Backlogs.of`."""
        here = (
            col(DeliveryRow.platform) == platform,
            col(DeliveryRow.kind).in_([kind.value for kind in kinds]),
        )
        in_flight = select(func.count()).where(IS_SENDING, *here).scalar_subquery()
        found = await self._session.execute(
            select(func.count(), in_flight, func.min(col(DeliveryRow.due))).where(
                IS_PENDING, col(DeliveryRow.due) <= now, *here
            )
        )
        due, sending, first = found.one()
        oldest = now - first if due else timedelta(0)
        return Backlog(due=due, in_flight=sending, oldest=oldest)

    async def hasten(self, latest: datetime) -> int:
        """See `bot.ports.queue.Backlogs.hasten`."""
        connection = await self._session.connection()
        late = (IS_PENDING, col(DeliveryRow.due) > latest)
        found = await connection.execute(update(DeliveryRow).where(*late).values(due=latest))
        return found.rowcount
