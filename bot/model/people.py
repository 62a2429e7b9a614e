"""Who somebody is: as little as possible."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from bot.model.hours import Hours
from bot.model.ids import PersonId, PlatformName

PERSON_ID_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account on a platform: the platform's own id of a person, opaque to the core."""

    platform: PlatformName
    id: str


class Role(StrEnum):
    """What somebody may be to the watch beyond a passer-by."""

    RESIDENT = "resident"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody the watch must be able to find again: a subscriber, a reporter, an officer.

    `joined` counts fortnights since 1970, no finer. The account is sealed where it is stored.
    `hours` are None until the person chose some.
    """

    id: PersonId
    account: Account
    language: str
    joined: int
    role: Role = Role.RESIDENT
    hours: Hours | None = None


def person_id(drawn: bytes) -> PersonId:
    """The id that the first bytes of what was drawn spell."""
    return PersonId(int.from_bytes(drawn[:PERSON_ID_BYTES], signed=True))


def nobody_after(person: Person) -> Person:
    """Nobody, to stand where somebody stood who is forgotten, in what has to stay.

    The id follows from one that is random and gone; no platform has such an account.
    """
    digest = hashlib.sha256(f"gone {person.id}".encode()).digest()
    id_ = person_id(digest)
    account = Account(platform=person.account.platform, id=f"gone {id_}")
    return Person(id=id_, account=account, language="en", joined=0)
