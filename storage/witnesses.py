"""What accounts say of incidents, under marks that tell no account."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import IncidentNumber
from bot.model.incidents import Voice, Voices
from bot.model.people import Account
from storage.inserts import insert_into
from storage.tables import IncidentRow, WitnessRow
from storage.vault import Vault


class Witnesses:
    """The table `witness`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        """Work within one transaction; the vault makes the marks."""
        self._session = session
        self._vault = vault

    async def said(self, incident: IncidentNumber, account: Account) -> Voice | None:
        """What this account said; whoever asks next for the same incident waits his turn."""
        await self._session.execute(
            select(col(IncidentRow.number))
            .where(col(IncidentRow.number) == incident)
            .with_for_update()
        )
        said = await self._session.scalar(
            select(col(WitnessRow.says)).where(
                col(WitnessRow.incident) == incident,
                col(WitnessRow.mark) == self._vault.witness(account, incident),
            )
        )
        return None if said is None else Voice(said)

    async def say(self, incident: IncidentNumber, account: Account, voice: Voice) -> Voices:
        """Keep what an account says, in place of what it said before; what all say now."""
        mark = self._vault.witness(account, incident)
        kept = insert_into(self._session, WitnessRow).values(
            incident=incident, mark=mark, says=voice.value
        )
        await self._session.execute(
            kept.on_conflict_do_update(
                index_elements=["incident", "mark"], set_={"says": voice.value}
            )
        )
        rows = await self._session.execute(
            select(col(WitnessRow.says), func.count())
            .where(col(WitnessRow.incident) == incident)
            .group_by(col(WitnessRow.says))
        )
        heard = {Voice(says): count for says, count in rows}
        return Voices(
            seen=heard.get(Voice.SEEN, 0),
            denied=heard.get(Voice.DENIED, 0),
            added=heard.get(Voice.ADDED, 0),
        )

    async def forget(self, incident: IncidentNumber) -> None:
        """Forget who said what of an incident; the counts stand at the incident."""
        await self._session.execute(delete(WitnessRow).where(col(WitnessRow.incident) == incident))

    async def forget_before(self, moment: datetime) -> None:
        """Forget who said what of incidents posted before."""
        old = select(col(IncidentRow.number)).where(col(IncidentRow.posted) < moment)
        await self._session.execute(delete(WitnessRow).where(col(WitnessRow.incident).in_(old)))
