"""All that the bot can answer, and what a message looks like before a platform draws it."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.model.actions import Action
from bot.model.maps import Drawing
from bot.model.pictures import CleanMedia, Paper
from bot.texts.text import Line, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message.

    `private` marks a button under a public post whose answer is for the presser alone: a deep
    link into the private chat where the platform has no private answers in a group.
    """

    label: Text
    action: Action
    private: bool = False
    tone: str = ""  # "", "main" or "danger"


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One message: lines of text, at most one picture, video or file, buttons in rows.

    `asks_pin` offers the platform's way of sending a point of the map, where it has one
    (then there are no buttons). `sealed` forbids forwarding and saving where that exists.
    `drawing` is what becomes its picture just before it is sent, outside of any transaction;
    `alt` says what the picture shows to those who do not see it. `public` says that everybody
    may see the picture, so that a platform may keep it for the next to whom it goes: never so
    with anything of a reply.
    """

    lines: tuple[Line, ...]
    media: CleanMedia | Paper | None = None
    drawing: Drawing | None = None
    alt: Text | None = None
    buttons: Rows = ()
    asks_pin: bool = False
    sealed: bool = False
    public: bool = False


class FieldKind(StrEnum):
    """What a form's field takes."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    CHOICE = "choice"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form; `options` are (value, label) for a choice."""

    name: str
    label: Text
    kind: FieldKind
    hint: Text | None = None
    value: str = ""
    required: bool = True
    longest: int = 1_000
    options: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of one to five fields; sent, it comes back as `Filled` with the same action."""

    title: Text
    action: Action
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A new message to the person who acted; to them alone where the platform can.

    In a group of a platform without private answers it is readable by all: flows put nothing
    personal there.
    """

    screen: Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """The message that held the pressed button becomes this one; without one, a new message."""

    screen: Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Pop:
    """A short notice to the presser alone (a pop-up where the platform has it)."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Open a form before the person. Only where `Limits.forms`."""

    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseTheirs:
    """Remove the message with which the person acted, where the bot may; silently if not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePressed:
    """Remove the bot's message that held the pressed button; silently if it is gone."""


Answer = Say | Replace | Pop | Ask | EraseTheirs | ErasePressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """In whose language and time zone a message is said; `zone` is an IANA name."""

    language: str
    zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What goes back to the person who acted, in this order."""

    reader: Reader
    answers: tuple[Answer, ...] = field(default=())
