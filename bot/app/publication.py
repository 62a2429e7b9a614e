"""The public page, read from the store and drawn."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from adapters.feeds.transparency import LEDGER, TABLE, TONGUES
from adapters.maps.ground import ground_of
from adapters.pages import Links, rendered, table
from bot.model.ids import EntryNumber
from bot.model.ledger import LedgerEntry
from bot.ports.reports import PublicReport
from bot.ports.stores import Store
from bot.ports.world import Clock
from bot.services import entries, reports
from bot.services.chains import exported

FRESH: Final = timedelta(minutes=1)
"""How long what was read is good enough: many may look at once."""

OVER_HTTP: Final = Links(languages=TONGUES, ledger=LEDGER, table=TABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read at once: the report and the ledger that it tells of."""

    report: PublicReport
    ledger: tuple[LedgerEntry, ...]


class StoredPage:
    """See `bot.ports.reports.PublicPage`."""

    def __init__(self, store: Store, clock: Clock, links: Links = OVER_HTTP) -> None:
        """Read from this store; `links` say where the files are."""
        self._store, self._clock, self._links = store, clock, links
        self._read: Read | None = None

    async def html(self, language: str) -> bytes:
        """See `PublicPage.html`."""
        report = (await self._fresh()).report
        ground = ground_of(report.ground, dict(report.areas))
        return rendered(report, ground, self._links, language)

    async def ledger(self) -> bytes:
        """See `PublicPage.ledger`."""
        return exported((await self._fresh()).ledger)

    async def table(self) -> bytes:
        """See `PublicPage.table`."""
        return table([(each, entries.read(each)) for each in (await self._fresh()).ledger])

    async def _fresh(self) -> Read:
        now = self._clock.now()
        if self._read is None or now - self._read.report.made >= FRESH:
            async with self._store.unit() as uow:
                self._read = Read(
                    report=await reports.report(uow, now),
                    ledger=await uow.ledger.since(EntryNumber(0)),
                )
        return self._read
