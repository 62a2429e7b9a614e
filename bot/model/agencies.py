"""Those who may ask the neighbourhood for help."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import AgencyId, AreaId, PersonId


class AgencyState(StrEnum):
    """Whether an agency may ask."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"  # for good: its name stays, nobody speaks for it


EVERY_AGENCY = AgencyId(0)
"""Whoever opted out of this one takes requests of none; no agency has this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyDraft:
    """What the operator says of an agency.

    `domain` is its mail domain in ASCII, `contact` what residents may see to reach it, `areas`
    those within which it may ask. Without a domain nobody can prove to belong to it.
    """

    name: str
    domain: str = ""
    contact: str = ""
    areas: tuple[AreaId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A public agency, enrolled by the operator; see `AgencyDraft`."""

    id: AgencyId
    name: str
    state: AgencyState = AgencyState.ACTIVE
    domain: str = ""
    contact: str = ""
    areas: tuple[AreaId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person who belongs to an agency."""

    person: PersonId
    agency: AgencyId


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """How an officer proves himself, good `until` then.

    `address` is his mailbox, `secret` that of his one-time passwords in base 32, both sealed where
    they are stored. `step` is the time step of the last password that was used (RFC 6238), `wrong`
    how many wrong ones came since.
    """

    person: PersonId
    address: str
    secret: str
    until: datetime
    step: int = 0
    wrong: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Probation:
    """Somebody who was invited by an agency and proves himself, until then.

    `address` is the mailbox that he claims, `secret` was made once he proved it.
    """

    person: PersonId
    agency: AgencyId
    until: datetime
    address: str = ""
    secret: str = ""
