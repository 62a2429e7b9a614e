"""What agencies want to ask."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import AgencyId, PersonId, ProposalId, RequestNumber
from bot.model.proposals import WAITING, Proposal, ProposalState
from bot.model.requests import RequestDraft
from storage.tables import ProposalRow

MOST = 10

DRAFT = TypeAdapter(RequestDraft)
WAITS = tuple(state.value for state in WAITING)


class Proposals:
    """The table `proposal`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def add(self, draft: RequestDraft, expires: datetime) -> Proposal:
        """Keep what an officer wants to ask; it waits for his code."""
        row = ProposalRow(
            agency=draft.agency,
            officer=draft.officer,
            draft=DRAFT.dump_json(draft).decode(),
            state=ProposalState.CODE.value,
            expires=expires,
            request=None,
        )
        self._session.add(row)
        await self._session.flush()
        return _proposal(row)

    async def get(self, proposal: ProposalId) -> Proposal | None:
        """The proposal with this id."""
        row = await self._session.get(ProposalRow, proposal, populate_existing=True)
        return None if row is None else _proposal(row)

    async def of(self, agency: AgencyId) -> tuple[Proposal, ...]:
        """The agency's proposals that were not asked, newest first, at most ten."""
        rows = await self._session.scalars(
            select(ProposalRow)
            .where(
                col(ProposalRow.agency) == agency,
                col(ProposalRow.state) != ProposalState.ASKED.value,
            )
            .order_by(col(ProposalRow.id).desc())
            .limit(MOST)
            .execution_options(populate_existing=True)
        )
        return tuple(map(_proposal, rows))

    async def turn(
        self, proposal: ProposalId, state: ProposalState, was: ProposalState, expires: datetime
    ) -> bool:
        """Change where a proposal stands, unless it stands elsewhere by now; whether it did."""
        turned = await self._session.scalar(
            update(ProposalRow)
            .where(col(ProposalRow.id) == proposal, col(ProposalRow.state) == was.value)
            .values(state=state.value, expires=expires)
            .returning(col(ProposalRow.id))
        )
        return turned is not None

    async def number(self, proposal: ProposalId, request: RequestNumber) -> None:
        """Note which request it became."""
        await self._session.execute(
            update(ProposalRow).where(col(ProposalRow.id) == proposal).values(request=request)
        )

    async def due(self, now: datetime) -> tuple[Proposal, ...]:
        """What waits and has waited too long."""
        rows = await self._session.scalars(
            select(ProposalRow)
            .where(
                col(ProposalRow.state).in_(WAITS),
                col(ProposalRow.expires) <= now,
            )
            .order_by(col(ProposalRow.id))
            .execution_options(populate_existing=True)
        )
        return tuple(map(_proposal, rows))

    async def forget_before(self, moment: datetime) -> None:
        """Forget what waits no more and was good until then."""
        await self._session.execute(
            delete(ProposalRow).where(
                col(ProposalRow.state).not_in(WAITS), col(ProposalRow.expires) <= moment
            )
        )


def _proposal(row: ProposalRow) -> Proposal:
    return Proposal(
        id=ProposalId(row.id),
        agency=AgencyId(row.agency),
        officer=PersonId(row.officer),
        draft=DRAFT.validate_json(row.draft),
        state=ProposalState(row.state),
        expires=row.expires,
        request=None if row.request is None else RequestNumber(row.request),
    )
