"""Requests for assistance and the public ledger."""

from datetime import datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.audiences import Audience
from bot.model.ids import AgencyId, AreaId, Cell, PersonId, RequestNumber
from bot.model.requests import LedgerEntry, Request, RequestDraft, RequestState
from storage.tables import LedgerRow, RequestRow

MOST = 10

ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7072636863)")
"""PostgreSQL: who files a request waits for who is filing one, so that no number is left out
and the ledger stays one chain. The key is any number that nothing else uses."""


class Requests:
    """The tables `request` and `ledger`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def add(self, draft: RequestDraft, audience: Audience, asked: datetime) -> Request:
        """Keep a request and give it the next number."""
        await self._queue_up()
        newest = await self._session.scalar(select(func.max(col(RequestRow.number))))
        row = RequestRow(
            number=(newest or 0) + 1,
            agency=draft.agency,
            officer=draft.officer,
            case=draft.case,
            text=draft.text,
            cell=draft.cell,
            near=draft.near,
            window_from=draft.window_from,
            window_until=draft.window_until,
            closes=draft.closes,
            asked=asked,
            audience=audience.area,
            band=audience.band,
            state=RequestState.OPEN.value,
        )
        self._session.add(row)
        await self._session.flush()
        return _request(row)

    async def get(self, number: RequestNumber) -> Request | None:
        """The request with this number."""
        row = await self._session.get(RequestRow, number, populate_existing=True)
        return None if row is None else _request(row)

    async def of(self, agency: AgencyId) -> tuple[Request, ...]:
        """The agency's requests, newest first, at most ten."""
        rows = await self._session.scalars(
            select(RequestRow)
            .where(col(RequestRow.agency) == agency)
            .order_by(col(RequestRow.number).desc())
            .limit(MOST)
            .execution_options(populate_existing=True)
        )
        return tuple(map(_request, rows))

    async def since(self, agency: AgencyId, moment: datetime) -> tuple[Request, ...]:
        """The agency's requests asked after the moment, oldest first."""
        rows = await self._session.scalars(
            select(RequestRow)
            .where(col(RequestRow.agency) == agency, col(RequestRow.asked) > moment)
            .order_by(col(RequestRow.number))
            .execution_options(populate_existing=True)
        )
        return tuple(map(_request, rows))

    async def due(self, now: datetime) -> tuple[Request, ...]:
        """Open requests whose closing moment has come."""
        rows = await self._session.scalars(
            select(RequestRow)
            .where(col(RequestRow.state) == RequestState.OPEN.value, col(RequestRow.closes) <= now)
            .order_by(col(RequestRow.number))
            .execution_options(populate_existing=True)
        )
        return tuple(map(_request, rows))

    async def turn(self, number: RequestNumber, state: RequestState) -> None:
        """Change where a request stands."""
        turned = update(RequestRow).where(col(RequestRow.number) == number)
        await self._session.execute(turned.values(state=state.value))

    async def ledger_head(self) -> LedgerEntry | None:
        """The newest entry of the ledger."""
        await self._queue_up()
        newest = select(LedgerRow).order_by(col(LedgerRow.number).desc()).limit(1)
        row = await self._session.scalar(newest)
        return None if row is None else _entry(row)

    async def ledger_append(self, entry: LedgerEntry) -> None:
        """Add an entry to the ledger."""
        row = LedgerRow(
            number=entry.number,
            previous=entry.previous,
            content=entry.content,
            digest=entry.digest,
        )
        self._session.add(row)
        await self._session.flush()

    async def ledger(self) -> tuple[LedgerEntry, ...]:
        """The whole ledger, oldest first."""
        rows = await self._session.scalars(select(LedgerRow).order_by(col(LedgerRow.number)))
        return tuple(map(_entry, rows))

    async def _queue_up(self) -> None:
        if self._session.get_bind().dialect.name == "postgresql":
            await self._session.execute(ONE_AT_A_TIME)


def _request(row: RequestRow) -> Request:
    return Request(
        number=RequestNumber(row.number),
        agency=AgencyId(row.agency),
        officer=PersonId(row.officer),
        case=row.case,
        text=row.text,
        cell=Cell(row.cell),
        near=row.near,
        window_from=row.window_from,
        window_until=row.window_until,
        closes=row.closes,
        asked=row.asked,
        audience=AreaId(row.audience),
        band=row.band,
        state=RequestState(row.state),
    )


def _entry(row: LedgerRow) -> LedgerEntry:
    return LedgerEntry(
        number=RequestNumber(row.number),
        previous=row.previous,
        content=row.content,
        digest=row.digest,
    )
