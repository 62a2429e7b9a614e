"""What a dialogue may need to know from outside before it can go on.

No transaction waits for the network: a turn that lacks an answer is rolled back, the question
is asked outside, and the turn is played again with the answer among its facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar, cast

from bot.errors import LookupFailedError, WatchError
from bot.model.channels import Chat
from bot.model.ids import Cell, PlatformName
from bot.model.people import Account
from bot.model.pictures import CleanPicture, CleanVideo, RawPicture, RawVideo
from bot.ports.mail import Letter, Mailer
from bot.ports.world import FoundPlace, Geocoder, MediaCleaner, Platform, Random

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Whom inquiries can be put to."""

    geocoder: Geocoder
    cleaner: MediaCleaner
    platforms: Mapping[PlatformName, Platform]
    mailer: Mailer
    random: Random


class Inquiry(Protocol[T_co]):
    """A question to the world outside; equal questions have equal answers within one turn."""

    async def answer(self, outside: Outside) -> T_co:
        """Ask. Raises LookupFailedError or WatchError, which are answers, too."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IsAdmin:
    """Is this account an admin of this chat, by its platform's word, now?"""

    chat: Chat
    account: Account

    async def answer(self, outside: Outside) -> bool:
        """Ask the platform. Raises LookupFailedError."""
        return await outside.platforms[self.chat.platform].is_admin(self.chat.id, self.account.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CanPost:
    """May the bot itself write in this chat, by its platform's word, now?"""

    chat: Chat

    async def answer(self, outside: Outside) -> bool:
        """Ask the platform. Raises LookupFailedError."""
        return await outside.platforms[self.chat.platform].can_post(self.chat.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDoor:
    """Which is the way into this chat, made just now in place of the `old` one?"""

    chat: Chat
    name: str
    old: str
    asks: bool

    async def answer(self, outside: Outside) -> str:
        """Have it made. Raises NotAllowedError, LookupFailedError."""
        platform = outside.platforms[self.chat.platform]
        return await platform.make_door(self.chat.id, self.name, self.old, asks=self.asks)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetIn:
    """Is this account in the chat now, let in through this door?"""

    chat: Chat
    door: str
    account: Account

    async def answer(self, outside: Outside) -> bool:
        """Have it let in; False: it must ask first. Raises NotAllowedError, LookupFailedError."""
        platform = outside.platforms[self.chat.platform]
        return await platform.let_in(self.chat.id, self.door, self.account.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountMembers:
    """How many people are in this chat, by its platform's word, now?"""

    chat: Chat

    async def answer(self, outside: Outside) -> int:
        """Ask the platform; one that is not run here any more counts nobody.

        Raises LookupFailedError.
        """
        platform = outside.platforms.get(self.chat.platform)
        return 0 if platform is None else await platform.members(self.chat.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPlaces:
    """Which places may these words mean?"""

    address: str

    async def answer(self, outside: Outside) -> tuple[FoundPlace, ...]:
        """Ask the geocoder. Raises LookupFailedError."""
        return await outside.geocoder.find(self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameStreets:
    """Which streets meet at this block?"""

    cell: Cell

    async def answer(self, outside: Outside) -> str:
        """Ask the geocoder. Raises LookupFailedError."""
        return await outside.geocoder.streets(self.cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanUp:
    """What is left of this picture when everything but pixels is gone?"""

    picture: RawPicture

    async def answer(self, outside: Outside) -> CleanPicture:
        """Have it drawn anew. Raises WatchError."""
        return await outside.cleaner.clean(self.picture)


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanUpVideo:
    """What is left of this video when everything but moving pixels is gone?"""

    video: RawVideo

    async def answer(self, outside: Outside) -> CleanVideo:
        """Have it drawn anew. Raises WatchError."""
        return await outside.cleaner.clean_video(self.video)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawCode:
    """Which digits? Drawn outside, so that they stay the same when the turn is played again."""

    digits: int

    async def answer(self, outside: Outside) -> str:
        """So many digits, each as likely."""
        return f"{outside.random.below(10**self.digits):0{self.digits}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLetter:
    """Is this letter on its way?

    Should the watch be stopped between the post and the commit, the turn is played again with
    another letter: of two, the newer one counts.
    """

    letter: Letter

    async def answer(self, outside: Outside) -> None:
        """Have it sent. Raises LookupFailedError, or WatchError as `Mailer.post`."""
        await outside.mailer.post(self.letter)


class UnansweredError(Exception):
    """A turn needs an answer that it does not have yet."""

    def __init__(self, inquiry: Inquiry[object]) -> None:
        """Remember what is to be asked."""
        super().__init__(type(inquiry).__name__)
        self.inquiry = inquiry


class Facts:
    """The answers that a turn has been given so far; refusals and failures are answers."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._known: dict[Inquiry[object], object] = {}

    def get(self, inquiry: Inquiry[T]) -> T:
        """The answer to an inquiry.

        Raises:
            UnansweredError: it has not been asked yet; the turn will be played again.
            LookupFailedError, WatchError: what the world answered.
        """
        if inquiry not in self._known:
            raise UnansweredError(inquiry)
        found = self._known[inquiry]
        if isinstance(found, LookupFailedError | WatchError):
            raise found
        return cast("T", found)

    async def learn(self, inquiry: Inquiry[object], outside: Outside) -> None:
        """Ask the world and keep what it answered."""
        try:
            self._known[inquiry] = await inquiry.answer(outside)
        except (LookupFailedError, WatchError) as refusal:
            self._known[inquiry] = refusal
