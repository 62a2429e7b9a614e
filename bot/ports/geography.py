"""Areas, the channels and watches on them, and places that were looked up, as ports."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model.areas import Area, AreaDraft, Outline
from bot.model.channels import Channel, ChannelDraft, Openness, Recap, Review
from bot.model.ids import AgencyId, AreaId, Cell, ChannelId, PersonId, PlatformName, WatchId
from bot.model.watches import CoverCell, Neighbour, Watch, WatchDraft


class Areas(Protocol):
    """Named pieces of the map and the cells they hold."""

    async def add(self, draft: AreaDraft) -> Area:
        """Keep an area with its outline and cells."""
        ...

    async def get(self, area: AreaId) -> Area | None:
        """The area with this id, gone or not."""
        ...

    async def all(self) -> tuple[Area, ...]:
        """Every area that is not gone, by name."""
        ...

    async def outline(self, area: AreaId) -> Outline | None:
        """The area's shape."""
        ...

    async def holding(self, cell: Cell) -> tuple[Area, ...]:
        """The areas that hold the cell's centre, smallest (fewest cells at resolution 10) first.

        `cell` may be coarser than the cover's cells: then the centre's resolution-10 child counts.
        """
        ...

    async def within(self, area: AreaId) -> tuple[AreaId, ...]:
        """The area itself and every area all of whose blocks it holds, by id."""
        ...

    async def overlap(self, one: AreaId, other: AreaId) -> bool:
        """Whether some block lies in both areas."""
        ...

    async def covers(self) -> Mapping[AreaId, tuple[Cell, ...]]:
        """The compacted cells of every area that is not gone, sorted."""
        ...

    async def rename(self, area: AreaId, name: str) -> None:
        """Give an area another name."""
        ...

    async def reshape(
        self, area: AreaId, outline: Outline, cells: Sequence[Cell], now: datetime
    ) -> None:
        """Give an area another shape, in place: whoever watches it watches the new one."""
        ...

    async def adopt(self, area: AreaId) -> None:
        """Make an area that a moderator drew one of the operator's."""
        ...

    async def lay(self, area: AreaId, parent: AreaId | None) -> None:
        """Say in which larger area this one lies."""
        ...

    async def remove(self, area: AreaId) -> None:
        """It is gone: nothing lies in it any more, only its name is kept."""
        ...


class Channels(Protocol):
    """Chats bound to areas."""

    async def bind(self, draft: ChannelDraft) -> Channel:
        """Bind a chat to an area, or bind it anew: a chat has one area."""
        ...

    async def at(self, platform: PlatformName, chat: str) -> Channel | None:
        """The channel that this chat is, if it is bound."""
        ...

    async def get(self, channel: ChannelId) -> Channel | None:
        """The channel with this id."""
        ...

    async def those(self, channels: Collection[ChannelId]) -> tuple[Channel, ...]:
        """The channels with these ids, by id."""
        ...

    async def within(self, areas: Collection[AreaId]) -> tuple[Channel, ...]:
        """The channels bound to any of these areas, by id."""
        ...

    async def open_by(self, channel: ChannelId, openness: Openness, door: str) -> None:
        """Who may come in, and how."""
        ...

    async def tell_again(self, channel: ChannelId, recap: Recap, recapped: datetime) -> None:
        """Tell a channel so often what was posted there, beginning at this moment."""
        ...

    async def judge_by(
        self, channel: ChannelId, review: Review, daily: int, *, strict: bool
    ) -> None:
        """What becomes of reports before they are posted, and how many a day of one author.

        A `strict` channel looks first at reports that go against a prompt, and leaves such
        additions out.
        """
        ...

    async def with_recaps(self) -> tuple[Channel, ...]:
        """The channels that have recaps, by id."""
        ...

    async def move(self, platform: PlatformName, chat: str, new_chat: str) -> None:
        """The chat got a new id; nothing happens when it is not bound."""
        ...

    async def unbind(self, platform: PlatformName, chat: str) -> None:
        """The chat is a channel no more; what is still owed to it is gone."""
        ...


class Watches(Protocol):
    """Who wants to hear of what, where."""

    async def add(self, draft: WatchDraft, cover: Sequence[CoverCell]) -> Watch:
        """Keep a watch and the cover of its circle (empty for an area)."""
        ...

    async def change(self, watch: Watch, cover: Sequence[CoverCell]) -> None:
        """Replace place, categories and cover of a watch in place."""
        ...

    async def end(self, watch: WatchId) -> None:
        """Forget a watch and its cover."""
        ...

    async def get(self, watch: WatchId) -> Watch | None:
        """The watch with this id."""
        ...

    async def subscribers(
        self, areas: Collection[AreaId], agency: AgencyId, joined: int, now: datetime
    ) -> int:
        """How many people watch one of the areas, or a circle centred in one.

        Only those count who joined in the fortnight `joined` or before and did not opt out of the
        agency's requests, and of watches only those that are not paused: nobody else would be
        asked.
        """
        ...

    async def neighbours(self, cells: Collection[Cell], joined: int) -> tuple[Neighbour, ...]:
        """On which blocks within these cells circles are centred, and whose they are.

        `cells` are blocks or coarser. Only those people count who joined in the fortnight `joined`
        or before; nobody stands for a block twice.
        """
        ...

    async def crowded(self, after: WatchId, most: int) -> tuple[Watch, ...]:
        """The next watches, by id, whose circles are sized by households."""
        ...

    async def of(self, person: PersonId) -> tuple[Watch, ...]:
        """A person's watches, oldest first."""
        ...

    async def over(self, area: AreaId) -> tuple[Watch, ...]:
        """The watches of this very area, oldest first."""
        ...


class Gazetteer(Protocol):
    """What a map service answered before, so that it is asked once. Sealed at rest."""

    async def recall(self, asked: str) -> str | None:
        """The answer to these very words, if it is kept."""
        ...

    async def keep(self, asked: str, answer: str, day: int) -> None:
        """Keep an answer, in place of an older one; `day` counts from 1970."""
        ...

    async def forget(self, before: int) -> None:
        """Drop what was kept before this day."""
        ...
