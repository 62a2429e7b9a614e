"""Advisory locks that a process holds on its line, and how many of several alike are its part.

They are pairs of numbers: a kind, and what follows from a name or from chance.
"""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.turns import number_of

SHARERS: Final = 0x5072636C
"""First number of the locks of those who want some of several locks."""

_TRY: Final = "SELECT pg_try_advisory_lock({kind}, {number})"
_GIVE: Final = "SELECT pg_advisory_unlock({kind}, {number})"
_JOIN: Final = "SELECT pg_try_advisory_lock_shared({kind}, {number})"
_COUNT: Final = """
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND classid = {kind} AND objid = {number}
AND objsubid = 2 AND granted AND mode = 'ShareLock'
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


async def take(line: AsyncConnection, kind: int, number: int) -> bool:
    """Take a lock unless another process has it; whether it is ours now."""
    return await _said(line, _TRY, kind, number) is True


async def give(line: AsyncConnection, kind: int, number: int) -> None:
    """Give a lock back that is ours."""
    await _said(line, _GIVE, kind, number)


async def stand_for(line: AsyncConnection, what: str) -> None:
    """Be counted among those who want some of this."""
    await _said(line, _JOIN, SHARERS, number_of(what))


async def fair_part(line: AsyncConnection, what: str, lots: int) -> int:
    """How many of so many each of those who want some may have; rounded up."""
    sharers = int(str(await _said(line, _COUNT, SHARERS, number_of(what))))
    return -(-lots // max(1, sharers))


async def _said(line: AsyncConnection, statement: str, kind: int, number: int) -> object:
    return (await line.exec_driver_sql(statement.format(kind=kind, number=number))).scalar()
