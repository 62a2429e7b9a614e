"""What there is on the server: users, guilds, channels, messages, commands."""

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from adapters.playground.discord.wire import JSON


class Kind(IntEnum):
    """Channel types."""

    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    NEWS = 5
    NEWS_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12


THREADS = (Kind.NEWS_THREAD, Kind.PUBLIC_THREAD, Kind.PRIVATE_THREAD)


class MessageFlag(IntFlag):
    """Message flags."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


class MessageKind(IntEnum):
    """Message types."""

    DEFAULT = 0
    THREAD_CREATED = 18
    REPLY = 19
    COMMAND = 20
    THREAD_STARTER = 21


class InteractionKind(IntEnum):
    """Interaction types."""

    PING = 1
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


@dataclass(slots=True, kw_only=True, eq=False)
class User:
    """An account, a person's or a bot's."""

    id: int
    username: str
    name: str
    bot: bool = False
    locale: str = "en-US"
    closed: bool = False  # direct messages from guild members are off


@dataclass(slots=True, kw_only=True, eq=False)
class Command:
    """A registered application command; `body` is what the application said of it."""

    id: int
    version: int
    guild: int | None
    name: str
    kind: int
    body: JSON


@dataclass(slots=True, kw_only=True)
class Sharding:
    """Into how many shards a bot's gateway is cut; the server says it, the bot chooses."""

    recommended: int = 1
    least: int = 1  # with fewer a session would have too many guilds
    concurrency: int = 1  # shards that may begin at once: one of each remainder


@dataclass(slots=True, kw_only=True, eq=False)
class Application:
    """A bot's application."""

    id: int
    token: str
    user: User
    owner: User
    privileged: int = 0  # the privileged intents that its page has switched on
    commands: list[Command] = field(default_factory=list)
    sessions_left: int = 1000
    sharding: Sharding = field(default_factory=Sharding)


@dataclass(slots=True, kw_only=True, eq=False)
class Role:
    """A guild's role."""

    id: int
    name: str
    permissions: int
    position: int = 1
    bot: int | None = None  # managed: belongs to this bot


@dataclass(slots=True, kw_only=True, eq=False)
class Member:
    """A user's place in a guild."""

    user: User
    joined: float
    roles: list[int] = field(default_factory=list)
    nick: str | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Overwrite:
    """What a channel grants or denies a role (type 0) or a member (type 1)."""

    id: int
    type: int
    allow: int = 0
    deny: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class Guild:
    """A guild, which people call a server."""

    id: int
    name: str
    owner: User
    created: float
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, "Channel"] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True, eq=False)
class File:
    """An attachment with its bytes."""

    id: int
    channel: int
    name: str
    content_type: str
    content: bytes
    description: str | None = None
    ephemeral: bool = False
    size: tuple[int, int] | None = None  # width, height in pixels
    inline: bool = False  # shown inside an embed, not below the message


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """A guild's channel, a thread or a direct conversation."""

    id: int
    kind: Kind
    created: float
    name: str = ""
    guild: Guild | None = None
    parent: "Channel | None" = None
    topic: str | None = None
    position: int = 0
    slow_mode: int = 0  # seconds
    overwrites: list[Overwrite] = field(default_factory=list)
    recipients: list[User] = field(default_factory=list)
    messages: dict[int, "Message"] = field(default_factory=dict)
    last_message: int | None = None
    owner: User | None = None
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    archive_after: int = 1440  # minutes
    archive_time: float = 0.0
    thread_members: dict[int, float] = field(default_factory=dict)
    sent: int = 0
    opened: set[int] = field(default_factory=set)  # who has this conversation on their list

    @property
    def is_thread(self) -> bool:
        """Whether this is a thread of any type."""
        return self.kind in THREADS

    @property
    def home(self) -> "Channel":
        """The channel whose overwrites count here: a thread's parent, else itself."""
        return self.parent if self.is_thread and self.parent is not None else self

    @property
    def holds_text(self) -> bool:
        """Whether messages can be written here."""
        return self.kind is not Kind.CATEGORY


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """A message, ephemeral ones included."""

    id: int
    channel: Channel
    author: User
    content: str
    time: float
    kind: MessageKind = MessageKind.DEFAULT
    flags: int = 0
    edited: float | None = None
    embeds: list[JSON] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    components: list[JSON] = field(default_factory=list)
    mentions: list[User] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    nonce: str | int | None = None
    tts: bool = False
    pinned: bool = False
    reply_to: int | None = None
    thread: Channel | None = None
    application: Application | None = None
    origin: JSON | None = None  # interaction_metadata
    webhook: bool = False  # an interaction's answer or follow-up
    addressee: User | None = None  # ephemeral: the only person who sees it
    hidden: bool = False  # ephemeral: dismissed, or the client was restarted
    reactions: dict[str, list[int]] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True, eq=False)
class Interaction:
    """Something that a person asked of an application."""

    id: int
    token: str
    kind: InteractionKind
    application: Application
    user: User
    channel: Channel
    time: float
    origin: JSON
    name: str = ""  # the command's, for "used /name"
    source: Message | None = None  # the message whose component was used
    form: int | None = None  # the form that was sent in
    answered: bool = False
    failed: bool = False
    answer: int = 0  # the callback's type
    original: Message | None = None
    thinking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """A modal that lies open before somebody."""

    id: int
    interaction: Interaction
    custom_id: str
    title: str
    components: tuple[JSON, ...]
