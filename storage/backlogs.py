"""What is owed, seen as a heap."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.deliveries import Backlog, DeliveryKind
from bot.model.ids import PlatformName
from storage.sending import PENDING, SENDING
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
        waits = (col(DeliveryRow.state) == PENDING) & (col(DeliveryRow.due) <= now)
        found = await self._session.execute(
            select(
                func.count().filter(waits),
                func.count().filter(col(DeliveryRow.state) == SENDING),
                func.min(col(DeliveryRow.due)).filter(waits),
            ).where(
                col(DeliveryRow.platform) == platform,
                col(DeliveryRow.state).in_((PENDING, SENDING)),
                col(DeliveryRow.kind).in_([kind.value for kind in kinds]),
            )
        )
        due, in_flight, first = found.one()
        oldest = now - first if due else timedelta(0)
        return Backlog(due=due, in_flight=in_flight, oldest=oldest)

    async def hasten(self, latest: datetime) -> int:
        """See `bot.ports.queue.Backlogs.hasten`."""
        connection = await self._session.connection()
        late = (col(DeliveryRow.state) == PENDING, col(DeliveryRow.due) > latest)
        found = await connection.execute(update(DeliveryRow).where(*late).values(due=latest))
        return found.rowcount
