"""The world around the watch: time, chance, maps, pictures, platforms."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.events import Event, Limits, Mark
from bot.model.channels import MessageRef
from bot.model.deliveries import Delivery
from bot.model.ids import Cell, PlatformName
from bot.model.pictures import CleanPicture, CleanVideo, RawPicture, RawVideo
from bot.model.places import Point
from bot.model.rates import Rates
from bot.replies import Reader, Screen, Turn


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The current moment, aware, in UTC."""
        ...


class Random(Protocol):
    """Chance: a CSPRNG in production, seeded in tests."""

    def bytes(self, count: int) -> bytes:
        """`count` random bytes."""
        ...

    def below(self, bound: int) -> int:
        """A whole number from 0 to `bound` - 1, each as likely."""
        ...

    def fork(self, name: str) -> "Random":
        """A source of its own for one part of the watch: draws here never shift draws there."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPlace:
    """One answer of a geocoder: a label for people, without a house number, and the point."""

    label: str
    point: Point


class Geocoder(Protocol):
    """Turns addresses into points and points into street names."""

    async def find(self, address: str) -> tuple[FoundPlace, ...]:
        """Places that the words may mean, likeliest first, at most five; empty when none.

        Raises:
            LookupFailedError: the service is down, slow or refuses.
        """
        ...

    async def streets(self, cell: Cell) -> str:
        """The streets at a cell's centre, such as "Rue Jarry & Rue Lajeunesse".

        Raises:
            LookupFailedError: the service is down, slow or refuses.
        """
        ...


class MediaCleaner(Protocol):
    """Draws pictures and videos anew so that nothing but pixels is left."""

    async def clean(self, picture: RawPicture) -> CleanPicture:
        """The picture as JPEG, at most 1,280 pixels a side, without metadata.

        Raises:
            WatchError: `picture.unreadable`, `picture.kind` or `picture.too_large`.
        """
        ...

    async def clean_video(self, video: RawVideo) -> CleanVideo:
        """The video as MP4, at most 720p and 30 seconds, without sound or metadata.

        Raises:
            WatchError: `video.unreadable`, `video.kind`, `video.too_large` or `video.too_long`.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a delivery goes: a chat's id, or a person's account id, opaque to the core."""

    id: str
    personal: bool


class Platform(Protocol):
    """One bot on one platform, seen from the watch."""

    @property
    def name(self) -> PlatformName:
        """The platform's name as events carry it."""
        ...

    @property
    def limits(self) -> Limits:
        """What the platform allows."""
        ...

    @property
    def rates(self) -> Rates:
        """How fast the platform lets the bot send."""
        ...

    def calls(self, to: Address) -> int:
        """How many calls a post to this address takes that count against the bot's limits."""
        ...

    async def post(self, to: Address, screen: Screen, reader: Reader, nonce: str) -> MessageRef:
        """Send a new message and say where it stands.

        A second post with the same `nonce` (at most 25 characters) does not double where the
        platform can tell. Returns once the platform confirmed.

        Raises:
            DeliveryError: see there.
        """
        ...

    async def find(
        self, to: Address, screen: Screen, nonce: str, since: datetime
    ) -> MessageRef | None:
        """Where a message with this nonce, or like this, stands that was perhaps posted since.

        None where none is found, and always where `Limits.knows_repeats` is not so.

        Raises:
            DeliveryError: see there.
        """
        ...

    async def edit(self, at: MessageRef, screen: Screen, reader: Reader) -> None:
        """Change a message that stands. Unchanged is fine; gone raises DeliveryError(final)."""
        ...

    async def erase(self, at: MessageRef) -> None:
        """Remove a message; gone already is fine. Raises DeliveryError."""
        ...

    async def is_admin(self, chat: str, account: str) -> bool:
        """Whether the account is an admin of the chat, asked of the platform now.

        Raises:
            LookupFailedError: the platform did not answer.
        """
        ...

    async def members(self, chat: str) -> int:
        """How many people are in the chat, the bot left out, asked of the platform now.

        Raises:
            LookupFailedError: the platform did not answer.
        """
        ...

    async def can_post(self, chat: str) -> bool:
        """Whether the bot itself may write in the chat, asked of the platform now.

        Raises:
            LookupFailedError: the platform did not answer.
        """
        ...

    async def make_door(self, chat: str, name: str, old: str, *, asks: bool) -> str:
        """Make a way into a chat in place of an `old` one; the door, opaque unless a link.

        With `asks` people are let in one by one and the chat is closed to others where the
        platform can; without it everybody may come in. `name` is for the chat's admins.

        Raises:
            NotAllowedError: the bot has not the right to; nothing was changed.
            LookupFailedError: the platform did not answer.
        """
        ...

    async def let_in(self, chat: str, door: str, account: str) -> bool:
        """Let an account in through a door; False when it must ask there first.

        Raises:
            NotAllowedError: the bot has not the right to.
            LookupFailedError: the platform did not answer.
        """
        ...


class Keyring(Protocol):
    """The keys of open requests, kept apart from the database."""

    def create(self, request: int) -> None:
        """Make and keep a fresh 32-byte data key. Returns once it is safely on disk."""
        ...

    def key(self, request: int) -> bytes | None:
        """The data key, or None when it was destroyed or never made."""
        ...

    def destroy(self, request: int) -> None:
        """Forget the key for good; nothing under it can be read again."""
        ...


class Wake(Protocol):
    """Tells the senders that something is due, so that they need not wait for their round."""

    def wake(self, platform: PlatformName | None = None) -> None:
        """Something was enqueued for this platform, or for all."""
        ...


class Owed(Protocol):
    """What a sender asks of the watch: what does this delivery say now?"""

    async def screen(self, delivery: Delivery) -> Screen | None:
        """The message, or None when nothing is to be said any more."""
        ...


class Intake(Protocol):
    """The way in, as the platforms see it."""

    async def take(self, event: Event | None, mark: Mark | None = None) -> Turn:
        """Take in one event and commit its effect together with the mark; the answers to it.

        None for an update that means nothing to the watch: then only the mark is kept.
        Never raises for what people do; raises when nothing could be committed.

        Raises:
            OutOfReachError: the store is away for now; bring it again.
        """
        ...

    async def position(self, platform: PlatformName) -> int | None:
        """The last mark kept for a platform."""
        ...

    def reached(self, platform: PlatformName) -> None:
        """A platform that is polled answered just now: what people do arrives."""
        ...
