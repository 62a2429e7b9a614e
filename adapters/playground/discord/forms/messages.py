"""Messages that an application creates or edits."""

import mimetypes
from dataclasses import dataclass

from adapters.playground.discord.bodies import Node
from adapters.playground.discord.forms.components import rows
from adapters.playground.discord.forms.embeds import embeds
from adapters.playground.discord.forms.mentions import Allowed, allowed, exclusive
from adapters.playground.discord.nouns import MessageFlag
from adapters.playground.discord.wire import JSON, TOO_LARGE, ApiError

CONTENT = 2000
NONCE = 25
MOST_FILES = 10
FILE_SIZE = 10 * 1024 * 1024
REQUEST_SIZE = 25 * 1024 * 1024
DESCRIPTION = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file of a multipart request, by the number in `files[n]`."""

    number: int
    name: str
    content: bytes

    @property
    def content_type(self) -> str:
        """The type that the name suggests."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageForm:
    """A message as asked for; `given` names the fields that the request had."""

    given: frozenset[str]
    content: str
    embeds: list[JSON]
    components: list[JSON]
    flags: int
    allowed: Allowed
    tts: bool
    nonce: str | int | None
    enforce_nonce: bool
    reply_to: int | None
    reply_must_exist: bool
    files: tuple[Incoming, ...]
    kept: frozenset[int]  # files of the message that an edit keeps
    descriptions: dict[int, str]  # of new files, by their number

    @property
    def empty(self) -> bool:
        """Whether nothing would be seen."""
        return not (self.content.strip() or self.embeds or self.components or self.files)


def message(node: Node, files: tuple[Incoming, ...]) -> MessageForm:
    """The message of a request, checked."""
    measure(files)
    exclusive(node)
    flags = node.whole("flags")
    if flags & MessageFlag.COMPONENTS_V2:
        text = "This stand-in draws components of the first version only."
        node.complain("flags", "COMPONENTS_V2_UNSUPPORTED", text)
    reference = node.child("message_reference")
    kept, descriptions = _attachments(node, files)
    form = MessageForm(
        given=frozenset(node.fields),
        content=node.text("content", most=CONTENT),
        embeds=embeds(node),
        components=rows(node),
        flags=flags,
        allowed=allowed(node),
        tts=node.flag("tts"),
        nonce=_nonce(node),
        enforce_nonce=node.flag("enforce_nonce"),
        reply_to=reference.snowflake("message_id") if reference else None,
        reply_must_exist=reference.flag("fail_if_not_exists", default=True) if reference else True,
        files=files,
        kept=kept,
        descriptions=descriptions,
    )
    node.settle()
    return form


def measure(files: tuple[Incoming, ...]) -> None:
    """Refuse files that are too large, each alone or all together."""
    if any(len(one.content) > FILE_SIZE for one in files):
        raise ApiError(TOO_LARGE)
    if sum(len(one.content) for one in files) > REQUEST_SIZE:
        raise ApiError(TOO_LARGE)


def _nonce(node: Node) -> str | int | None:
    value = node.raw("nonce")
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return node.text("nonce", most=NONCE)


def _attachments(node: Node, files: tuple[Incoming, ...]) -> tuple[frozenset[int], dict[int, str]]:
    numbers = {one.number for one in files}
    kept: set[int] = set()
    descriptions: dict[int, str] = {}
    if len(files) > MOST_FILES:
        text = f"Must be {MOST_FILES} or fewer in length."
        node.complain("attachments", "BASE_TYPE_MAX_LENGTH", text)
    for one in node.children("attachments", most=MOST_FILES):
        own = one.snowflake("id")
        if own is None:
            one.require("id")
            continue
        description = one.text("description", most=DESCRIPTION)
        if own in numbers:
            descriptions[own] = description
        else:
            kept.add(own)
    return frozenset(kept), descriptions
