"""Channels: chats bound to areas."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.channels import Channel, ChannelDraft, Openness, Recap, Review
from bot.model.deliveries import DeliveryState
from bot.model.ids import AreaId, ChannelId, PlatformName
from storage.inserts import insert_into
from storage.tables import AuditRow, ChannelRow, DeliveryRow

_channels = ChannelRow.metadata.tables[ChannelRow.__tablename__]

_THOSE = (
    select(_channels)
    .where(_channels.c.id.in_(bindparam("channels", expanding=True)))
    .order_by(_channels.c.id)
)
"""Put together once: each batch of messages asks for them."""


class Channels:
    """The table `channel`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def bind(self, draft: ChannelDraft) -> Channel:
        """Bind a chat to an area, or bind it anew: a chat has one area."""
        changeable = {"title": draft.title, "area": draft.area, "language": draft.language}
        bound = insert_into(self._session, ChannelRow).values(
            platform=draft.platform, chat=draft.chat, **changeable
        )
        rows = await self._session.scalars(
            bound.on_conflict_do_update(
                index_elements=["platform", "chat"], set_=changeable
            ).returning(ChannelRow),
            execution_options={"populate_existing": True},
        )
        return _channel(rows.one())

    async def at(self, platform: PlatformName, chat: str) -> Channel | None:
        """The channel that this chat is, if it is bound."""
        row = await self._session.scalar(
            select(ChannelRow)
            .where(col(ChannelRow.platform) == platform, col(ChannelRow.chat) == chat)
            .execution_options(populate_existing=True)
        )
        return None if row is None else _channel(row)

    async def get(self, channel: ChannelId) -> Channel | None:
        """The channel with this id."""
        row = await self._session.get(ChannelRow, channel, populate_existing=True)
        return None if row is None else _channel(row)

    async def those(self, channels: Collection[ChannelId]) -> tuple[Channel, ...]:
        """The channels with these ids, by id."""
        connection = await self._session.connection()
        rows = await connection.execute(_THOSE, {"channels": list(channels)})
        return tuple(map(_channel, rows))

    async def within(self, areas: Collection[AreaId]) -> tuple[Channel, ...]:
        """The channels bound to any of these areas, by id."""
        rows = await self._session.scalars(
            select(ChannelRow)
            .where(col(ChannelRow.area).in_(areas))
            .order_by(col(ChannelRow.id))
            .execution_options(populate_existing=True)
        )
        return tuple(map(_channel, rows))

    async def open_by(self, channel: ChannelId, openness: Openness, door: str) -> None:
        """Who may come in, and how."""
        changed = update(ChannelRow).where(col(ChannelRow.id) == channel)
        await self._session.execute(changed.values(openness=openness.value, door=door))

    async def tell_again(self, channel: ChannelId, recap: Recap, recapped: datetime) -> None:
        """Tell a channel so often what was posted there, beginning at this moment."""
        await self._session.execute(
            update(ChannelRow)
            .where(col(ChannelRow.id) == channel)
            .values(recap=recap.value, recapped=recapped)
        )

    async def judge_by(
        self, channel: ChannelId, review: Review, daily: int, *, strict: bool
    ) -> None:
        """What becomes of reports before they are posted, and how many a day of one author.

        A `strict` channel looks first at what goes against a prompt.
        """
        changed = update(ChannelRow).where(col(ChannelRow.id) == channel)
        await self._session.execute(
            changed.values(review=review.value, daily=daily, strict=strict)
        )

    async def with_recaps(self) -> tuple[Channel, ...]:
        """The channels that have recaps, by id."""
        rows = await self._session.scalars(
            select(ChannelRow)
            .where(col(ChannelRow.recap) != Recap.OFF.value)
            .order_by(col(ChannelRow.id))
            .execution_options(populate_existing=True)
        )
        return tuple(map(_channel, rows))

    async def move(self, platform: PlatformName, chat: str, new_chat: str) -> None:
        """The chat got a new id; nothing happens when it is not bound.

        A channel that was bound under the new id meanwhile gives way.
        """
        moved = await self.at(platform, chat)
        if moved is None or chat == new_chat:
            return
        await self.unbind(platform, new_chat)
        await self._session.execute(
            update(ChannelRow).where(col(ChannelRow.id) == moved.id).values(chat=new_chat)
        )
        await self._session.execute(
            update(AuditRow)
            .where(col(AuditRow.platform) == platform, col(AuditRow.chat) == chat)
            .values(chat=new_chat)
        )

    async def unbind(self, platform: PlatformName, chat: str) -> None:
        """The chat is a channel no more; what is still owed to it is gone.

        Its messages that stand can be changed no more, either: their rows lose the address.
        """
        channel = await self.at(platform, chat)
        if channel is None:
            return
        await self._session.execute(
            update(DeliveryRow)
            .where(col(DeliveryRow.channel) == channel.id)
            .values(state=DeliveryState.GONE.value, reason="unbound")
        )
        await self._session.execute(delete(ChannelRow).where(col(ChannelRow.id) == channel.id))


def _channel(row: ChannelRow | Row[*tuple[object, ...]]) -> Channel:
    return Channel(
        id=ChannelId(row.id),
        platform=PlatformName(row.platform),
        chat=row.chat,
        title=row.title,
        area=AreaId(row.area),
        language=row.language,
        openness=Openness(row.openness),
        door=row.door,
        recap=Recap(row.recap),
        recapped=row.recapped,
        review=Review(row.review),
        daily=row.daily,
        strict=row.strict,
    )
