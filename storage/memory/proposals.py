"""What agencies want to ask, in memory."""

from dataclasses import replace
from datetime import datetime

from bot.model.ids import AgencyId, ProposalId, RequestNumber
from bot.model.proposals import WAITING, Proposal, ProposalState
from bot.model.requests import RequestDraft
from storage.memory.rows import Rows

MOST = 10


class Proposals:
    """Proposals by id."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def add(self, draft: RequestDraft, expires: datetime) -> Proposal:
        """Keep what an officer wants to ask; it waits for his code."""
        proposal = Proposal(
            id=ProposalId(self._rows.number("proposal")),
            agency=draft.agency,
            officer=draft.officer,
            draft=draft,
            state=ProposalState.CODE,
            expires=expires,
        )
        self._rows.proposals[proposal.id] = proposal
        return proposal

    async def get(self, proposal: ProposalId) -> Proposal | None:
        """The proposal with this id."""
        return self._rows.proposals.get(proposal)

    async def of(self, agency: AgencyId) -> tuple[Proposal, ...]:
        """The agency's proposals that were not asked, newest first, at most ten."""
        theirs = [
            each
            for _, each in sorted(self._rows.proposals.items(), reverse=True)
            if each.agency == agency and each.state is not ProposalState.ASKED
        ]
        return tuple(theirs[:MOST])

    async def turn(
        self, proposal: ProposalId, state: ProposalState, was: ProposalState, expires: datetime
    ) -> bool:
        """Change where a proposal stands, unless it stands elsewhere by now; whether it did."""
        known = self._rows.proposals.get(proposal)
        if known is None or known.state is not was:
            return False
        self._rows.proposals[proposal] = replace(known, state=state, expires=expires)
        return True

    async def number(self, proposal: ProposalId, request: RequestNumber) -> None:
        """Note which request it became."""
        if known := self._rows.proposals.get(proposal):
            self._rows.proposals[proposal] = replace(known, request=request)

    async def due(self, now: datetime) -> tuple[Proposal, ...]:
        """What waits and has waited too long."""
        return tuple(
            each
            for _, each in sorted(self._rows.proposals.items())
            if each.state in WAITING and each.expires <= now
        )

    async def forget_before(self, moment: datetime) -> None:
        """Forget what waits no more and was good until then."""
        kept = self._rows.proposals.items()
        self._rows.proposals = {
            which: each for which, each in kept if each.state in WAITING or each.expires > moment
        }
