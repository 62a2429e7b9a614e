"""Something is owed: the senders look when the transaction is committed.

Within the process whoever commits wakes them. On PostgreSQL those of all processes hear of it: the
call goes out with the transaction that owes, once, and says nothing but that: whoever watches
learns no more than from the rows that are owed. What owes nothing, as a reply does, calls nobody.
See postgresql.org/docs/current/sql-notify.html.
"""

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

CHANNEL: Final = "porchlight"

_CALL: Final = text(f"NOTIFY {CHANNEL}")
_OWES: Final = "porchlight owes"


async def call_senders(session: AsyncSession) -> None:
    """Let the senders look when this transaction is committed."""
    if owes(session):
        return
    session.info[_OWES] = True
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(_CALL)


def owes(session: AsyncSession) -> bool:
    """Whether the senders were called in this transaction."""
    return _OWES in session.info
