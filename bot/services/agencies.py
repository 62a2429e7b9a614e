"""Who may ask the neighbourhood for help, and how an officer proves it."""

import base64
import hashlib
from datetime import datetime

from bot.errors import WatchError
from bot.model.agencies import Agency, AgencyDraft, AgencyState, Officer
from bot.model.ids import AgencyId, AreaId, PersonId
from bot.model.people import Account, Role
from bot.model.policy import Policy
from bot.ports.stores import UnitOfWork
from bot.ports.world import Random
from bot.services import ledger

CODE_BYTES = 10
"""80 random bits: sixteen letters and digits in base 32, beyond guessing."""

LONGEST_NAME = 80
LONGEST_CONTACT = 120


async def enrol(uow: UnitOfWork, draft: AgencyDraft) -> Agency:
    """Add an agency.

    Raises:
        WatchError: `agency.name`, `agency.known` or `agency.contact`.
    """
    if not 0 < len(draft.name) <= LONGEST_NAME:
        raise WatchError("agency.name", count=LONGEST_NAME)
    if await uow.agencies.named(draft.name) is not None:
        raise WatchError("agency.known")
    _fits(draft)
    return await uow.agencies.add(draft)


async def change(uow: UnitOfWork, agency: Agency, draft: AgencyDraft) -> tuple[PersonId, ...]:
    """Say anew who an agency is. With another domain nobody has proved to belong to it: who did.

    Raises:
        WatchError: `agency.revoked` or `agency.contact`.
    """
    _refuse_revoked(agency)
    _fits(draft)
    await uow.agencies.change(agency.id, draft)
    if draft.domain == agency.domain:
        return ()
    return await _dismissed(uow, agency.id)


async def turn(uow: UnitOfWork, agency: Agency, state: AgencyState, now: datetime) -> None:
    """Suspend an agency, let it ask again, or revoke it for good; the ledger tells of a change.

    Raises:
        WatchError: `agency.revoked`: nothing brings it back.
    """
    _refuse_revoked(agency)
    if agency.state is state:
        return
    await uow.agencies.turn(agency.id, state)
    told = ledger.resumed if state is AgencyState.ACTIVE else ledger.suspended
    await told(uow, agency.id, now)
    if state is AgencyState.REVOKED:
        await _dismissed(uow, agency.id)


async def _dismissed(uow: UnitOfWork, agency: AgencyId) -> tuple[PersonId, ...]:
    """Nobody speaks for an agency any more; who did."""
    gone = await uow.agencies.dismiss(agency)
    for person in gone:
        await uow.people.appoint(person, Role.RESIDENT)
    return gone


def _refuse_revoked(agency: Agency) -> None:
    if agency.state is AgencyState.REVOKED:
        raise WatchError("agency.revoked")


def _fits(draft: AgencyDraft) -> None:
    if len(draft.contact) > LONGEST_CONTACT:
        raise WatchError("agency.contact", count=LONGEST_CONTACT)


async def jurisdiction(uow: UnitOfWork, agency: Agency) -> frozenset[AreaId]:
    """The areas that lie altogether within those where an agency may ask."""
    inside = [await uow.areas.within(area) for area in agency.areas]
    return frozenset(area for each in inside for area in each)


async def issue_code(
    uow: UnitOfWork, agency: Agency, now: datetime, *, random: Random, policy: Policy
) -> str:
    """A one-time code for one officer, such as `ABCD-EFGH-IJKL-MNOP`; only its digest is kept.

    Raises:
        WatchError: `agency.revoked`, or `agency.no_domain`: nobody could prove to belong to it.
    """
    _refuse_revoked(agency)
    if not agency.domain:
        raise WatchError("agency.no_domain", agency=agency.name)
    letters = base64.b32encode(random.bytes(CODE_BYTES)).decode()
    code = "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
    await uow.agencies.issue(agency.id, digest(code), now + policy.code_lives)
    return code


def digest(code: str) -> str:
    """SHA-256, hex, of a code as typed: dashes, spaces and case do not count."""
    letters = "".join(char for char in code.upper() if char.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()


async def serving(
    uow: UnitOfWork, account: Account, now: datetime
) -> tuple[PersonId, Agency] | None:
    """The agency that the account is an officer of, if any; writes nothing.

    Officers of an agency that has no domain yet never proved a mailbox: they go on with what
    they asked before.

    Raises:
        WatchError: `verify.suspended` when the agency may do nothing now, `verify.again` when the
            officer must prove himself again.
    """
    officer = await officer_of(uow, account)
    agency = None if officer is None else await uow.agencies.get(officer.agency)
    if officer is None or agency is None:
        return None
    if agency.state is not AgencyState.ACTIVE:
        raise WatchError("verify.suspended", agency=agency.name)
    if agency.domain and not await proved(uow, officer.person, now):
        raise WatchError("verify.again")
    return officer.person, agency


async def hears(uow: UnitOfWork, agency: Agency, officer: PersonId | None, now: datetime) -> bool:
    """Whether an agency's officer may be told what came to it."""
    if officer is None or agency.state is not AgencyState.ACTIVE:
        return False
    return not agency.domain or await proved(uow, officer, now)


async def proved(uow: UnitOfWork, officer: PersonId, now: datetime) -> bool:
    """Whether an officer proved himself not too long ago."""
    badge = await uow.badges.of(officer)
    return badge is not None and now < badge.until


async def officer_of(uow: UnitOfWork, account: Account) -> Officer | None:
    """The officer that the account is, of whatever agency, suspended or not; writes nothing."""
    person = await uow.people.find(account)
    return None if person is None else await uow.agencies.officer(person.id)
