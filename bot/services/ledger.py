"""What is written into the public ledger, and when.

Whatever happens to a request or an agency is told here by whoever makes it happen, within the
same transaction. Days instead of moments, wherever a moment could tell of a neighbour.
"""

from datetime import datetime

from bot.model.ids import AgencyId
from bot.model.ledger import (
    Asked,
    Closed,
    LedgerEntry,
    Refused,
    ReplyBand,
    Resolved,
    Resumed,
    Reviewed,
    Suspended,
    Verdict,
    Withdrawn,
)
from bot.model.requests import Request, RequestState
from bot.ports.stores import UnitOfWork
from bot.services import entries


class TooEarlyError(RuntimeError):
    """The band of replies to a request that is still open was to be told."""


class ToldBeforeError(RuntimeError):
    """The band of a request's replies was to be told twice: two tell more than one."""


async def asked(uow: UnitOfWork, request: Request) -> LedgerEntry:
    """A request goes out."""
    area = await uow.areas.get(request.audience)
    line = Asked(
        request=request.number,
        agency=await _name(uow, request.agency),
        case=request.case,
        text=request.text,
        near=request.near,
        audience="" if area is None else area.name,
        band=request.band,
        window_from=request.window_from,
        window_until=request.window_until,
        asked=request.asked,
        closes=request.closes,
    )
    return await uow.ledger.append(line)


async def refused(uow: UnitOfWork, agency: AgencyId, rule: str, now: datetime) -> LedgerEntry:
    """A rule, by its name for machines, kept an agency's request from going out."""
    line = Refused(agency=await _name(uow, agency), rule=rule, day=now.date())
    return await uow.ledger.append(line)


async def reviewed(
    uow: UnitOfWork, agency: AgencyId, rule: str, verdict: Verdict, *, now: datetime
) -> LedgerEntry:
    """Moderators judged what the rule could not."""
    name = await _name(uow, agency)
    line = Reviewed(agency=name, rule=rule, verdict=verdict, day=now.date())
    return await uow.ledger.append(line)


async def resolved(uow: UnitOfWork, request: Request, now: datetime) -> LedgerEntry:
    """An agency found what it had asked for."""
    name = await _name(uow, request.agency)
    line = Resolved(request=request.number, agency=name, day=now.date())
    return await uow.ledger.append(line)


async def withdrawn(uow: UnitOfWork, request: Request, now: datetime) -> LedgerEntry:
    """A request is taken back."""
    name = await _name(uow, request.agency)
    line = Withdrawn(request=request.number, agency=name, day=now.date())
    return await uow.ledger.append(line)


async def suspended(
    uow: UnitOfWork, agency: AgencyId, now: datetime, area: str = ""
) -> LedgerEntry:
    """An agency may ask no more, in one area or anywhere."""
    line = Suspended(agency=await _name(uow, agency), day=now.date(), area=area)
    return await uow.ledger.append(line)


async def resumed(uow: UnitOfWork, agency: AgencyId, now: datetime, area: str = "") -> LedgerEntry:
    """An agency may ask again, in one area or everywhere."""
    line = Resumed(agency=await _name(uow, agency), day=now.date(), area=area)
    return await uow.ledger.append(line)


async def closed(
    uow: UnitOfWork, request: Request, replies: ReplyBand, now: datetime
) -> LedgerEntry:
    """A request is over, and the band of its replies is told: once, and never before.

    Raises:
        TooEarlyError: it is open.
        ToldBeforeError: it was told of before.
    """
    standing = await uow.requests.get(request.number)
    if standing is None or standing.state is RequestState.OPEN:
        raise TooEarlyError
    if any(isinstance(entries.read(each), Closed) for each in await uow.ledger.of(request.number)):
        raise ToldBeforeError
    line = Closed(
        request=request.number,
        agency=await _name(uow, request.agency),
        replies=replies,
        day=min(now, request.closes).date(),
    )
    return await uow.ledger.append(line)


async def _name(uow: UnitOfWork, agency: AgencyId) -> str:
    found = await uow.agencies.get(agency)
    return "" if found is None else found.name
