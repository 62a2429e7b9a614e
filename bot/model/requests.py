"""An agency's request for assistance."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import AgencyId, AreaId, Cell, PersonId, RequestNumber


class RequestState(StrEnum):
    """Whether a request still takes answers."""

    OPEN = "open"
    CLOSED = "closed"


class Ending(StrEnum):
    """Why a request is over."""

    TIME = "time"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


INTERESTS_M = (150, 300, 450, 640)
"""How far around the place a request may ask, as offered: 0.027 to 0.497 square miles."""

USUAL_INTEREST_M = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDraft:
    """A request as its officer confirmed it.

    `interest` is how far around the place, in metres, it asks what was seen.
    """

    agency: AgencyId
    officer: PersonId
    case: str
    text: str
    cell: Cell
    near: str
    window_from: datetime
    window_until: datetime
    closes: datetime
    interest: int = USUAL_INTEREST_M


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it stands.

    `audience` is the whole area that was asked, `band` roughly how many live in it; `interest` is
    as in `RequestDraft`, `ending` why it is over.
    """

    number: RequestNumber
    agency: AgencyId
    officer: PersonId
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
    interest: int = USUAL_INTEREST_M
    state: RequestState = RequestState.OPEN
    ending: Ending = Ending.TIME

    def takes_answers(self, now: datetime) -> bool:
        """Whether neighbours may still answer: what was saved by then leaves before it closes."""
        return self.state is RequestState.OPEN and now < self.closes


def same_case(first: str, second: str) -> bool:
    """Whether two case numbers are one: letters and digits count, not how they are set apart."""
    return _bare(first) == _bare(second)


def _bare(case: str) -> str:
    return "".join(char for char in case.casefold() if char.isalnum())
