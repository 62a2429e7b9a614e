"""Which channels take which agency's requests."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import AgencyId, ChannelId
from storage.inserts import insert_into
from storage.tables import AdmissionRow


class Admissions:
    """The table `admission`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def decide(
        self, channel: ChannelId, agency: AgencyId, now: datetime, *, admitted: bool
    ) -> None:
        """A channel takes an agency's requests from now on, or does not."""
        fresh = {"admitted": admitted, "changed": now}
        decided = insert_into(self._session, AdmissionRow).values(
            channel=channel, agency=agency, **fresh
        )
        await self._session.execute(
            decided.on_conflict_do_update(
                index_elements=["channel", "agency"],
                set_=fresh,
                where=col(AdmissionRow.admitted) != admitted,
            )
        )

    async def decided(self, channel: ChannelId, agency: AgencyId) -> bool | None:
        """Whether a channel takes an agency's requests; None when nobody has said."""
        return await self._session.scalar(
            select(col(AdmissionRow.admitted)).where(
                col(AdmissionRow.channel) == channel, col(AdmissionRow.agency) == agency
            )
        )

    async def admitting(self, agency: AgencyId) -> frozenset[ChannelId]:
        """The channels that take an agency's requests."""
        found = await self._session.scalars(
            select(col(AdmissionRow.channel)).where(
                col(AdmissionRow.agency) == agency, col(AdmissionRow.admitted)
            )
        )
        return frozenset(map(ChannelId, found))

    async def changed_since(self, agency: AgencyId, moment: datetime) -> frozenset[ChannelId]:
        """The channels that said something else of the agency after the moment."""
        found = await self._session.scalars(
            select(col(AdmissionRow.channel)).where(
                col(AdmissionRow.agency) == agency, col(AdmissionRow.changed) > moment
            )
        )
        return frozenset(map(ChannelId, found))
