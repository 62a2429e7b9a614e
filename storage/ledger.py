"""The public ledger."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import EntryNumber, RequestNumber
from bot.model.ledger import LedgerEntry, LedgerKind, LedgerLine, link, request_of
from storage.inserts import queue_up
from storage.tables import LedgerRow


class Ledger:
    """The table `ledger`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def append(self, line: LedgerLine) -> LedgerEntry:
        """Write the next entry; of two who write at once, one waits for the other."""
        await queue_up(self._session)
        entry = link(await self.head(), line)
        row = LedgerRow(
            number=entry.number,
            kind=line.kind.value,
            request=request_of(line),
            previous=entry.previous,
            content=entry.content,
            digest=entry.digest,
        )
        self._session.add(row)
        await self._session.flush()
        return entry

    async def head(self) -> LedgerEntry | None:
        """The newest entry."""
        return next(iter(await self.page(None, 1)), None)

    async def page(self, before: EntryNumber | None, most: int) -> tuple[LedgerEntry, ...]:
        """Entries from before a number, or from the head, newest first."""
        newest = select(LedgerRow).order_by(col(LedgerRow.number).desc()).limit(most)
        if before is not None:
            newest = newest.where(col(LedgerRow.number) < before)
        return tuple(map(_entry, await self._session.scalars(newest)))

    async def since(self, number: EntryNumber) -> tuple[LedgerEntry, ...]:
        """Entries after this one, oldest first; after 0 they are all there is."""
        later = select(LedgerRow).where(col(LedgerRow.number) > number)
        rows = await self._session.scalars(later.order_by(col(LedgerRow.number)))
        return tuple(map(_entry, rows))

    async def of(self, request: RequestNumber) -> tuple[LedgerEntry, ...]:
        """Entries about a request, oldest first."""
        about = select(LedgerRow).where(col(LedgerRow.request) == request)
        rows = await self._session.scalars(about.order_by(col(LedgerRow.number)))
        return tuple(map(_entry, rows))

    async def tally(self) -> Mapping[LedgerKind, int]:
        """How many entries there are of each kind; a kind without one is left out."""
        kind = col(LedgerRow.kind)
        rows = await self._session.execute(select(kind, func.count()).group_by(kind))
        return {LedgerKind(name): count for name, count in rows}


def _entry(row: LedgerRow) -> LedgerEntry:
    return LedgerEntry(
        number=EntryNumber(row.number),
        previous=row.previous,
        content=row.content,
        digest=row.digest,
    )
