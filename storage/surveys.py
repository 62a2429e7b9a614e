"""A look at the database that changes nothing: for whoever checks whether all is well."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.model.ids import Cell, PlatformName
from bot.model.requests import RequestState
from storage.engine import make_engine
from storage.migrate import Standing, standing
from storage.tables import AreaCellRow, AreaRow, ChannelRow, MasterProofRow, RequestRow
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
    settings that matter. Where the tables are not this program's, only `standing` is known.
    """

    standing: Standing
    proof: bytes | None = None
    areas: int = 0
    block: Cell | None = None
    chats: tuple[BoundChat, ...] = ()
    open_requests: tuple[int, ...] = ()
    server: Mapping[str, str] = field(default_factory=dict)


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
            server = {}
            if connection.dialect.name != "sqlite":
                server = await settings_of(connection)
            if stands is not Standing.CURRENT:
                return Survey(standing=stands, server=server)
            return await _looked(connection, server)
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
    )
