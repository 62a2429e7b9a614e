"""Asking the neighbourhood: who may, whom it reaches, how it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.errors import RuleError, WatchError
from bot.model.agencies import Agency
from bot.model.audiences import Audience
from bot.model.ids import AgencyId, Cell, PersonId, RequestNumber
from bot.model.ledger import reply_band
from bot.model.people import Account
from bot.model.policy import Policy
from bot.model.requests import Ending, Request, RequestDraft, RequestState
from bot.permissions import Permission, Standing, require
from bot.ports.inquiries import Facts
from bot.ports.stores import UnitOfWork
from bot.ports.world import Clock, Keyring
from bot.services import agencies, audiences, ledger, policies

LONGEST_TEXT = 600
LONGEST_CASE = 40

EVER = datetime(1970, 1, 1, tzinfo=UTC)

DAYS = (1, 3, 7, 14, 30)
"""For how many days a request may be open, as offered."""

DAYS_IF_IN_DOUBT = 7
"""What stands out among them (RELAY: "After 7 days by default")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What filing a request needs beside the store."""

    facts: Facts
    clock: Clock
    keyring: Keyring
    policy: Policy


async def asker(uow: UnitOfWork, account: Account, now: datetime) -> tuple[PersonId, Agency]:
    """The officer and his agency.

    Raises:
        WatchError: `refused.request.file`, or as `agencies.serving`.
    """
    serving = await agencies.serving(uow, account, now)
    require(Permission.REQUEST_FILE, frozenset({Standing.OFFICER} if serving else ()))
    if serving is None:
        raise WatchError("refused.request.file")
    return serving


async def own(
    uow: UnitOfWork,
    account: Account,
    number: RequestNumber,
    permission: Permission = Permission.REQUEST_CHANGE,
    *,
    now: datetime,
) -> Request:
    """An open request of the officer's own agency, with which he may do this.

    Raises:
        WatchError: as `asker`, `request.unknown`, the permission's refusal, or `request.over`.
    """
    _, agency = await asker(uow, account, now)
    request = await known(uow, number)
    mine = request.agency == agency.id
    require(permission, frozenset({Standing.ASKER} if mine else ()))
    if request.state is RequestState.CLOSED:
        raise WatchError("request.over", number=str(number))
    return request


async def known(uow: UnitOfWork, number: RequestNumber) -> Request:
    """The request with this number. Raises WatchError `request.unknown`."""
    request = await uow.requests.get(number)
    if request is None:
        raise WatchError("request.unknown", number=str(number))
    return request


async def taking(uow: UnitOfWork, number: RequestNumber, now: datetime) -> Request:
    """The request with this number, while neighbours may answer it.

    Raises:
        WatchError: `request.unknown` or `request.over`.
    """
    request = await known(uow, number)
    if not request.takes_answers(now):
        raise WatchError("request.over", number=str(number))
    return request


async def speaker(uow: UnitOfWork, account: Account, now: datetime) -> tuple[PersonId, Agency]:
    """The officer, and his agency that may ask something new.

    Raises:
        WatchError: as `asker`, or `agency.no_domain`: nobody has proved to speak for it.
    """
    person, agency = await asker(uow, account, now)
    if not agency.domain:
        raise WatchError("agency.no_domain", agency=agency.name)
    return person, agency


async def fitting(uow: UnitOfWork, agency: Agency, draft: RequestDraft, with_: Asking) -> Audience:
    """Whom a request would reach that went out now.

    An agency never draws its audience: see `bot.services.audiences`.

    Raises:
        RuleError: what keeps it from going out.
    """
    now = with_.clock.now()
    survey = audiences.Survey(facts=with_.facts, now=now, policy=with_.policy)
    audience = await addressed(uow, agency, draft.cell, survey)
    with ruled(agency.id):
        await policies.require(uow, agency, draft, with_.policy)
        await audiences.refuse_narrowing(uow, agency.id, audience, survey)
    return audience


async def ask(uow: UnitOfWork, agency: Agency, draft: RequestDraft, with_: Asking) -> Request:
    """A request goes out: its key is made, the ledger grows, its audience is owed it.

    Raises:
        RuleError: as `fitting`.
    """
    now = with_.clock.now()
    audience = await fitting(uow, agency, draft, with_)
    request = await uow.requests.add(draft, audience, now)
    await ledger.asked(uow, request)
    with_.keyring.create(request.number)
    areas = await audiences.everything_in(uow, audience.area)
    await uow.deliveries.ask(request.number, areas, now)
    return request


async def addressed(
    uow: UnitOfWork, agency: Agency, cell: Cell, survey: audiences.Survey
) -> Audience:
    """Whom an agency reaches that asks about this place.

    Raises:
        RuleError: as `audiences.chosen`.
    """
    with ruled(agency.id):
        return await audiences.chosen(uow, agency, cell, survey)


@contextmanager
def ruled(agency: AgencyId) -> Iterator[None]:
    """Whatever says no herein is a rule for requests, and said to this agency.

    Raises:
        RuleError: in place of the WatchError.
    """
    try:
        yield
    except WatchError as no:
        raise RuleError(no.text, rule=no.text.key, agency=agency) from no


async def resolve(uow: UnitOfWork, request: Request, keyring: Keyring, now: datetime) -> None:
    """An agency found what it had asked for: its request ends at once."""
    await ledger.resolved(uow, request, now)
    await close(uow, request, keyring, now, ending=Ending.RESOLVED)


async def withdraw(uow: UnitOfWork, request: Request, keyring: Keyring, now: datetime) -> None:
    """An agency takes back what it had asked: its request ends at once, and everybody sees why."""
    await ledger.withdrawn(uow, request, now)
    await close(uow, request, keyring, now, ending=Ending.WITHDRAWN)


async def close(
    uow: UnitOfWork,
    request: Request,
    keyring: Keyring,
    now: datetime,
    *,
    ending: Ending = Ending.TIME,
) -> None:
    """End a request: its key is destroyed, with replies, questions and what was owed of them.

    The key goes first: should the rest fail, what is left cannot be read. Of the replies that
    the agency got nothing stays but the band of their number, in the ledger.
    """
    keyring.destroy(request.number)
    released = await uow.relay.keys(request.number)
    await uow.deliveries.drop_request(request.number, released)
    await uow.relay.destroy(request.number)
    await uow.bells.destroy(request.number)
    await uow.requests.end(request.number, ending)
    await ledger.closed(uow, request, reply_band(len(released)), now)


async def end_all(uow: UnitOfWork, agency: Agency, keyring: Keyring, now: datetime) -> None:
    """Nobody speaks for an agency any more: whatever it asked ends, with all replies."""
    for request in await uow.requests.since(agency.id, EVER):
        if request.state is RequestState.OPEN:
            await close(uow, request, keyring, now)


def closing(now: datetime, days: int, policy: Policy) -> datetime:
    """When a request that is open for so many days ends. Raises WatchError `request.too_long`."""
    if not timedelta(0) < timedelta(days=days) <= policy.open_at_most:
        raise WatchError("request.too_long", count=policy.open_at_most.days)
    return now + timedelta(days=days)
