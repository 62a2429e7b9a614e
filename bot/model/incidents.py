"""What residents report."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import Cell, IncidentNumber, PersonId, PictureKey


class Category(StrEnum):
    """What an incident is about."""

    THEFT = "theft"
    VANDALISM = "vandalism"
    FIRE = "fire"
    HAZARD = "hazard"
    LOST = "lost"
    OTHER = "other"


ALL_CATEGORIES = frozenset(Category)


class IncidentState(StrEnum):
    """Where an incident stands."""

    OPEN = "open"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDraft:
    """A report as its writer confirmed it. `near` names the block's streets, no house number."""

    category: Category
    text: str
    cell: Cell
    near: str
    happened: datetime
    picture: PictureKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentUpdate:
    """Something added to an incident by its reporter."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A report that was posted. `version` grows with every change that its posts must show."""

    number: IncidentNumber
    reporter: PersonId
    category: Category
    text: str
    cell: Cell
    near: str
    happened: datetime
    posted: datetime
    state: IncidentState = IncidentState.OPEN
    picture: PictureKey | None = None
    updates: tuple[IncidentUpdate, ...] = ()
    version: int = 1
