"""What moderators did, by name."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import IncidentNumber, PlatformName
from bot.model.moderation import AuditEntry, Deed
from storage.tables import AuditRow


class Audit:
    """The table `audit`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def note(self, entry: AuditEntry) -> None:
        """Write down what was done."""
        self._session.add(
            AuditRow(
                platform=entry.platform,
                chat=entry.chat,
                moderator=entry.moderator,
                deed=entry.deed.value,
                incident=entry.incident,
                detail=entry.detail,
                at=entry.at,
            )
        )
        await self._session.flush()

    async def of(
        self, platform: PlatformName, chat: str, skip: int, most: int
    ) -> tuple[AuditEntry, ...]:
        """What was done in a chat, newest first, without the first `skip`."""
        return await self._newest(*_in(platform, chat), skip=skip, most=most)

    async def last(
        self, platform: PlatformName, chat: str, incident: IncidentNumber
    ) -> AuditEntry | None:
        """What was done last about an incident in a chat."""
        about = col(AuditRow.incident) == incident
        found = await self._newest(*_in(platform, chat), about, skip=0, most=1)
        return found[0] if found else None

    async def forget_before(self, moment: datetime) -> None:
        """Forget what was done before."""
        await self._session.execute(delete(AuditRow).where(col(AuditRow.at) < moment))

    async def _newest(
        self, *which: ColumnElement[bool], skip: int, most: int
    ) -> tuple[AuditEntry, ...]:
        rows = await self._session.scalars(
            select(AuditRow)
            .where(*which)
            .order_by(col(AuditRow.id).desc())
            .offset(skip)
            .limit(most)
        )
        return tuple(map(_entry, rows))


def _in(platform: PlatformName, chat: str) -> tuple[ColumnElement[bool], ...]:
    return col(AuditRow.platform) == platform, col(AuditRow.chat) == chat


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        platform=PlatformName(row.platform),
        chat=row.chat,
        moderator=row.moderator,
        deed=Deed(row.deed),
        at=row.at,
        incident=None if row.incident is None else IncidentNumber(row.incident),
        detail=row.detail,
    )
