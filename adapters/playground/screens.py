"""What a person sees on a stand-in platform and what a person can do there.

Both stand-ins speak these words towards whoever acts as a person: the page, the story, the
tests. The bot never sees them; it meets the platforms' own protocols only.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class CannotActError(Exception):
    """The person's client would not let them do this; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account on a stand-in platform."""

    id: str
    name: str
    username: str
    language: str


class ButtonKind(StrEnum):
    """How a client draws a button and what pressing it does."""

    PRESS = "press"
    LINK = "link"
    LOCATION = "location"  # a reply keyboard's "send my location"
    SAY = "say"  # a reply keyboard's plain button: sends its label
    CHOICE = "choice"  # a select menu: pressed with one of its options


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a select menu or of a command's parameter."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message, or a key of a reply keyboard."""

    id: str
    label: str
    kind: ButtonKind = ButtonKind.PRESS
    url: str = ""
    style: str = ""
    disabled: bool = False
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that a message shows; `url` is fetched from the stand-in's own control routes."""

    kind: str  # photo, video, document, voice, sticker
    name: str
    url: str
    size: int  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as this person's client draws it."""

    id: str
    author: str
    author_id: str
    from_bot: bool
    time: float  # seconds since the epoch
    text: str  # what the eye reads: markup applied, escapes gone
    html: str  # the same, as safe HTML (b, i, u, s, code, pre, blockquote, a, br only)
    attachments: tuple[Attachment, ...] = ()
    location: tuple[float, float] | None = None  # latitude, longitude in degrees
    buttons: tuple[tuple[Button, ...], ...] = ()
    reply_to: str | None = None
    edited: bool = False
    ephemeral: bool = False  # only this person sees it, until the client restarts
    protected: bool = False  # cannot be forwarded or saved
    thinking: bool = False  # "the bot is thinking"


class FieldKind(StrEnum):
    """What a form's field takes."""

    TEXT = "text"
    PARAGRAPH = "paragraph"
    CHOICE = "choice"
    FILES = "files"
    WORDS = "words"  # nothing to fill in: a line of explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form."""

    id: str
    label: str
    kind: FieldKind
    description: str = ""
    placeholder: str = ""
    value: str = ""
    required: bool = True
    min_length: int = 0
    max_length: int = 4000
    most: int = 1  # how many options or files at most
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form that lies open before the person."""

    id: str
    title: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Popup:
    """A short notice over the screen: an answered button, "interaction failed", an alert."""

    text: str
    alert: bool
    time: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandOption:
    """A parameter of a command as the client offers it."""

    name: str
    description: str
    required: bool = False
    choices: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandHint:
    """A command that the client offers after a slash."""

    name: str
    description: str
    options: tuple[CommandOption, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A conversation that this person is in."""

    id: str
    title: str
    kind: str  # private, group, supergroup, channel, dm, text, thread
    messages: tuple[Message, ...]
    keyboard: tuple[tuple[Button, ...], ...] = ()  # the reply keyboard, if one is shown
    commands: tuple[CommandHint, ...] = ()
    members: int = 0
    admin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Everything that one person can see now."""

    person: Person
    chats: tuple[Chat, ...]
    popups: tuple[Popup, ...] = ()
    form: Form | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file from the person's device."""

    name: str
    content: bytes
    kind: str = "photo"  # photo, video, document, voice, sticker: how the client sends it


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Type a text and send it."""

    chat: str
    text: str
    reply_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFile:
    """Send a picture, a video or another file."""

    chat: str
    upload: Upload
    caption: str = ""
    reply_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPin:
    """Send a point of the map, in degrees."""

    chat: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Press a button, or choose `values` from a select menu. A link button opens its link."""

    chat: str
    message: str
    button: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCommand:
    """Give a slash command with its parameters."""

    chat: str
    name: str
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """Send the open form: text and choices by field id, files by field id."""

    form: str
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    files: dict[str, tuple[Upload, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLink:
    """Follow a link: a deep link opens the private chat and presses Start."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """Delete a message of one's own."""

    chat: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Block the bot (Telegram) or close direct messages (Discord)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unblock:
    """Let the bot write again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """Restart the client: popups, forms and ephemeral messages are gone."""


Act = (
    Write
    | SendFile
    | SendPin
    | Press
    | RunCommand
    | Submit
    | OpenLink
    | Remove
    | Block
    | Unblock
    | Restart
)


class World(Protocol):
    """A stand-in platform, seen from the people on it."""

    def people(self) -> tuple[Person, ...]:
        """Everybody with an account here, bots left out."""
        ...

    def screen(self, person: str) -> Screen:
        """What this person sees now. Raises KeyError for a stranger."""
        ...

    async def act(self, person: str, act: Act) -> None:
        """Do as this person. Raises CannotActError where a real client would not allow it."""
        ...

    def file(self, key: str) -> tuple[bytes, str]:
        """The bytes and the content type behind an attachment's url. Raises KeyError."""
        ...

    @property
    def version(self) -> int:
        """Grows with every change, so that a page knows when to look again."""
        ...
