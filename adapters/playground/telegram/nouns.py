"""What a Telegram is made of: accounts, chats, members, messages."""

from dataclasses import dataclass, field
from enum import StrEnum

from adapters.playground.screens import Popup
from adapters.playground.telegram.calls import JSON
from adapters.playground.telegram.entities import Words
from adapters.playground.telegram.files import Media
from adapters.playground.telegram.mailbox import Mailbox
from adapters.playground.telegram.markup import InlineKeyboard, Markup
from adapters.playground.telegram.rates import Pace

ANONYMOUS_ID = 1087968824  # GroupAnonymousBot, behind which anonymous administrators write


@dataclass(slots=True, kw_only=True, eq=False)
class Account:
    """Somebody on Telegram, person or bot."""

    id: int
    name: str
    username: str = ""
    last_id: int = 0  # private chats and basic groups number messages per account

    def next_id(self) -> int:
        """Number one more message in this account's own box."""
        self.last_id += 1
        return self.last_id


@dataclass(slots=True, kw_only=True, eq=False)
class Human(Account):
    """A person's account."""

    language: str = ""
    gone: bool = False  # the account was deleted
    popups: list[Popup] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)  # bots


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandKey:
    """For whom a list of commands is meant."""

    scope: str = "default"
    chat: int = 0
    user: int = 0
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command of a bot, as its clients offer it."""

    command: str
    description: str


@dataclass(slots=True, kw_only=True, eq=False)
class Bot(Account):
    """A bot's account."""

    token: str
    mailbox: Mailbox
    privacy: bool = True
    logged_out: bool = False
    pace: Pace = field(default_factory=Pace)
    commands: dict[CommandKey, tuple[Command, ...]] = field(default_factory=dict)


class ChatKind(StrEnum):
    """The kinds of chat."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"


class Status(StrEnum):
    """How somebody stands in a chat."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    LEFT = "left"
    KICKED = "kicked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """How one account stands in one chat, with the rights that go with it."""

    status: Status
    anonymous: bool = False
    can_send: bool = True  # restricted members
    can_delete: bool = True  # administrators
    can_invite: bool = True  # administrators

    @property
    def present(self) -> bool:
        """Whether this account is in the chat."""
        return self.status not in {Status.LEFT, Status.KICKED}

    @property
    def leads(self) -> bool:
        """Whether this account administers the chat."""
        return self.status in {Status.CREATOR, Status.ADMINISTRATOR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point of the map in degrees; a venue has a title and an address, too."""

    latitude: float
    longitude: float
    title: str = ""
    address: str = ""

    def point(self) -> JSON:
        """The point alone, as the API writes it."""
        return {"latitude": self.latitude, "longitude": self.longitude}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a service message tells."""

    joined: tuple[Account, ...] = ()
    left: Account | None = None
    created: str = ""  # the title of a group that was just made
    migrated_to: int = 0
    migrated_from: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a message says; an edit puts another content in its place."""

    words: Words = field(default_factory=Words)
    media: Media | None = None
    place: Place | None = None
    without_preview: bool = False  # of the links in its text
    notice: Notice | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """One message of a chat."""

    chat: "Chat"
    ids: dict[int, int]  # account to the message's number in its box; 0 stands for everybody
    author: Account
    date: int
    content: Content
    anonymous: bool = False
    reply_to: "Message | None" = None
    buttons: InlineKeyboard | None = None
    protected: bool = False
    album: str = ""
    edited: int = 0
    deleted: bool = False
    start: bool = False  # a pressed Start: clients hide the payload

    def id_for(self, account: int) -> int:
        """The number under which an account knows this message; zero if it does not."""
        return self.ids.get(0) or self.ids.get(account, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What replaces the letters on a person's phone, and the message that brought it."""

    markup: Markup
    message: Message


@dataclass(slots=True, kw_only=True, eq=False)
class Invite:
    """A link into a group; `by_request`: an administrator lets people in, one by one."""

    url: str
    creator: Account
    by_request: bool
    name: str = ""
    expires: int = 0  # seconds since the epoch; zero for never
    limit: int = 0  # of members; zero for none
    joined: int = 0
    revoked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Somebody who asks to be let in."""

    person: Human
    invite: Invite
    since: float  # seconds since the epoch


@dataclass(slots=True, kw_only=True, eq=False)
class Chat:
    """A conversation."""

    id: int  # zero for a private chat, which is known to each side by the other's id
    kind: ChatKind
    title: str = ""
    instance: str
    accounts: dict[int, Account] = field(default_factory=dict)
    members: dict[int, Membership] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    index: dict[tuple[int, int], Message] = field(default_factory=dict)
    last_id: int = 0
    last_bot: int = 0  # the bot that wrote last
    contacted: bool = False  # private: the bot wrote first, to somebody who asks to be let in
    shown: dict[int, Shown] = field(default_factory=dict)  # keyboards, by person
    migrated_to: int = 0
    earlier: "Chat | None" = None  # the basic group that this supergroup was
    invites: dict[str, Invite] = field(default_factory=dict)  # by link
    asking: dict[int, Asking] = field(default_factory=dict)  # by person

    def id_for(self, account: int) -> int:
        """The id under which an account knows this chat."""
        if self.kind is not ChatKind.PRIVATE:
            return self.id
        return next(each for each in self.accounts if each != account)

    def membership(self, account: int) -> Membership:
        """How an account stands here."""
        return self.members.get(account, Membership(status=Status.LEFT))

    def present(self) -> list[Account]:
        """Everybody who is in the chat."""
        return [self.accounts[each] for each, how in self.members.items() if how.present]

    def find(self, account: int, number: int) -> Message | None:
        """A message by the number under which an account knows it."""
        owner = 0 if self.kind is ChatKind.SUPERGROUP else account
        found = self.index.get((owner, number))
        return found if found and not found.deleted else None

    def add(self, message: Message) -> None:
        """Number a message for everybody who is here, and keep it."""
        if self.kind is ChatKind.SUPERGROUP:
            self.last_id += 1
            message.ids[0] = self.last_id
        else:
            message.ids.update({each.id: each.next_id() for each in self.present()})
        for owner, number in message.ids.items():
            self.index[owner, number] = message
        self.messages.append(message)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Query:
    """A pressed button that waits for its answer."""

    id: str
    bot: Bot
    person: Human
    pressed: float
    message: Message
