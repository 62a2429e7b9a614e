"""Who wants a moderator to look, under marks that tell no account."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import IncidentNumber
from bot.model.people import Account
from storage.inserts import insert_into
from storage.tables import FlagRow, IncidentRow
from storage.vault import Vault


class Flags:
    """The table `flag`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        """Work within one transaction; the vault makes the marks."""
        self._session = session
        self._vault = vault

    async def flag(self, incident: IncidentNumber, account: Account) -> int:
        """Keep an account's flag, once; how many there are now."""
        kept = insert_into(self._session, FlagRow).values(
            incident=incident, mark=self._vault.flag(account, incident)
        )
        await self._session.execute(kept.on_conflict_do_nothing())
        count = select(func.count()).where(col(FlagRow.incident) == incident)
        return await self._session.scalar(count) or 0

    async def forget(self, incident: IncidentNumber) -> None:
        """A moderator looked: forget who asked."""
        await self._session.execute(delete(FlagRow).where(col(FlagRow.incident) == incident))

    async def forget_before(self, moment: datetime) -> None:
        """Forget the flags of incidents posted before."""
        old = select(col(IncidentRow.number)).where(col(IncidentRow.posted) < moment)
        await self._session.execute(delete(FlagRow).where(col(FlagRow.incident).in_(old)))
