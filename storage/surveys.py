"""A look at the database that changes nothing: for whoever checks whether all is well."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlmodel import col

from bot.model.deliveries import Backlog
from bot.model.ids import Cell, EntryNumber, PlatformName
from bot.model.ledger import LedgerEntry
from bot.model.requests import RequestState
from bot.ports.meters import COUNTED
from storage.backlogs import Backlogs
from storage.engine import make_engine
from storage.ledger import Ledger
from storage.migrate import Standing, standing
from storage.sending import IS_PENDING
from storage.tables import (
    AreaCellRow,
    AreaRow,
    ChannelRow,
    DeliveryRow,
    IncidentRow,
    MasterProofRow,
    RequestRow,
)
from storage.traces import settings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundChat:
    """A chat that watches over an area."""

    platform: PlatformName
    chat: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What stands in the database.

    `proof` tells its master key, `block` lies in one of its areas; `server` is PostgreSQL's
    settings that matter, `now` what its clock shows. `backlogs` are what each platform owes to the
    public, `oldest` is when the oldest report was posted that is kept, and `oldest_pictured` the
    oldest with a picture. `ledger` is all of it. Where the tables are not this program's, only
    `standing` is known.
    """

    standing: Standing
    proof: bytes | None = None
    areas: int = 0
    block: Cell | None = None
    chats: tuple[BoundChat, ...] = ()
    open_requests: tuple[int, ...] = ()
    oldest: datetime | None = None
    oldest_pictured: datetime | None = None
    server: Mapping[str, str] = field(default_factory=dict)
    now: datetime | None = None
    backlogs: Mapping[PlatformName, Backlog] = field(default_factory=dict)
    ledger: tuple[LedgerEntry, ...] = ()


async def survey(url: str) -> Survey:
    """Look around.

    Raises:
        InUseError, NotInForceError: see there.
        SQLAlchemyError, OSError: the database is not to be reached.
    """
    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            stands = await connection.run_sync(standing)
            server, now = {}, None
            if connection.dialect.name != "sqlite":
                server = await settings_of(connection)
                now = await connection.scalar(select(func.clock_timestamp()))
            if stands is not Standing.CURRENT:
                return Survey(standing=stands, server=server, now=now)
            return replace(await _looked(connection, server), now=now)
    finally:
        await engine.dispose()


async def _looked(connection: AsyncConnection, server: Mapping[str, str]) -> Survey:
    block = await connection.scalar(select(col(AreaCellRow.cell)).limit(1))
    chats = await connection.execute(
        select(col(ChannelRow.platform), col(ChannelRow.chat), col(ChannelRow.title)).order_by(
            col(ChannelRow.platform), col(ChannelRow.title)
        )
    )
    is_open = col(RequestRow.state) == RequestState.OPEN.value
    numbers = await connection.scalars(select(col(RequestRow.number)).where(is_open))
    standing = select(func.count()).select_from(AreaRow).where(col(AreaRow.gone).is_(False))
    return Survey(
        standing=Standing.CURRENT,
        proof=await connection.scalar(select(col(MasterProofRow.proof))),
        areas=await connection.scalar(standing) or 0,
        block=None if block is None else Cell(block),
        chats=tuple(
            BoundChat(platform=PlatformName(platform), chat=chat, title=title)
            for platform, chat, title in chats
        ),
        open_requests=tuple(sorted(numbers)),
        server=server,
        backlogs=await _backlogs(connection),
        oldest=await _oldest(connection),
        oldest_pictured=await _oldest(connection, col(IncidentRow.picture).is_not(None)),
        ledger=await _ledger(connection),
    )


async def _backlogs(connection: AsyncConnection) -> dict[PlatformName, Backlog]:
    now = datetime.now(UTC)
    owing = await connection.scalars(
        select(col(DeliveryRow.platform)).where(IS_PENDING).distinct()
    )
    async with AsyncSession(connection) as session:
        heap = Backlogs(session)
        return {
            PlatformName(name): await heap.of(PlatformName(name), COUNTED, now) for name in owing
        }


async def _oldest(connection: AsyncConnection, *which: ColumnElement[bool]) -> datetime | None:
    return await connection.scalar(select(func.min(col(IncidentRow.posted))).where(*which))


async def _ledger(connection: AsyncConnection) -> tuple[LedgerEntry, ...]:
    async with AsyncSession(connection) as session:
        return await Ledger(session).since(EntryNumber(0))
