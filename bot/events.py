"""All that a person can do, said without naming a platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.model.actions import Action
from bot.model.areas import RawMap
from bot.model.channels import Chat
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.model.people import Account
from bot.model.pictures import Attached, RawMedia
from bot.model.places import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a platform allows, as data. Lengths in characters, sizes in bytes."""

    text: int
    caption: int
    button_label: int
    file_bytes: int
    forms: bool  # forms can be opened
    pins: bool  # points of the map can be sent
    private_answers: bool  # answers in a group are seen by the person alone
    knows_repeats: bool = False  # a nonce posted again gives the message that stands already
    keeps_files: bool = False  # a public picture is brought once, and named from then on


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who acted. `names` (display and user name) live only as long as the event.

    `as_chat` is true for an admin who writes in the chat's name: the account proves nothing.
    `elsewhere` are the watch's other bots on the same platform, whom he may know already.
    """

    account: Account
    language: str
    names: tuple[str, ...] = ()
    as_chat: bool = False
    elsewhere: tuple[PlatformName, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The bot's own message that was pressed or answered, read back from the chat.

    `quote` is the text of its `Quote` line, exactly; `media` its picture or video; `actions`
    those of its buttons.
    """

    quote: str = ""
    media: RawMedia | None = None
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Gave a command, with the rest of the line or the value of its parameter."""

    command: Command
    argument: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledUnknown:
    """Gave a command in private that the watch does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Wrote a text; `answering` is the bot's message that it was a reply to, if any."""

    text: str
    answering: Shown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """Sent a point of the map."""

    point: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """Sent a picture or a video, with or without words."""

    media: RawMedia
    text: str = ""
    answering: Shown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """Sent a file that may be a map: only moderators are ever asked for one."""

    map: RawMap


@dataclass(frozen=True, slots=True, kw_only=True)
class SentElse:
    """Sent something that the watch does not take."""

    what: Attached


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """Pressed a button. `action` is None when the button is none of ours.

    `shown` is the message that held it; empty when the action came through a deep link.
    """

    action: Action | None
    shown: Shown = field(default_factory=Shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Sent a form: what was written or chosen by field name; the file apart, taken or refused."""

    action: Action | None
    fields: Mapping[str, str] = field(default_factory=dict)
    media: RawMedia | None = None
    map: RawMap | None = None
    refused: Attached | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Added the bot to a chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """Removed the bot from a chat, or blocked it in private."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knocked:
    """Asked to be let into a chat; nobody reads the answer but who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A chat got a new id."""

    new_chat: str


Act = (
    Called
    | CalledUnknown
    | Said
    | Pinned
    | Pictured
    | Mapped
    | SentElse
    | Pressed
    | Filled
    | Arrived
    | Departed
    | Knocked
    | Moved
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that one person did in one chat."""

    sender: Sender
    chat: Chat
    limits: Limits
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """Which of a platform's bots hears something, and which others there are."""

    bot: PlatformName
    others: tuple[PlatformName, ...] = ()

    def heard(self, event: Event) -> Event:
        """The event, as this bot's."""
        account = replace(event.sender.account, platform=self.bot)
        sender = replace(event.sender, account=account, elsewhere=self.others)
        return replace(event, sender=sender, chat=replace(event.chat, platform=self.bot))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a platform's updates have been taken in; committed with their effect."""

    platform: str
    position: int
