"""The public ledger, in memory."""

from collections import Counter
from collections.abc import Mapping

from bot.model.ids import EntryNumber, RequestNumber
from bot.model.ledger import LedgerEntry, LedgerKind, LedgerLine, link, request_of
from storage.memory.rows import Rows, Written


class Ledger:
    """Lines with their entries, oldest first."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def append(self, line: LedgerLine) -> LedgerEntry:
        """Write the next entry; of two who write at once, one waits for the other."""
        entry = link(await self.head(), line)
        self._rows.ledger[entry.number] = Written(line=line, entry=entry)
        return entry

    async def head(self) -> LedgerEntry | None:
        """The newest entry."""
        return next(iter(await self.page(None, 1)), None)

    async def page(self, before: EntryNumber | None, most: int) -> tuple[LedgerEntry, ...]:
        """Entries from before a number, or from the head, newest first."""
        return tuple(
            written.entry
            for number, written in sorted(self._rows.ledger.items(), reverse=True)
            if before is None or number < before
        )[:most]

    async def since(self, number: EntryNumber) -> tuple[LedgerEntry, ...]:
        """Entries after this one, oldest first; after 0 they are all there is."""
        return tuple(each.entry for at, each in sorted(self._rows.ledger.items()) if at > number)

    async def of(self, request: RequestNumber) -> tuple[LedgerEntry, ...]:
        """Entries about a request, oldest first."""
        return tuple(
            written.entry
            for _, written in sorted(self._rows.ledger.items())
            if request_of(written.line) == request
        )

    async def tally(self) -> Mapping[LedgerKind, int]:
        """How many entries there are of each kind; a kind without one is left out."""
        return Counter(written.line.kind for written in self._rows.ledger.values())
