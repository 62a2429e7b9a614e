"""Authors who are muted, under marks that tell no account."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import ChannelId, IncidentNumber
from bot.model.moderation import Silence
from bot.model.people import Account
from storage.inserts import insert_into
from storage.tables import SilenceRow
from storage.vault import Vault


class Silences:
    """The table `silence`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        """Work within one transaction; the vault makes the marks."""
        self._session = session
        self._vault = vault

    async def keep(self, silence: Silence, author: Account) -> None:
        """Mute the author of an incident; in place of an earlier one for the same."""
        mark = self._vault.silence(author, silence.incident, silence.channel)
        said = {"mark": mark, "until": silence.until}
        kept = insert_into(self._session, SilenceRow).values(
            channel=silence.channel, incident=silence.incident, **said
        )
        await self._session.execute(
            kept.on_conflict_do_update(index_elements=["channel", "incident"], set_=said)
        )

    async def get(self, incident: IncidentNumber, channel: ChannelId) -> Silence | None:
        """The silence for this very incident, over or not."""
        row = await self._session.get(SilenceRow, (channel, incident), populate_existing=True)
        return None if row is None else _silence(row)

    async def lift(self, incident: IncidentNumber, channel: ChannelId) -> None:
        """End the silence for this very incident; one for another by the same author stays."""
        await self._session.execute(
            delete(SilenceRow).where(
                col(SilenceRow.incident) == incident, col(SilenceRow.channel) == channel
            )
        )

    async def of(
        self, account: Account, channels: Collection[ChannelId], now: datetime
    ) -> tuple[Silence, ...]:
        """The silences of these channels that an account is under, by incident and channel."""
        rows = await self._session.scalars(
            select(SilenceRow)
            .where(
                col(SilenceRow.channel).in_(channels),
                or_(col(SilenceRow.until).is_(None), col(SilenceRow.until) > now),
            )
            .order_by(col(SilenceRow.incident), col(SilenceRow.channel))
            .execution_options(populate_existing=True)
        )
        return tuple(
            _silence(row)
            for row in rows
            if row.mark == self._vault.silence(account, row.incident, row.channel)
        )

    async def forget(self, now: datetime) -> None:
        """Forget the silences that are over."""
        await self._session.execute(delete(SilenceRow).where(col(SilenceRow.until) <= now))


def _silence(row: SilenceRow) -> Silence:
    return Silence(
        incident=IncidentNumber(row.incident), channel=ChannelId(row.channel), until=row.until
    )
