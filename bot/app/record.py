"""The public record, read from the store."""

from datetime import datetime

from bot.model.ids import IncidentNumber
from bot.ports.feeds import PublicArea, PublicIncident
from bot.ports.stores import Store
from bot.services import feeds


class StoredRecord:
    """See `PublicRecord`."""

    def __init__(self, store: Store) -> None:
        """Read from this store."""
        self._store = store

    async def incidents(self, since: datetime) -> tuple[PublicIncident, ...]:
        """See `PublicRecord.incidents`."""
        async with self._store.unit() as uow:
            return await feeds.incidents(uow, since)

    async def incident(self, number: IncidentNumber) -> PublicIncident | None:
        """See `PublicRecord.incident`."""
        async with self._store.unit() as uow:
            return await feeds.incident(uow, number)

    async def areas(self) -> tuple[PublicArea, ...]:
        """See `PublicRecord.areas`."""
        async with self._store.unit() as uow:
            return await feeds.areas(uow)
