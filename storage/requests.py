"""Requests for assistance."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.audiences import Audience
from bot.model.ids import AgencyId, AreaId, Cell, PersonId, RequestNumber
from bot.model.requests import Ending, Request, RequestDraft, RequestState, same_case
from storage.inserts import queue_up
from storage.tables import RequestRow

MOST = 10


class Requests:
    """The table `request`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def add(self, draft: RequestDraft, audience: Audience, asked: datetime) -> Request:
        """Keep a request and give it the next number."""
        await queue_up(self._session)
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
            interest=draft.interest,
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

    async def end(self, number: RequestNumber, ending: Ending) -> None:
        """It takes no answers any more."""
        ended = update(RequestRow).where(col(RequestRow.number) == number)
        await self._session.execute(
            ended.values(state=RequestState.CLOSED.value, ending=ending.value)
        )

    async def in_case(self, agency: AgencyId, case: str) -> int:
        """How many requests of an agency name this case, in whatever letters and dashes."""
        cases = await self._session.scalars(
            select(col(RequestRow.case)).where(col(RequestRow.agency) == agency)
        )
        return sum(same_case(each, case) for each in cases)


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
        interest=row.interest,
        state=RequestState(row.state),
        ending=Ending(row.ending),
    )
