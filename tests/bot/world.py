"""The world around a house of the watch, as fakes: platforms, a map, a darkroom, keys."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.errors import DeliveryError, LookupFailedError, NotAllowedError, WatchError
from bot.events import Limits
from bot.model.channels import MessageRef
from bot.model.ids import Cell, PlatformName
from bot.model.maps import Digest, MapView
from bot.model.pictures import CleanPicture, CleanVideo, RawMedia, RawPicture, RawVideo
from bot.model.places import Point, blurred, cell_at
from bot.model.rates import Rates
from bot.ports.mail import Letter
from bot.ports.world import Address, FoundPlace
from bot.replies import Reader, Screen
from storage.memory.units import MemoryStore
from tests.fakes import SeededRandom

CORNER = Point(latitude=45.5420, longitude=-73.6240)
"""Where most things happen."""

NEXT_DOOR = Point(latitude=45.5460, longitude=-73.6100)
"""In the other area of the same town, about a kilometre away."""

FAR = Point(latitude=45.4000, longitude=-73.9000)
"""Outside all areas."""

HOME_BLOCK = cell_at(CORNER)
HERE = blurred(HOME_BLOCK, 8)
THERE = blurred(cell_at(NEXT_DOOR), 8)
TOWN = blurred(HOME_BLOCK, 6)

PINS = PlatformName("pins")
"""A platform like Telegram: points of the map, no forms, groups where all read everything."""

FORMS = PlatformName("forms")
"""A platform like Discord: forms, answers in a group for one alone, no points."""

LIMITS = {
    PINS: Limits(
        text=4_096,
        caption=1_024,
        button_label=60,
        file_bytes=20_000_000,
        forms=False,
        pins=True,
        private_answers=False,
    ),
    FORMS: Limits(
        text=2_000,
        caption=2_000,
        button_label=80,
        file_bytes=10_000_000,
        forms=True,
        pins=False,
        private_answers=True,
    ),
}


class CrashError(BaseException):
    """The process is gone, right after the platform did what it was asked."""


class Outdoors:
    """Nobody goes outdoors while a transaction is open."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def step_out(self) -> None:
        assert not self._store.queue.locked(), "asked outside with a transaction open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message that stands on a platform."""

    at: MessageRef
    to: Address
    screen: Screen
    reader: Reader
    nonce: str


@dataclass
class FakePlatform:
    """A bot on a platform: it keeps what was posted, and can refuse."""

    name: PlatformName
    outdoors: Outdoors
    rates: Rates = field(default_factory=lambda: Rates(per_second=1_000_000))
    standing: dict[MessageRef, Posted] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    refusals: deque[DeliveryError] = field(default_factory=deque)
    admins: set[tuple[str, str]] = field(default_factory=set)
    mute: set[str] = field(default_factory=set)
    doorless: set[str] = field(default_factory=set)
    doors: list[tuple[str, str, str, bool]] = field(default_factory=list)
    strangers: set[str] = field(default_factory=set)
    knocking: set[tuple[str, str]] = field(default_factory=set)
    inside: list[tuple[str, str, str]] = field(default_factory=list)
    crowds: dict[str, int] = field(default_factory=dict)
    meanwhile: deque[Callable[[], Awaitable[None]]] = field(default_factory=deque)
    crashes: bool = False
    silent: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def limits(self) -> Limits:
        return LIMITS.get(self.name, LIMITS[PINS])

    def calls(self, to: Address) -> int:
        del to
        return 1

    async def post(self, to: Address, screen: Screen, reader: Reader, nonce: str) -> MessageRef:
        self._reached(f"post to {to.id}")
        at = MessageRef(chat=to.id, message=str(len(self.done)))
        self.standing[at] = Posted(at=at, to=to, screen=screen, reader=reader, nonce=nonce)
        if self.meanwhile:
            await self.meanwhile.popleft()()
        if self.crashes:
            raise CrashError
        return at

    async def find(
        self, to: Address, screen: Screen, nonce: str, since: datetime
    ) -> MessageRef | None:
        del screen, since
        self._reached(f"look for one to {to.id}")
        return next((each.at for each in self.of(to.id) if each.nonce == nonce), None)

    async def edit(self, at: MessageRef, screen: Screen, reader: Reader) -> None:
        self._reached(f"edit in {at.chat}")
        if at not in self.standing:
            raise DeliveryError("gone", final=True)
        old = self.standing[at]
        self.standing[at] = Posted(at=at, to=old.to, screen=screen, reader=reader, nonce=old.nonce)

    async def erase(self, at: MessageRef) -> None:
        self._reached(f"erase in {at.chat}")
        self.standing.pop(at, None)

    async def is_admin(self, chat: str, account: str) -> bool:
        self.outdoors.step_out()
        self.asked.append((chat, account))
        if self.silent:
            raise LookupFailedError
        return (chat, account) in self.admins

    async def make_door(self, chat: str, name: str, old: str, *, asks: bool) -> str:
        self.outdoors.step_out()
        if self.silent:
            raise LookupFailedError
        if chat in self.doorless:
            raise NotAllowedError
        self.doors.append((chat, name, old, asks))
        if self.limits.pins:
            return f"https://door.example/{len(self.doors)}"
        return f"role {len(self.doors)}" if asks else ""

    async def let_in(self, chat: str, door: str, account: str) -> bool:
        self.outdoors.step_out()
        if self.silent:
            raise LookupFailedError
        if chat in self.doorless:
            raise NotAllowedError
        unasked = self.limits.pins and (chat, account) not in self.knocking
        if unasked or account in self.strangers:
            return False
        self.knocking.discard((chat, account))
        self.inside.append((chat, door, account))
        return True

    async def members(self, chat: str) -> int:
        self.outdoors.step_out()
        if self.silent:
            raise LookupFailedError
        return self.crowds.get(chat, 100)

    async def can_post(self, chat: str) -> bool:
        self.outdoors.step_out()
        if self.silent:
            raise LookupFailedError
        return chat not in self.mute

    def of(self, address: str) -> list[Posted]:
        """What stands at an address, oldest first."""
        return [posted for posted in self.standing.values() if posted.to.id == address]

    def _reached(self, what: str) -> None:
        self.outdoors.step_out()
        self.done.append(what)
        if self.refusals:
            raise self.refusals.popleft()


@dataclass
class FakeGeocoder:
    """A map with a few places on it."""

    outdoors: Outdoors
    places: dict[str, tuple[FoundPlace, ...]] = field(default_factory=dict)
    names: dict[Cell, str] = field(default_factory=dict)
    silent: bool = False
    asked: list[str] = field(default_factory=list)

    async def find(self, address: str) -> tuple[FoundPlace, ...]:
        self._ask(address)
        return self.places.get(address, ())

    async def streets(self, cell: Cell) -> str:
        self._ask(f"streets at {cell}")
        return self.names.get(cell, "")

    def _ask(self, what: str) -> None:
        self.outdoors.step_out()
        self.asked.append(what)
        if self.silent:
            raise LookupFailedError


@dataclass
class FakeMailer:
    """A post office that keeps what it took."""

    outdoors: Outdoors
    letters: list[Letter] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    silent: bool = False

    async def post(self, letter: Letter) -> None:
        self.outdoors.step_out()
        if self.silent:
            raise LookupFailedError
        if letter.to in self.unknown:
            raise WatchError("mail.refused")
        self.letters.append(letter)


@dataclass
class FakeCleaner:
    """A darkroom that cannot read what begins with "broken"; twice cleaned is as clean as once."""

    outdoors: Outdoors
    asked: list[RawMedia] = field(default_factory=list)

    async def clean(self, picture: RawPicture) -> CleanPicture:
        self.outdoors.step_out()
        self.asked.append(picture)
        if picture.content.startswith(b"broken"):
            raise WatchError("picture.unreadable")
        return CleanPicture(content=b"clean " + picture.content.removeprefix(b"clean "))

    async def clean_video(self, video: RawVideo) -> CleanVideo:
        self.outdoors.step_out()
        self.asked.append(video)
        if video.content.startswith(b"broken"):
            raise WatchError("video.unreadable")
        return CleanVideo(content=b"clean " + video.content.removeprefix(b"clean "))


@dataclass
class FakeCartographer:
    """A draughtsman whose pictures are bytes; now and then he has no ink."""

    outdoors: Outdoors
    drawn: list[MapView | Digest] = field(default_factory=list)
    silent: bool = False
    slow: bool = False

    async def map(self, view: MapView) -> CleanPicture:
        if self.slow:
            await asyncio.sleep(60)
        return self._draw(view, b"a map")

    async def digest(self, digest: Digest, language: str) -> CleanPicture:
        return self._draw(digest, f"a chart in {language}".encode())

    def _draw(self, drawing: MapView | Digest, picture: bytes) -> CleanPicture:
        self.outdoors.step_out()
        self.drawn.append(drawing)
        if self.silent:
            raise LookupFailedError
        return CleanPicture(content=picture)


class FakeKeyring:
    """The keys of open requests, in memory."""

    def __init__(self) -> None:
        self._random = SeededRandom("keyring")
        self._keys: dict[int, bytes] = {}

    def create(self, request: int) -> None:
        self._keys[request] = self._random.bytes(32)

    def key(self, request: int) -> bytes | None:
        return self._keys.get(request)

    def destroy(self, request: int) -> None:
        self._keys.pop(request, None)


def street_map(outdoors: Outdoors) -> FakeGeocoder:
    """A map with a corner, two churches, and a place in another country."""
    corner = FoundPlace(label="Rue Jarry, Villeray", point=CORNER)
    other = FoundPlace(label="Rue Jarry, Mile End", point=NEXT_DOOR)
    return FakeGeocoder(
        outdoors=outdoors,
        places={
            "jarry and lajeunesse": (corner,),
            "boulevard saint-laurent": (other,),
            "jarry": (corner, other),
            "paris": (FoundPlace(label="Paris", point=FAR),),
        },
        names={
            HOME_BLOCK: "Rue Jarry & Rue Lajeunesse",
            cell_at(NEXT_DOOR): "Boulevard Saint-Laurent",
        },
    )
