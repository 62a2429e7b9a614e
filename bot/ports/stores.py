"""What the watch keeps: one repository per noun, joined in a unit of work.

The contract of each method is tested on the fake, on SQLite and on PostgreSQL alike.
"""

from collections.abc import Collection
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from bot.model.hours import Hours
from bot.model.ids import PersonId
from bot.model.people import Account, Person, Role
from bot.ports.geography import Areas, Channels, Gazetteer, Watches
from bot.ports.holdings import Holdings
from bot.ports.moderation import Audit, Flags, Rulings, Silences, Snippets
from bot.ports.officers import Admissions, Agencies, Badges, MailedCodes, OptOuts, Proposals
from bot.ports.queue import Backlogs, Deliveries, Digests
from bot.ports.relaying import Bells, Ledger, Relay, Requests
from bot.ports.reporting import Incidents, Pictures, Prompts, Witnesses


class People(Protocol):
    """People the watch must find again. Accounts are sealed at rest and found by HMAC."""

    async def find(self, account: Account) -> Person | None:
        """The person behind an account, if the watch knows one."""
        ...

    async def get(self, person: PersonId) -> Person | None:
        """The person with this id."""
        ...

    async def those(self, people: Collection[PersonId]) -> tuple[Person, ...]:
        """The people with these ids, in no order; who is not known is left out."""
        ...

    async def add(self, person: Person) -> Person:
        """Keep somebody new; who is kept for the account already stays, and is given back."""
        ...

    async def speak(self, person: PersonId, language: str) -> None:
        """Remember the language somebody chose."""
        ...

    async def appoint(self, person: PersonId, role: Role) -> None:
        """Give somebody a role."""
        ...

    async def keep_hours(self, person: PersonId, hours: Hours, now: datetime) -> None:
        """Remember when somebody may be told."""
        ...

    async def forget_hours(self) -> None:
        """Drop hours that nobody keeps any more."""
        ...


class Turns(Protocol):
    """Turns at something that all processes share, and that wants to be used slowly."""

    async def lease(self, what: str, spacing: float, patience: float) -> float | None:
        """Take the next turn; how many seconds to wait for it.

        Turns lie `spacing` seconds apart. None, and none is taken, when the wait would be longer
        than `patience` seconds.
        """
        ...

    async def alone(self, what: str) -> None:
        """Wait until no other unit is alone at this; then we are, until this unit ends."""
        ...


class Dialogues(Protocol):
    """Where somebody stands in a dialogue; never the reply's, which is never saved."""

    async def load(self, person: PersonId) -> str | None:
        """The saved state as JSON."""
        ...

    async def save(self, person: PersonId, state: str) -> None:
        """Keep the state in place of an earlier one."""
        ...

    async def end(self, person: PersonId) -> None:
        """Forget the state."""
        ...


class Marks(Protocol):
    """How far each platform's updates have been taken in."""

    async def get(self, platform: str) -> int | None:
        """The last position taken in."""
        ...

    async def take(self, platform: str, position: int) -> bool:
        """Remember a position; False when it is the last one already, taken by whichever process.

        Another unit that takes one of this platform waits until this one ends.
        """
        ...

    async def set(self, platform: str, position: int) -> None:
        """Remember a position; lower than before is fine (ids restart after a quiet week)."""
        ...


class Forgetting(Protocol):
    """What is dropped for good: because somebody wants it, or because it is old."""

    async def person(self, person: Person) -> None:
        """Drop somebody and all that is kept of him: watches, reports, voices, what he is owed.

        Requests that he filed as an officer stay; nobody is found behind them.
        """
        ...

    async def marks(self, account: Account) -> None:
        """Take back the voices and the flags of an account, also of one that is nobody's."""
        ...

    async def incidents(self, before: datetime) -> int:
        """Drop what was posted before, with its pictures and what is owed of it; how many."""
        ...

    async def media(self, before: datetime) -> int:
        """Drop pictures of what was posted before, and those that nothing holds; how many."""
        ...


class UnitOfWork(Protocol):
    """One transaction. It forgets everything unless committed."""

    people: People
    areas: Areas
    channels: Channels
    watches: Watches
    incidents: Incidents
    witnesses: Witnesses
    rulings: Rulings
    flags: Flags
    silences: Silences
    snippets: Snippets
    audit: Audit
    pictures: Pictures
    prompts: Prompts
    forgetting: Forgetting
    holdings: Holdings
    agencies: Agencies
    badges: Badges
    mailed: MailedCodes
    admissions: Admissions
    opt_outs: OptOuts
    proposals: Proposals
    requests: Requests
    ledger: Ledger
    relay: Relay
    bells: Bells
    dialogues: Dialogues
    marks: Marks
    gazetteer: Gazetteer
    turns: Turns
    deliveries: Deliveries
    backlogs: Backlogs
    digests: Digests

    async def __aenter__(self) -> Self:
        """Begin."""
        ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Roll back whatever was not committed."""
        ...

    async def commit(self) -> None:
        """Make it last; once this returns, a crash loses nothing of it."""
        ...

    @property
    def owes(self) -> bool:
        """Whether something is owed by it that senders should look for once it is committed."""
        ...


class Store(Protocol):
    """Where units of work come from."""

    def unit(self) -> UnitOfWork:
        """A new unit of work, not begun."""
        ...

    async def sweep(self) -> None:
        """Forget the order of what was committed (an empty log on SQLite), waiting for nobody."""
        ...

    async def scrub(self) -> None:
        """Leave no remnants of deleted rows behind (checkpoint on SQLite)."""
        ...

    async def vacuum(self) -> None:
        """Rewrite the store so that its pages tell nothing of what was deleted, or when."""
        ...

    async def close(self) -> None:
        """Let go of everything held open."""
        ...
