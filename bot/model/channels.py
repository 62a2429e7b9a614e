"""Groups, topics, threads and text channels that belong to an area."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.model.ids import AreaId, ChannelId, PlatformName


class ChatKind(StrEnum):
    """Who can read what is said in a chat."""

    PRIVATE = "private"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A conversation on a platform; the id is the platform's own, opaque to the core."""

    platform: PlatformName
    id: str
    kind: ChatKind
    title: str = ""


class Openness(StrEnum):
    """Who may come into a channel."""

    OPEN = "open"
    RESIDENTS = "residents"  # whoever watches a place in its area
    DECIDED = "decided"  # whom its moderators let in


class Recap(StrEnum):
    """How often a channel is told once more what was posted there."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


class Review(StrEnum):
    """What becomes of a report before it is posted in a channel."""

    AT_ONCE = "at_once"
    TRUSTED_FIRST = "trusted_first"  # at once from whoever's reports stood, others wait
    REVIEW_FIRST = "review_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDraft:
    """A chat that is about to be bound to an area."""

    platform: PlatformName
    chat: str
    title: str
    area: AreaId
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A chat bound to an area: what happens there is posted here.

    `door` is the way in, opaque to the core unless it is a link; empty where the bot has none.
    `recapped` is the moment up to which its recaps have told, if it has any. `daily` is how many
    reports of one author a day it takes, 0 when it counts none.
    """

    id: ChannelId
    platform: PlatformName
    chat: str
    title: str
    area: AreaId
    language: str
    openness: Openness = Openness.OPEN
    door: str = ""
    recap: Recap = Recap.OFF
    recapped: datetime | None = None
    review: Review = Review.AT_ONCE
    daily: int = 0
    strict: bool = False

    @property
    def link(self) -> str:
        """The door, where it is a link that anybody can follow; else empty."""
        return self.door if self.door.startswith("https://") else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRef:
    """One message on a platform; both ids are the platform's own.

    `chat` is empty where it is kept and is the reader's own address, which is sealed elsewhere.
    """

    chat: str
    message: str

    def kept(self, address: str) -> "MessageRef":
        """As it is kept when it stands at this address of a person."""
        return replace(self, chat="") if self.chat == address else self

    def found(self, address: str) -> "MessageRef":
        """As it was before it was kept for this address."""
        return self if self.chat else replace(self, chat=address)
