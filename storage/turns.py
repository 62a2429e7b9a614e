"""Turns that all processes on one database share, by the database's own clock."""

import zlib

from sqlalchemy import Float, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

NOW = {
    "sqlite": "(julianday('now') - 2440587.5) * 86400.0",
    "postgresql": "CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS double precision)",
}
"""Seconds since 1970."""

LEASE = """
INSERT INTO turn (what, next) VALUES (:what, {now} + :spacing)
ON CONFLICT (what) DO UPDATE
SET next = CASE
    WHEN turn.next BETWEEN {now} AND {now} + :patience THEN turn.next ELSE {now}
END + :spacing
WHERE turn.next <= {now} + :patience OR turn.next > {now} + :patience + :spacing + {off}
RETURNING next - :spacing - {now}
"""
"""Nobody is given a turn beyond his patience: one that lies further, a wrong clock had given."""

OFF_S = 60
"""By how many seconds more: others may be more patient."""

ALONE = text("SELECT pg_advisory_xact_lock(:kind, :what)")

UNITS = 0x5072636A
"""First number of the advisory locks that units hold; the second says what for."""


def number_of(what: str) -> int:
    """A number for a lock, of 31 bits, that follows from a name."""
    return zlib.crc32(what.encode()) >> 1


class Turns:
    """The table `turn`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def lease(self, what: str, spacing: float, patience: float) -> float | None:
        """Take the next turn; how many seconds to wait for it, None if longer than `patience`."""
        now = NOW[self._session.get_bind().dialect.name]
        seconds = (bindparam(name, type_=Float) for name in ("spacing", "patience"))
        statement = text(LEASE.format(now=now, off=OFF_S)).bindparams(*seconds)
        taken = await self._session.execute(
            statement, {"what": what, "spacing": spacing, "patience": patience}
        )
        wait = taken.scalar()
        return None if wait is None else max(0.0, float(wait))

    async def alone(self, what: str) -> None:
        """Wait until no other unit is alone at this; on SQLite every unit is alone."""
        if self._session.get_bind().dialect.name == "postgresql":
            await self._session.execute(ALONE, {"kind": UNITS, "what": number_of(what)})
