"""Asking the neighbourhood: who may, whom it reaches, how it ends."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import WatchError
from bot.model.agencies import Agency
from bot.model.ids import PersonId, RequestNumber
from bot.model.people import Account
from bot.model.policy import Policy
from bot.model.requests import LedgerEntry, Request, RequestDraft, RequestState
from bot.permissions import Permission, Standing, require
from bot.ports.inquiries import Facts
from bot.ports.stores import UnitOfWork
from bot.ports.world import Clock, Keyring
from bot.services import agencies, audiences

LONGEST_TEXT = 600
LONGEST_CASE = 40

DAYS = (1, 3, 7, 14, 30)
"""For how many days a request may be open, as offered."""

DAYS_IF_IN_DOUBT = 7
"""What stands out among them (RELAY: "After 7 days by default")."""

FIRST_LINK = "0" * 64
"""What the first entry of the ledger names as its predecessor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What filing a request needs beside the store."""

    facts: Facts
    clock: Clock
    keyring: Keyring
    policy: Policy


async def asker(uow: UnitOfWork, account: Account) -> tuple[PersonId, Agency]:
    """The officer and his agency.

    Raises:
        WatchError: `refused.request.file`, or `verify.suspended` when the agency may not ask.
    """
    serving = await agencies.serving(uow, account)
    require(Permission.REQUEST_FILE, frozenset({Standing.OFFICER} if serving else ()))
    if serving is None:
        raise WatchError("refused.request.file")
    return serving


async def own(
    uow: UnitOfWork,
    account: Account,
    number: RequestNumber,
    permission: Permission = Permission.REQUEST_CHANGE,
) -> Request:
    """An open request of the officer's own agency, with which he may do this.

    Raises:
        WatchError: as `asker`, `request.unknown`, the permission's refusal, or `request.over`.
    """
    _, agency = await asker(uow, account)
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


async def ask(uow: UnitOfWork, account: Account, draft: RequestDraft, with_: Asking) -> Request:
    """File a request: its key is made, the ledger grows, its audience is owed it.

    An agency never draws its audience: see `bot.services.audiences`.
    """
    _, agency = await asker(uow, account)
    now = with_.clock.now()
    survey = audiences.Survey(facts=with_.facts, now=now, policy=with_.policy)
    audience = await audiences.chosen(uow, draft.cell, survey)
    await audiences.refuse_narrowing(uow, agency.id, audience, survey)
    request = await uow.requests.add(draft, audience, now)
    await uow.requests.ledger_append(await _entry(uow, request, agency))
    with_.keyring.create(request.number)
    areas = await audiences.everything_in(uow, audience.area)
    await uow.deliveries.ask(request.number, areas, now)
    return request


async def close(uow: UnitOfWork, request: Request, keyring: Keyring) -> None:
    """End a request: its key is destroyed, with replies, questions and what was owed of them.

    The key goes first: should the rest fail, what is left cannot be read.
    """
    keyring.destroy(request.number)
    released = await uow.relay.of(request.number)
    await uow.deliveries.drop_request(request.number, [reply.key for reply in released])
    await uow.relay.destroy(request.number)
    await uow.bells.destroy(request.number)
    await uow.requests.turn(request.number, RequestState.CLOSED)


def closing(now: datetime, days: int, policy: Policy) -> datetime:
    """When a request that is open for so many days ends. Raises WatchError `request.too_long`."""
    if not timedelta(0) < timedelta(days=days) <= policy.open_at_most:
        raise WatchError("request.too_long", count=policy.open_at_most.days)
    return now + timedelta(days=days)


async def _entry(uow: UnitOfWork, request: Request, agency: Agency) -> LedgerEntry:
    head = await uow.requests.ledger_head()
    previous = FIRST_LINK if head is None else head.digest
    area = await uow.areas.get(request.audience)
    content = json.dumps(
        {
            "agency": agency.name,
            "asked": request.asked.isoformat(),
            "audience": "" if area is None else area.name,
            "band": request.band,
            "case": request.case,
            "closes": request.closes.isoformat(),
            "from": request.window_from.isoformat(),
            "near": request.near,
            "number": request.number,
            "text": request.text,
            "until": request.window_until.isoformat(),
        },
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    digest = hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()
    return LedgerEntry(number=request.number, previous=previous, content=content, digest=digest)
