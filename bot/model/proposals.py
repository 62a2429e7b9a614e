"""What an agency wants to ask, before anybody is asked."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import AgencyId, PersonId, ProposalId, RequestNumber
from bot.model.requests import RequestDraft


class ProposalState(StrEnum):
    """code -> second -> asked | refused | expired; nothing comes back from the last three."""

    CODE = "code"  # waits for the code that was mailed with its full text
    SECOND = "second"  # waits for a second person
    ASKED = "asked"
    REFUSED = "refused"
    EXPIRED = "expired"


WAITING = (ProposalState.CODE, ProposalState.SECOND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A request that is not one yet; once it was asked, `request` is its number."""

    id: ProposalId
    agency: AgencyId
    officer: PersonId
    draft: RequestDraft
    state: ProposalState
    expires: datetime
    request: RequestNumber | None = None
