"""What the watch keeps of agencies: who they are, who speaks for them, what they want to ask."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from bot.model.agencies import Agency, AgencyDraft, AgencyState, Badge, Officer, Probation
from bot.model.ids import AgencyId, ChannelId, PersonId, ProposalId, RequestNumber
from bot.model.proposals import Proposal, ProposalState
from bot.model.requests import RequestDraft


class Agencies(Protocol):
    """Agencies, their one-time codes and their officers."""

    async def add(self, draft: AgencyDraft) -> Agency:
        """Enrol an agency."""
        ...

    async def change(self, agency: AgencyId, draft: AgencyDraft) -> None:
        """Say anew who an agency is and where it may ask; its name stays."""
        ...

    async def get(self, agency: AgencyId) -> Agency | None:
        """The agency with this id."""
        ...

    async def named(self, name: str) -> Agency | None:
        """The agency with exactly this name."""
        ...

    async def all(self) -> tuple[Agency, ...]:
        """Every agency, by name."""
        ...

    async def turn(self, agency: AgencyId, state: AgencyState) -> None:
        """Suspend an agency, let it ask again, or revoke it."""
        ...

    async def issue(self, agency: AgencyId, code_digest: str, expires: datetime) -> None:
        """Keep the digest of an officer's one-time code."""
        ...

    async def redeem(self, code_digest: str, now: datetime) -> AgencyId | None:
        """The agency of a code that is known and not expired; the code is used up by this."""
        ...

    async def appoint(self, officer: Officer) -> None:
        """Make a person an officer of an agency; a person serves one agency."""
        ...

    async def dismiss(self, agency: AgencyId) -> tuple[PersonId, ...]:
        """Nobody is an officer of the agency any more; badges and codes go, too. Who was."""
        ...

    async def let_go(self, person: PersonId) -> None:
        """The person is an officer no more; his badge goes, too."""
        ...

    async def officer(self, person: PersonId) -> Officer | None:
        """The officer that this person is, if any."""
        ...

    async def officers(self, agency: AgencyId) -> tuple[Officer, ...]:
        """The agency's officers, by person id."""
        ...


class Badges(Protocol):
    """How officers prove themselves. Addresses and secrets are sealed at rest."""

    async def pin(self, badge: Badge) -> tuple[PersonId, ...]:
        """Give an officer a badge in place of his own.

        A mailbox is one officer's: whoever had it serves nobody any more, and is given back.
        """
        ...

    async def of(self, person: PersonId) -> Badge | None:
        """The badge of an officer."""
        ...

    async def holder(self, address: str) -> PersonId | None:
        """Whose mailbox an address is."""
        ...

    async def use(self, person: PersonId, step: int) -> bool:
        """Note that a password of this time step was used; False when it or a later one was."""
        ...

    async def miss(self, person: PersonId) -> int:
        """Note a wrong password; how many came since the last right one."""
        ...

    async def renew(self, person: PersonId, until: datetime) -> None:
        """It is good until then."""
        ...

    async def begin(self, probation: Probation) -> None:
        """Keep how far somebody has come with proving himself."""
        ...

    async def probation(self, person: PersonId) -> Probation | None:
        """How far somebody has come with proving himself."""
        ...

    async def end(self, person: PersonId) -> None:
        """He proves himself no more."""
        ...

    async def forget_before(self, moment: datetime) -> None:
        """Forget who was to prove himself until then and did not."""
        ...


class MailedCodes(Protocol):
    """Codes that were mailed, one for each person and thing. Only keyed digests are kept."""

    async def keep(self, person: PersonId, about: str, code: str, expires: datetime) -> None:
        """Keep a code in place of an earlier one; it takes `MOST_TRIES`."""
        ...

    async def expires(self, person: PersonId, about: str) -> datetime | None:
        """Until when the code that stands is good."""
        ...

    async def use(self, person: PersonId, about: str, code: str, now: datetime) -> bool:
        """Whether this is the code; it is used up by that, or one try is."""
        ...

    async def forget_before(self, moment: datetime) -> None:
        """Forget what was good until then."""
        ...


MOST_TRIES = 5
"""So many wrong codes, and a mailed code is worth nothing."""


class Admissions(Protocol):
    """Which channels take which agency's requests."""

    async def decide(
        self, channel: ChannelId, agency: AgencyId, now: datetime, *, admitted: bool
    ) -> None:
        """A channel takes an agency's requests from now on, or does not."""
        ...

    async def decided(self, channel: ChannelId, agency: AgencyId) -> bool | None:
        """Whether a channel takes an agency's requests; None when nobody has said."""
        ...

    async def admitting(self, agency: AgencyId) -> frozenset[ChannelId]:
        """The channels that take an agency's requests."""
        ...

    async def changed_since(self, agency: AgencyId, moment: datetime) -> frozenset[ChannelId]:
        """The channels that said something else of the agency after the moment."""
        ...


class OptOuts(Protocol):
    """Who takes no more requests in private, of one agency or of any."""

    async def stop(self, person: PersonId, agency: AgencyId) -> None:
        """Somebody takes no more requests of an agency, or of `EVERY_AGENCY`."""
        ...

    async def resume(self, person: PersonId, agency: AgencyId) -> None:
        """He takes them again; what he opted out of beside stays."""
        ...

    async def of(self, person: PersonId) -> frozenset[AgencyId]:
        """What somebody opted out of."""
        ...

    async def those(self, people: Collection[PersonId]) -> Mapping[PersonId, frozenset[AgencyId]]:
        """What these people opted out of; who did not is left out."""
        ...


class Proposals(Protocol):
    """What agencies want to ask."""

    async def add(self, draft: RequestDraft, expires: datetime) -> Proposal:
        """Keep what an officer wants to ask; it waits for his code."""
        ...

    async def get(self, proposal: ProposalId) -> Proposal | None:
        """The proposal with this id."""
        ...

    async def of(self, agency: AgencyId) -> tuple[Proposal, ...]:
        """The agency's proposals that were not asked, newest first, at most ten."""
        ...

    async def turn(
        self, proposal: ProposalId, state: ProposalState, was: ProposalState, expires: datetime
    ) -> bool:
        """Change where a proposal stands, unless it stands elsewhere by now; whether it did."""
        ...

    async def number(self, proposal: ProposalId, request: RequestNumber) -> None:
        """Note which request it became."""
        ...

    async def due(self, now: datetime) -> tuple[Proposal, ...]:
        """What waits and has waited too long."""
        ...

    async def forget_before(self, moment: datetime) -> None:
        """Forget what waits no more and was good until then."""
        ...
