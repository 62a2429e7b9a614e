"""Those who may ask the neighbourhood for help."""

from dataclasses import dataclass
from enum import StrEnum

from bot.model.ids import AgencyId, PersonId


class AgencyState(StrEnum):
    """Whether an agency may ask."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A verified public agency, enrolled by the operator."""

    id: AgencyId
    name: str
    state: AgencyState = AgencyState.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person who proved to belong to an agency."""

    person: PersonId
    agency: AgencyId
