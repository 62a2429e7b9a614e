"""What is owed, seen as a heap, in memory."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.model.deliveries import Backlog, DeliveryKind, DeliveryState
from bot.model.ids import PlatformName
from storage.memory.rows import Rows


class Backlogs:
    """Deliveries, counted."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def of(
        self, platform: PlatformName, kinds: Collection[DeliveryKind], now: datetime
    ) -> Backlog:
        """See `bot.ports.queue.Backlogs.of`."""
        rows = [
            row
            for row in self._rows.owed.values()
            if row.platform == platform and row.kind in kinds
        ]
        due = [row.due for row in rows if row.state is DeliveryState.PENDING and row.due <= now]
        return Backlog(
            due=len(due),
            in_flight=sum(1 for row in rows if row.state is DeliveryState.SENDING),
            oldest=now - min(due, default=now),
        )

    async def hasten(self, latest: datetime) -> int:
        """See `bot.ports.queue.Backlogs.hasten`."""
        late = [
            row
            for row in self._rows.owed.values()
            if row.state is DeliveryState.PENDING and row.due > latest
        ]
        for row in late:
            self._rows.owed[row.id] = replace(row, due=latest)
        return len(late)
