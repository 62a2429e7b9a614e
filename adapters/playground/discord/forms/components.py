"""Components of a message: rows of buttons and select menus.

https://discord.com/developers/docs/components/reference
"""

from dataclasses import dataclass, field
from enum import IntEnum
from urllib.parse import urlsplit

from adapters.playground.discord.bodies import Node
from adapters.playground.discord.wire import JSON

MOST_ROWS = 5
MOST_BUTTONS = 5
CUSTOM_ID = 100
BUTTON_LABEL = 80
BUTTON_URL = 512
OPTION_TEXT = 100
MOST_OPTIONS = 25
PLACEHOLDER = 150
LINK_SCHEMES = ("http", "https", "discord")


class Part(IntEnum):
    """Component types."""

    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    TEXT = 10
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


class Style(IntEnum):
    """Button styles."""

    PRIMARY = 1
    SECONDARY = 2
    SUCCESS = 3
    DANGER = 4
    LINK = 5


FILLED_SELECTS = (
    Part.USER_SELECT,
    Part.ROLE_SELECT,
    Part.MENTIONABLE_SELECT,
    Part.CHANNEL_SELECT,
)
SELECTS = (Part.STRING_SELECT, *FILLED_SELECTS)


@dataclass(slots=True)
class Numbering:
    """The ids given to components and the custom ids already taken."""

    last: int = 0
    taken: set[str] = field(default_factory=set)

    def number(self, node: Node) -> int:
        """The component's own id, or the next one."""
        given = node.whole("id", least=0)
        self.last = given or self.last + 1
        return self.last

    def custom_id(self, node: Node) -> str:
        """The custom id: there, short enough, and used once."""
        node.require("custom_id")
        if not node.has("custom_id"):
            return ""
        written = node.text("custom_id", least=1, most=CUSTOM_ID)
        if written in self.taken:
            message = "Component custom id cannot be duplicated"
            node.complain("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", message)
        self.taken.add(written)
        return written


def rows(node: Node) -> list[JSON]:
    """The rows below a message, checked."""
    numbering = Numbering()
    return [_row(one, numbering) for one in node.children("components", most=MOST_ROWS)]


def _row(node: Node, numbering: Numbering) -> JSON:
    node.choice("type", (Part.ROW,))
    own = numbering.number(node)
    inside = node.children("components", least=1, most=MOST_BUTTONS)
    node.require("components")
    parts = [_part(one, numbering) for one in inside]
    if len(parts) > 1 and any(part["type"] in SELECTS for part in parts):
        message = "The specified component exceeds the maximum width"
        node.complain("components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)
    return {"type": int(Part.ROW), "id": own, "components": parts}


def _part(node: Node, numbering: Numbering) -> JSON:
    kind = node.choice("type", (Part.BUTTON, *SELECTS))
    if kind == Part.BUTTON:
        return _button(node, numbering)
    if kind in SELECTS:
        return {**select(node, numbering), "disabled": node.flag("disabled")}
    return {"type": kind}


def _button(node: Node, numbering: Numbering) -> JSON:
    style = node.choice("style", list(Style))
    found: JSON = {"type": int(Part.BUTTON), "id": numbering.number(node), "style": style}
    if node.raw("label"):
        found["label"] = node.text("label", most=BUTTON_LABEL)
    if node.raw("emoji"):
        found["emoji"] = emoji(node)
    if not found.keys() & {"label", "emoji"}:
        message = "A button needs a label or an emoji"
        node.complain("label", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", message)
    if node.flag("disabled"):
        found["disabled"] = True
    return {**found, **_target(node, style, numbering)}


def _target(node: Node, style: int, numbering: Numbering) -> JSON:
    if style != Style.LINK:
        if node.raw("url"):
            message = "A url cannot be specified on this button"
            node.complain("url", "BUTTON_COMPONENT_URL_NOT_ALLOWED", message)
        return {"custom_id": numbering.custom_id(node)}
    if node.raw("custom_id"):
        message = "A custom id and url cannot both be specified"
        node.complain("custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
    node.require("url")
    return {"url": link(node, "url")}


def link(node: Node, key: str) -> str:
    """The target of a link button."""
    written = node.text(key, most=BUTTON_URL)
    if written and urlsplit(written).scheme not in LINK_SCHEMES:
        listed = ", ".join(f"'{one}'" for one in LINK_SCHEMES)
        scheme = urlsplit(written).scheme
        message = f'Scheme "{scheme}" is not supported. Scheme must be one of ({listed}).'
        node.complain(key, "URL_TYPE_INVALID_SCHEME", message)
    return written


def emoji(node: Node) -> JSON:
    """An emoji on a button or an option."""
    inner = node.child("emoji")
    if inner is None:
        return {}
    own = inner.snowflake("id")
    return {"id": str(own) if own else None, "name": inner.text("name")}


def select(node: Node, numbering: Numbering) -> JSON:
    """A select menu, whether below a message or in a form."""
    kind = as_kind(node)
    options = _options(node) if kind is Part.STRING_SELECT else []
    fewest = node.whole("min_values", least=0, most=MOST_OPTIONS, default=1)
    most = node.whole("max_values", least=1, most=MOST_OPTIONS, default=1)
    if fewest > most:
        message = "Min values must be less than or equal to max values."
        node.complain("min_values", "SELECT_COMPONENT_MIN_GREATER_THAN_MAX", message)
    found: JSON = {
        "type": int(kind),
        "id": numbering.number(node),
        "custom_id": numbering.custom_id(node),
        "min_values": fewest,
        "max_values": most,
    }
    if node.raw("placeholder"):
        found["placeholder"] = node.text("placeholder", most=PLACEHOLDER)
    if kind is Part.STRING_SELECT:
        found["options"] = options
    if node.raw("channel_types"):
        found["channel_types"] = list(node.items("channel_types", most=MOST_OPTIONS))
    return found


def as_kind(node: Node) -> Part:
    """The component's type, once it has been checked."""
    return Part(node.whole("type"))


def _options(node: Node) -> list[JSON]:
    node.require("options")
    found = [option(one) for one in node.children("options", least=1, most=MOST_OPTIONS)]
    seen: set[object] = set()
    for index, one in enumerate(found):
        if one["value"] in seen:
            message = "The specified option value is already used"
            place = node.at("options", index)
            place.complain("value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        seen.add(one["value"])
    return found


def option(node: Node) -> JSON:
    """One option of a select menu or of a group in a form."""
    node.require("label", "value")
    found: JSON = {
        "label": node.text("label", least=1, most=OPTION_TEXT),
        "value": node.text("value", least=1, most=OPTION_TEXT),
        "default": node.flag("default"),
    }
    if node.raw("description"):
        found["description"] = node.text("description", most=OPTION_TEXT)
    if node.raw("emoji"):
        found["emoji"] = emoji(node)
    return found
