"""Everything that is so on the stand-in: who is here, what was written, what happens next."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from adapters.playground.discord.nouns import (
    Application,
    Channel,
    File,
    Guild,
    Interaction,
    Kind,
    Message,
    OpenForm,
    User,
)
from adapters.playground.discord.wire import (
    JSON,
    UNKNOWN_CHANNEL,
    UNKNOWN_GUILD,
    UNKNOWN_MESSAGE,
    UNKNOWN_USER,
    ApiError,
)
from adapters.playground.faults import Faults
from adapters.playground.ledger import Ledger
from adapters.playground.screens import Popup

EPOCH = 1_420_070_400_000  # milliseconds: the first second of 2015
TIMESTAMP_SHIFT = 22
MOST_POPUPS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened and who may be told."""

    name: str
    body: JSON
    intents: int = 0  # any one of these; none: everybody concerned is told
    guild: Guild | None = None
    channel: Channel | None = None
    application: int | None = None  # told to this one only
    message: Message | None = None  # its content may have to be left out


@dataclass(slots=True, kw_only=True)
class Realm:
    """The state of the stand-in and its clocks."""

    now: Callable[[], float]  # seconds since the epoch
    ticks: Callable[[], float]  # seconds that never step back
    faults: Faults = field(init=False)
    ledger: Ledger = field(default_factory=Ledger)
    base: str = ""  # where this server answers, without a slash at the end
    users: dict[int, User] = field(default_factory=dict)
    applications: dict[int, Application] = field(default_factory=dict)
    guilds: dict[int, Guild] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    files: dict[int, File] = field(default_factory=dict)
    interactions: dict[int, Interaction] = field(default_factory=dict)
    by_token: dict[str, Interaction] = field(default_factory=dict)
    directs: dict[frozenset[int], Channel] = field(default_factory=dict)
    nonces: dict[tuple[int, str], Message] = field(default_factory=dict)  # by author
    forms: dict[int, OpenForm] = field(default_factory=dict)  # by user
    popups: dict[int, list[Popup]] = field(default_factory=dict)  # by user
    listeners: list[Callable[[Event], None]] = field(default_factory=list)
    version: int = 0
    waiting: set[asyncio.Event] = field(default_factory=set)
    last_id: int = 0

    def __post_init__(self) -> None:
        """Begin without any trouble."""
        self.faults = Faults(self.now)

    def snowflake(self) -> int:
        """A new id: later ones are greater, and the time can be read from it."""
        stamp = (int(self.now() * 1000) - EPOCH) << TIMESTAMP_SHIFT
        self.last_id = max(stamp, self.last_id + 1)
        return self.last_id

    def announce(self, event: Event) -> None:
        """Tell every gateway session that this concerns."""
        self.changed()
        for listener in self.listeners:
            listener(event)

    def changed(self) -> None:
        """Note that somebody's screen may look different now."""
        self.version += 1
        for waiter in self.waiting:
            waiter.set()

    def notify(self, user: User, text: str) -> None:
        """Show a short notice on this person's screen."""
        popup = Popup(text=text, alert=True, time=self.now())
        self.popups[user.id] = [*self.popups.get(user.id, []), popup][-MOST_POPUPS:]
        self.changed()

    def user(self, found: int | None) -> User:
        """The user with this id."""
        if found is None or found not in self.users:
            raise ApiError(UNKNOWN_USER)
        return self.users[found]

    def guild(self, found: int) -> Guild:
        """The guild with this id."""
        if found not in self.guilds:
            raise ApiError(UNKNOWN_GUILD)
        return self.guilds[found]

    def channel(self, found: int) -> Channel:
        """The channel with this id."""
        if found not in self.channels:
            raise ApiError(UNKNOWN_CHANNEL)
        return self.channels[found]

    def message(self, channel: Channel, found: int) -> Message:
        """The message with this id."""
        if found not in channel.messages:
            raise ApiError(UNKNOWN_MESSAGE)
        return channel.messages[found]

    def application_of(self, token: str) -> Application | None:
        """The application that this bot token belongs to."""
        matches = (
            one
            for one in self.applications.values()
            if secrets.compare_digest(one.token.encode(), token.encode())
        )
        return next(matches, None)

    def application_behind(self, user: User) -> Application | None:
        """The application whose bot this user is."""
        matches = (one for one in self.applications.values() if one.user.id == user.id)
        return next(matches, None)

    def direct(self, one: User, other: User) -> Channel:
        """The direct conversation of two users, opened if there is none yet."""
        pair = frozenset((one.id, other.id))
        if pair in self.directs:
            return self.directs[pair]
        channel = Channel(
            id=self.snowflake(), kind=Kind.DM, created=self.now(), recipients=[one, other]
        )
        self.channels[channel.id] = self.directs[pair] = channel
        return channel

    def share_guild(self, one: User, other: User) -> bool:
        """Whether two users are in a guild together."""
        return any(
            one.id in guild.members and other.id in guild.members for guild in self.guilds.values()
        )
