"""What channels say of incidents, and appeals against it."""

from collections.abc import Collection

from sqlalchemy import Select, String, cast, delete, exists, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.deliveries import DeliveryKind
from bot.model.ids import ChannelId, IncidentNumber
from bot.model.incidents import IncidentState, Talk
from bot.model.moderation import Appeal, Reach, Reason, Ruling, Says
from storage.inserts import insert_into
from storage.tables import AppealRow, DeliveryRow, IncidentRow, RulingRow


class Rulings:
    """The tables `ruling` and `appeal`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def take_up(self, incident: IncidentNumber) -> None:
        """Whoever rules on the same incident next waits his turn."""
        await self._session.execute(
            select(col(IncidentRow.number))
            .where(col(IncidentRow.number) == incident)
            .with_for_update()
        )

    async def get(self, incident: IncidentNumber, channel: ChannelId) -> Ruling | None:
        """What the channel says of it; None where it said nothing yet."""
        row = await self._session.get(RulingRow, (incident, channel), populate_existing=True)
        return None if row is None else _ruling(row)

    async def of(self, incident: IncidentNumber) -> tuple[Ruling, ...]:
        """What channels say of it, by channel."""
        rows = await self._session.scalars(
            select(RulingRow)
            .where(col(RulingRow.incident) == incident)
            .order_by(col(RulingRow.channel))
            .execution_options(populate_existing=True)
        )
        return tuple(map(_ruling, rows))

    async def there(
        self, incidents: Collection[IncidentNumber], channel: ChannelId
    ) -> tuple[Ruling, ...]:
        """What the channel says of these incidents, by incident."""
        rows = await self._session.scalars(
            select(RulingRow)
            .where(col(RulingRow.incident).in_(incidents), col(RulingRow.channel) == channel)
            .order_by(col(RulingRow.incident))
            .execution_options(populate_existing=True)
        )
        return tuple(map(_ruling, rows))

    async def keep(self, ruling: Ruling) -> None:
        """Keep what a channel says, in place of what it said before."""
        said = {
            "says": ruling.says.value,
            "reason": ruling.reason.value,
            "reach": ruling.reach.value,
        }
        kept = insert_into(self._session, RulingRow).values(
            incident=ruling.incident, channel=ruling.channel, **said
        )
        await self._session.execute(
            kept.on_conflict_do_update(index_elements=["incident", "channel"], set_=said)
        )

    async def drop(self, incident: IncidentNumber, channel: ChannelId) -> None:
        """The channel says nothing of it any more: it goes by what others say."""
        await self._session.execute(
            delete(RulingRow).where(
                col(RulingRow.incident) == incident, col(RulingRow.channel) == channel
            )
        )

    async def appeal(self, appeal: Appeal) -> None:
        """Keep an appeal, in place of an earlier one."""
        kept = insert_into(self._session, AppealRow).values(
            incident=appeal.incident, channel=appeal.channel, text=appeal.text
        )
        await self._session.execute(
            kept.on_conflict_do_update(
                index_elements=["incident", "channel"], set_={"text": appeal.text}
            )
        )

    async def appealed(self, incident: IncidentNumber, channel: ChannelId) -> Appeal | None:
        """The appeal that lies before the channel, if any."""
        row = await self._session.get(AppealRow, (incident, channel), populate_existing=True)
        return None if row is None else Appeal(incident=incident, channel=channel, text=row.text)

    async def heard(self, incident: IncidentNumber, channel: ChannelId) -> None:
        """The appeal was decided: its words are forgotten."""
        await self._session.execute(
            delete(AppealRow).where(
                col(AppealRow.incident) == incident, col(AppealRow.channel) == channel
            )
        )

    async def pending(self, channel: ChannelId, most: int) -> tuple[IncidentNumber, ...]:
        """What lies before the channel's moderators, oldest first."""
        number = col(IncidentRow.number)
        found = await self._session.scalars(
            select(number)
            .where(
                number.in_(union(_waiting(channel), _appealed(channel), _for_all(channel))),
                col(IncidentRow.state) != IncidentState.WITHDRAWN.value,
            )
            .order_by(number)
            .limit(most)
        )
        return tuple(map(IncidentNumber, found))


def _waiting(channel: ChannelId) -> Select[int]:
    """Reports that wait to be posted there."""
    return select(col(RulingRow.incident)).where(
        col(RulingRow.channel) == channel, col(RulingRow.says) == Says.WAITS.value
    )


def _appealed(channel: ChannelId) -> Select[int]:
    """Reports whose authors appeal there."""
    return select(col(AppealRow.incident)).where(col(AppealRow.channel) == channel)


def _for_all(channel: ChannelId) -> Select[int]:
    """Of those that came there: set aside, and it said nothing; or closed to more words."""
    number = col(IncidentRow.number)
    came = exists().where(
        col(DeliveryRow.kind) == DeliveryKind.INCIDENT.value,
        col(DeliveryRow.subject) == cast(number, String),
        col(DeliveryRow.channel) == channel,
    )
    said = exists().where(col(RulingRow.incident) == number, col(RulingRow.channel) == channel)
    unruled = col(IncidentRow.aside).is_not(None) & ~said
    return select(number).where(or_(unruled, col(IncidentRow.talk) == Talk.CLOSED.value), came)


def _ruling(row: RulingRow) -> Ruling:
    return Ruling(
        incident=IncidentNumber(row.incident),
        channel=ChannelId(row.channel),
        says=Says(row.says),
        reason=Reason(row.reason),
        reach=Reach(row.reach),
    )
