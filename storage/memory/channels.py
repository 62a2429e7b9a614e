"""Channels, in memory."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.model.channels import Channel, ChannelDraft, Openness, Recap, Review
from bot.model.deliveries import DeliveryState
from bot.model.ids import AreaId, ChannelId, PlatformName
from storage.memory.rows import Rows


class Channels:
    """Channels by id."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def bind(self, draft: ChannelDraft) -> Channel:
        """Bind a chat to an area, or bind it anew: a chat has one area."""
        known = await self.at(draft.platform, draft.chat)
        channel = Channel(
            id=ChannelId(self._rows.number("channel")) if known is None else known.id,
            platform=draft.platform,
            chat=draft.chat,
            title=draft.title,
            area=draft.area,
            language=draft.language,
        )
        if known is not None:
            channel = replace(
                channel,
                openness=known.openness,
                door=known.door,
                recap=known.recap,
                recapped=known.recapped,
                review=known.review,
                daily=known.daily,
                strict=known.strict,
            )
        self._rows.channels[channel.id] = channel
        return channel

    async def at(self, platform: PlatformName, chat: str) -> Channel | None:
        """The channel that this chat is, if it is bound."""
        for channel in self._rows.channels.values():
            if (channel.platform, channel.chat) == (platform, chat):
                return channel
        return None

    async def get(self, channel: ChannelId) -> Channel | None:
        """The channel with this id."""
        return self._rows.channels.get(channel)

    async def those(self, channels: Collection[ChannelId]) -> tuple[Channel, ...]:
        """The channels with these ids, by id."""
        known = self._rows.channels
        return tuple(known[channel] for channel in sorted(set(channels)) if channel in known)

    async def within(self, areas: Collection[AreaId]) -> tuple[Channel, ...]:
        """The channels bound to any of these areas, by id."""
        bound = (channel for channel in self._rows.channels.values() if channel.area in areas)
        return tuple(sorted(bound, key=lambda channel: channel.id))

    async def open_by(self, channel: ChannelId, openness: Openness, door: str) -> None:
        """Who may come in, and how."""
        known = self._rows.channels[channel]
        self._rows.channels[channel] = replace(known, openness=openness, door=door)

    async def tell_again(self, channel: ChannelId, recap: Recap, recapped: datetime) -> None:
        """Tell a channel so often what was posted there, beginning at this moment."""
        if known := self._rows.channels.get(channel):
            self._rows.channels[channel] = replace(known, recap=recap, recapped=recapped)

    async def judge_by(
        self, channel: ChannelId, review: Review, daily: int, *, strict: bool
    ) -> None:
        """What becomes of reports before they are posted, and how many a day of one author.

        A `strict` channel looks first at what goes against a prompt.
        """
        if known := self._rows.channels.get(channel):
            self._rows.channels[channel] = replace(
                known, review=review, daily=daily, strict=strict
            )

    async def with_recaps(self) -> tuple[Channel, ...]:
        """The channels that have recaps, by id."""
        having = (c for c in self._rows.channels.values() if c.recap is not Recap.OFF)
        return tuple(sorted(having, key=lambda channel: channel.id))

    async def move(self, platform: PlatformName, chat: str, new_chat: str) -> None:
        """The chat got a new id; nothing happens when it is not bound."""
        moved = await self.at(platform, chat)
        if moved is None or chat == new_chat:
            return
        await self.unbind(platform, new_chat)
        self._rows.channels[moved.id] = replace(moved, chat=new_chat)
        self._rows.audit = [
            replace(entry, chat=new_chat)
            if (entry.platform, entry.chat) == (platform, chat)
            else entry
            for entry in self._rows.audit
        ]

    async def unbind(self, platform: PlatformName, chat: str) -> None:
        """The chat is a channel no more; what is still owed to it is gone."""
        channel = await self.at(platform, chat)
        if channel is None:
            return
        del self._rows.channels[channel.id]
        for watch in [w.id for w in self._rows.watches.values() if w.channel == channel.id]:
            del self._rows.watches[watch]
            del self._rows.covers[watch]
        self._forget_moderation(channel.id)
        for row in self._rows.owed.values():
            if row.channel == channel.id:
                gone = replace(row, channel=None, state=DeliveryState.GONE)
                self._rows.owed[row.id] = gone

    def _forget_moderation(self, channel: ChannelId) -> None:
        """What its moderators decided goes with a channel; what was noted of it stays."""
        rows = self._rows
        rows.rulings = {at: each for at, each in rows.rulings.items() if at[1] != channel}
        rows.appeals = {at: each for at, each in rows.appeals.items() if at[1] != channel}
        rows.silences = {at: each for at, each in rows.silences.items() if at[1] != channel}
        rows.snippets = {at: each for at, each in rows.snippets.items() if at[0] != channel}
