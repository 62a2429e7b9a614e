"""How somebody proves that he speaks for an agency: by a mailbox, then by one-time passwords.

The operator invites with a code that works once. A letter to an address on the agency's own
domain carries another. Then an authenticator app is set up, whose passwords sign what is asked.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import WatchError
from bot.model.agencies import Agency, AgencyState, Badge, Officer, Probation
from bot.model.ids import PersonId
from bot.model.people import Role
from bot.model.policy import Policy
from bot.ports.stores import UnitOfWork
from bot.ports.world import Random
from bot.services import agencies, letters, passwords
from bot.services.domains import domain_of, readable
from bot.services.letters import Post

ABOUT = "verify"
"""What the mailed code is about."""

PROBATION = timedelta(hours=24)
"""How long an invitation stays open once it was taken up."""

MOST_WRONG = 10
"""So many wrong passwords in a row, and the officer proves himself by mail again."""

LONGEST_ADDRESS = 254
"""Characters of a mail address (RFC 5321, section 4.5.3.1.3, without the brackets)."""

LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*/=?^_`{|}~-]{1,64}")
"""What stands before the @, without quotes and tags (RFC 5321, section 4.1.2)."""


async def invited(uow: UnitOfWork, person: PersonId, code: str, now: datetime) -> Agency:
    """Take up an invitation; its code is used up.

    Raises:
        WatchError: `verify.wrong` (unknown, used or expired), `verify.suspended`, or
            `agency.no_domain`.
    """
    found = await uow.agencies.redeem(agencies.digest(code), now)
    agency = None if found is None else await uow.agencies.get(found)
    if agency is None:
        raise WatchError("verify.wrong")
    _able(agency)
    begun = Probation(person=person, agency=agency.id, until=now + PROBATION)
    await uow.badges.begin(begun)
    return agency


async def begun(
    uow: UnitOfWork, person: PersonId, now: datetime
) -> tuple[Probation, Agency] | None:
    """How far somebody has come whose invitation is open, and with which agency.

    Raises:
        WatchError: `verify.suspended` or `agency.no_domain`.
    """
    probation = await uow.badges.probation(person)
    agency = None if probation is None else await uow.agencies.get(probation.agency)
    if probation is None or agency is None or probation.until <= now:
        return None
    _able(agency)
    return probation, agency


async def claim(post: Post, probation: Probation, agency: Agency, words: str) -> None:
    """Mail a code to the address that somebody says is his.

    Raises:
        WatchError: `verify.address`, or as `letters.mail_code`.
    """
    address = address_of(words, agency)
    await mail(post, probation.person, address)
    await post.uow.badges.begin(replace(probation, address=address, secret=""))


async def mail(post: Post, person: PersonId, address: str) -> None:
    """Mail a code to a mailbox. Raises WatchError as `letters.mail_code`."""
    await letters.mail_code(post, person, ABOUT, address)


async def received(
    uow: UnitOfWork, person: PersonId, typed: str, *, now: datetime, random: Random
) -> bool:
    """Whether somebody typed the code that was mailed; who is new gets a secret by that."""
    if not await letters.right(uow, person, ABOUT, typed=typed, now=now):
        return False
    probation = await uow.badges.probation(person)
    if probation is not None:
        await uow.badges.begin(replace(probation, secret=passwords.fresh(random)))
    return True


async def sworn_in(
    uow: UnitOfWork, probation: Probation, typed: str, *, now: datetime, policy: Policy
) -> bool:
    """Whether the first password is right; then he speaks for his agency."""
    step = passwords.step_of(probation.secret, typed, now) if probation.secret else None
    if step is None:
        return False
    person = probation.person
    await uow.agencies.appoint(Officer(person=person, agency=probation.agency))
    await uow.people.appoint(person, Role.OFFICER)
    until = now + policy.verified_for
    for other in await uow.badges.pin(
        Badge(
            person=person,
            address=probation.address,
            secret=probation.secret,
            until=until,
            step=step,
        )
    ):
        await uow.people.appoint(other, Role.RESIDENT)
    await uow.badges.end(person)
    return True


async def signed(uow: UnitOfWork, badge: Badge, typed: str, now: datetime) -> bool:
    """Whether an officer typed a password of now that was not used yet; it is used by this.

    After too many wrong ones the badge lapses.
    """
    step = passwords.step_of(badge.secret, typed, now)
    if step is not None and await uow.badges.use(badge.person, step):
        return True
    if await uow.badges.miss(badge.person) >= MOST_WRONG:
        await uow.badges.renew(badge.person, now)
    return False


async def let_go(uow: UnitOfWork, agency: Agency, words: str) -> None:
    """Whoever proved this mailbox speaks for the agency no more.

    Raises:
        WatchError: `verify.address` or `agency.no_officer`.
    """
    person = await uow.badges.holder(address_of(words, agency))
    officer = None if person is None else await uow.agencies.officer(person)
    if person is None or officer is None or officer.agency != agency.id:
        raise WatchError("agency.no_officer")
    await uow.agencies.let_go(person)
    await uow.people.appoint(person, Role.RESIDENT)


def address_of(words: str, agency: Agency) -> str:
    """A mail address on the agency's own domain, its tag left out: one mailbox, one address.

    Raises:
        WatchError: `verify.address`.
    """
    local, _, domain = words.strip().rpartition("@")
    local = local.partition("+")[0]
    try:
        fits = LOCAL.fullmatch(local) and domain_of(domain).name == agency.domain
    except WatchError:
        fits = False
    address = f"{local.casefold()}@{agency.domain}"
    if not fits or len(address) > LONGEST_ADDRESS:
        raise WatchError("verify.address", domain=readable(agency.domain))
    return address


def _able(agency: Agency) -> None:
    if agency.state is not AgencyState.ACTIVE:
        raise WatchError("verify.suspended", agency=agency.name)
    if not agency.domain:
        raise WatchError("agency.no_domain", agency=agency.name)
