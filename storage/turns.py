"""Turns that all processes on one database share, by the database's own clock."""

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
SET next = CASE WHEN turn.next > {now} THEN turn.next ELSE {now} END + :spacing
WHERE turn.next <= {now} + :patience
RETURNING next - :spacing - {now}
"""


class Turns:
    """The table `turn`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def lease(self, what: str, spacing: float, patience: float) -> float | None:
        """Take the next turn; how many seconds to wait for it, None if longer than `patience`."""
        now = NOW[self._session.get_bind().dialect.name]
        seconds = (bindparam(name, type_=Float) for name in ("spacing", "patience"))
        statement = text(LEASE.format(now=now)).bindparams(*seconds)
        taken = await self._session.execute(
            statement, {"what": what, "spacing": spacing, "patience": patience}
        )
        wait = taken.scalar()
        return None if wait is None else max(0.0, float(wait))
