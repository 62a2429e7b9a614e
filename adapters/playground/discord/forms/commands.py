"""Application commands.

https://discord.com/developers/docs/interactions/application-commands
"""

import re
from enum import IntEnum

from adapters.playground.discord.bodies import Node
from adapters.playground.discord.wire import JSON

SLASH_NAME = re.compile(r"[-_'\w]{1,32}")
NAME = 32
DESCRIPTION = 100
MOST_OPTIONS = 25
MOST_CHOICES = 25
CHOICE = 100
TEXT_BOUND = 6000
LOCALES = frozenset(
    (
        *("id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu"),
        *("nl", "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru"),
        *("uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko"),
    )
)


class CommandKind(IntEnum):
    """Command types."""

    SLASH = 1
    USER = 2
    MESSAGE = 3


class OptionKind(IntEnum):
    """Option types."""

    SUBCOMMAND = 1
    GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


NESTING = (OptionKind.SUBCOMMAND, OptionKind.GROUP)
CHOOSING = (OptionKind.STRING, OptionKind.INTEGER, OptionKind.NUMBER)


def command(node: Node) -> JSON:
    """A command as asked for, checked, in the form in which it is given back."""
    kind = node.choice("type", list(CommandKind), default=CommandKind.SLASH)
    node.require("name")
    found: JSON = {
        "type": kind,
        "name": _name(node, kind) if node.raw("name") else "",
        "name_localizations": _localizations(node, "name_localizations", kind),
        "description": _description(node, kind),
        "description_localizations": _localizations(node, "description_localizations", 0),
        "default_member_permissions": _permissions(node),
        "dm_permission": node.flag("dm_permission", default=True),
        "contexts": list(node.items("contexts", most=3)) if node.raw("contexts") else None,
        "integration_types": list(node.items("integration_types", most=2)) or [0],
        "nsfw": node.flag("nsfw"),
    }
    options = node.children("options", most=MOST_OPTIONS)
    if options and kind != CommandKind.SLASH:
        message = "Context menu commands cannot have options"
        node.complain("options", "APPLICATION_COMMAND_OPTIONS_NOT_ALLOWED", message)
    if kind == CommandKind.SLASH:
        found["options"] = _options(node, depth=0)
    return found


def _name(node: Node, kind: int) -> str:
    name = node.text("name", least=1, most=NAME)
    if kind == CommandKind.SLASH and not proper(name):
        node.complain("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    return name


def proper(name: str) -> bool:
    """Whether a slash command or an option can have this name."""
    return bool(SLASH_NAME.fullmatch(name)) and name == name.lower()


def _description(node: Node, kind: int) -> str:
    if kind == CommandKind.SLASH:
        node.require("description")
        least = 1 if node.has("description") else 0
        return node.text("description", least=least, most=DESCRIPTION)
    if node.raw("description"):
        message = "Context menu commands cannot have description"
        node.complain("description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", message)
    return ""


def _localizations(node: Node, key: str, kind: int) -> JSON | None:
    inner = node.child(key)
    if inner is None:
        return None
    most = DESCRIPTION if key.startswith("description") else NAME
    for locale in inner.fields:
        if locale not in LOCALES:
            listed = ", ".join(f"'{one}'" for one in sorted(LOCALES))
            message = f"Value must be one of ({listed})."
            inner.complain(locale, "BASE_TYPE_CHOICES", message)
        text = inner.text(locale, least=1, most=most)
        if kind == CommandKind.SLASH and text and not proper(text):
            inner.complain(locale, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    return dict(inner.fields)


def _permissions(node: Node) -> str | None:
    value = node.raw("default_member_permissions")
    if value is None:
        return None
    if not str(value).isdecimal():
        message = f'Value "{value}" is not int.'
        node.complain("default_member_permissions", "NUMBER_TYPE_COERCE", message)
    return str(value)


def _options(node: Node, depth: int) -> list[JSON]:
    inside = node.children("options", most=MOST_OPTIONS)
    found = [_option(one, depth) for one in inside]
    names: set[object] = set()
    optional_seen = False
    for one, place in zip(found, inside, strict=True):
        if one["name"] in names:
            message = "Option name is already used"
            place.complain("name", "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED", message)
        names.add(one["name"])
        if one.get("required") and optional_seen:
            message = "Required options must be placed before non-required options"
            place.complain("required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_seen = optional_seen or not one.get("required")
    if len({one["type"] in NESTING for one in found}) > 1:
        message = (
            "Sub-command and sub-command group option types are mutually exclusive to all "
            "other types"
        )
        node.complain("options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    return found


def _option(node: Node, depth: int) -> JSON:
    permitted = [
        kind
        for kind in OptionKind
        if kind not in NESTING or depth == 0 or (depth == 1 and kind is OptionKind.SUBCOMMAND)
    ]
    kind = node.choice("type", permitted)
    node.require("name", "description")
    least = 1 if node.raw("description") is not None else 0
    found: JSON = {
        "type": kind,
        "name": _name(node, CommandKind.SLASH) if node.raw("name") else "",
        "description": node.text("description", least=least, most=DESCRIPTION),
    }
    for key in ("name_localizations", "description_localizations"):
        if node.raw(key):
            found[key] = _localizations(node, key, 1 if key.startswith("name") else 0)
    if kind in NESTING:
        return {**found, "options": _options(node, depth + 1)}
    if node.flag("required"):
        found["required"] = True
    return {**found, **_bounds(node, kind)}


def _bounds(node: Node, kind: int) -> JSON:
    found: JSON = {}
    if kind == OptionKind.STRING:
        found |= _lengths(node)
    for key in ("min_value", "max_value"):
        if node.raw(key) is not None and kind in (OptionKind.INTEGER, OptionKind.NUMBER):
            found[key] = node.raw(key)
    if node.raw("channel_types"):
        found["channel_types"] = list(node.items("channel_types", most=MOST_OPTIONS))
    if kind in CHOOSING and node.raw("choices"):
        found["choices"] = [_choice(one) for one in node.children("choices", most=MOST_CHOICES)]
    return found | _completed(node, found)


def _lengths(node: Node) -> JSON:
    found: JSON = {}
    for key, least in (("min_length", 0), ("max_length", 1)):
        if node.raw(key) is not None:
            found[key] = node.whole(key, least=least, most=TEXT_BOUND)
    return found


def _completed(node: Node, found: JSON) -> JSON:
    if not node.flag("autocomplete"):
        return {}
    if "choices" in found:
        message = "Autocomplete options cannot have choices"
        node.complain("autocomplete", "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE", message)
    return {"autocomplete": True}


def _choice(node: Node) -> JSON:
    node.require("name", "value")
    found: JSON = {
        "name": node.text("name", least=1, most=CHOICE),
        "value": node.raw("value"),
    }
    if isinstance(node.raw("value"), str):
        node.text("value", most=CHOICE)
    if node.raw("name_localizations"):
        found["name_localizations"] = _localizations(node, "name_localizations", 0)
    return found
