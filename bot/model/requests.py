"""An agency's request for assistance."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import AgencyId, AreaId, Cell, PersonId, RequestNumber


class RequestState(StrEnum):
    """Whether a request still takes answers."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDraft:
    """A request as its officer confirmed it."""

    agency: AgencyId
    officer: PersonId
    case: str
    text: str
    cell: Cell
    near: str
    window_from: datetime
    window_until: datetime
    closes: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it stands.

    `officer` is None when he wants to be known no more. `audience` is the whole area that was
    asked, `band` roughly how many live in it.
    """

    number: RequestNumber
    agency: AgencyId
    officer: PersonId | None
    case: str
    text: str
    cell: Cell
    near: str
    window_from: datetime
    window_until: datetime
    closes: datetime
    asked: datetime
    audience: AreaId
    band: int
    state: RequestState = RequestState.OPEN

    def takes_answers(self, now: datetime) -> bool:
        """Whether neighbours may still answer: what was saved by then leaves before it closes."""
        return self.state is RequestState.OPEN and now < self.closes
