"""Messages that rested or gathered, and what becomes of them."""

from datetime import datetime
from math import sqrt

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.deliveries import Delivery, DeliveryState, Gathered
from bot.model.ids import ChannelId, IncidentNumber, PersonId
from storage.bearings import from_bearing
from storage.calls import call_senders
from storage.gathering import DIGEST, GATHER, LINK, PUT_OFF, RECALL, RELEASE
from storage.hours import catch_up
from storage.tables import DeliveryRow


class Digests:
    """What in the table `delivery` waits for a round of the clock."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def gather(self, now: datetime, few: int) -> int:
        """What rested or gathered and is due is told: in digests, a few by themselves."""
        await catch_up(self._session, now)
        connection = await self._session.connection()
        subject = await self._fresh_subject()
        await connection.execute(PUT_OFF, {"now": now})
        told = await connection.execute(DIGEST, {"subject": subject, "now": now, "few": few})
        await connection.execute(GATHER, {"subject": subject, "now": now})
        freed = await connection.execute(RELEASE, {"now": now})
        if told.rowcount + freed.rowcount:
            await call_senders(self._session)
        return told.rowcount + freed.rowcount

    async def recall(
        self, channel: ChannelId, first: datetime, last: datetime, now: datetime
    ) -> bool:
        """Owe a channel a digest of what was posted there in a span of time; whether any was."""
        connection = await self._session.connection()
        span = {
            "subject": await self._fresh_subject(),
            "channel": channel,
            "first": first,
            "last": last,
        }
        told = await connection.execute(RECALL, {**span, "now": now})
        if told.rowcount:
            await connection.execute(LINK, span)
            await call_senders(self._session)
        return told.rowcount > 0

    async def gathered(self, digest: Delivery) -> tuple[Gathered, ...]:
        """What a digest tells of, nearest first."""
        rows = await self._session.execute(
            select(col(DeliveryRow.subject), col(DeliveryRow.nearness), col(DeliveryRow.bearing))
            .where(col(DeliveryRow.digest) == digest.id, _to_the_same(digest))
            .order_by(col(DeliveryRow.nearness), col(DeliveryRow.id))
        )
        return tuple(
            Gathered(
                incident=IncidentNumber(int(subject)),
                distance=round(sqrt(nearness)),
                direction=from_bearing(bearing),
            )
            for subject, nearness, bearing in rows
        )

    async def awake(self, person: PersonId, now: datetime) -> None:
        """The person is in peace no more: what rested is due."""
        rested = update(DeliveryRow).where(
            col(DeliveryRow.person) == person,
            col(DeliveryRow.state) == DeliveryState.RESTING.value,
        )
        await self._session.execute(rested.values(due=now))

    async def _fresh_subject(self) -> str:
        """A number that no digest has."""
        newest = await self._session.scalar(select(func.max(col(DeliveryRow.id))))
        return str((newest or 0) + 1)


def _to_the_same(digest: Delivery) -> ColumnElement[bool]:
    """A digest tells an address of what was owed to it: there is an index by address."""
    if digest.channel is not None:
        return col(DeliveryRow.channel) == digest.channel
    return col(DeliveryRow.person) == digest.person
