"""Something is owed: on PostgreSQL the senders of all processes hear of it at the commit.

The call goes out with the transaction that owes, once, and says nothing but that: whoever watches
learns no more than from the rows that are owed. What owes nothing, as a reply does, calls nobody.
See postgresql.org/docs/current/sql-notify.html.
"""

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

CHANNEL: Final = "porchlight"

_CALL: Final = text(f"NOTIFY {CHANNEL}")


async def call_senders(session: AsyncSession) -> None:
    """Let the senders look when this transaction is committed."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(_CALL)
