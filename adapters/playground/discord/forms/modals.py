"""Modals: a title and one to five labels, each with one thing to fill in.

https://discord.com/developers/docs/interactions/receiving-and-responding#modal-data-structure
"""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.playground.discord.bodies import Node
from adapters.playground.discord.forms.components import (
    FILLED_SELECTS,
    Numbering,
    Part,
    option,
    select,
)
from adapters.playground.discord.wire import JSON

TITLE = 45
CUSTOM_ID = 100
MOST_PARTS = 5
LABEL = 45
LABEL_DESCRIPTION = 100
INPUT_PLACEHOLDER = 100
INPUT_VALUE = 4000
MOST_FILES = 10
TEXT_TOTAL = 4000
FEWEST_RADIOS = 2
MOST_IN_GROUP = 10
TOP_LEVEL = (Part.ROW, Part.TEXT, Part.LABEL)
IN_LABEL = (
    Part.STRING_SELECT,
    Part.TEXT_INPUT,
    *FILLED_SELECTS,
    Part.FILE_UPLOAD,
    Part.RADIO_GROUP,
    Part.CHECKBOX_GROUP,
    Part.CHECKBOX,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Modal:
    """A form as an application asked for it."""

    custom_id: str
    title: str
    components: tuple[JSON, ...]


def modal(node: Node) -> Modal:
    """The modal of an interaction's answer, checked."""
    node.require("custom_id", "title", "components")
    numbering = Numbering()
    parts = node.children("components", least=1, most=MOST_PARTS)
    return Modal(
        custom_id=node.text("custom_id", least=1, most=CUSTOM_ID),
        title=node.text("title", least=1, most=TITLE),
        components=tuple(_part(one, numbering) for one in parts),
    )


def _part(node: Node, numbering: Numbering) -> JSON:
    kind = node.choice("type", TOP_LEVEL)
    found: JSON = {"type": kind, "id": numbering.number(node)}
    if kind == Part.TEXT:
        node.require("content")
        return {**found, "content": node.text("content", least=1, most=TEXT_TOTAL)}
    if kind == Part.ROW:
        return {**found, "components": _row(node, numbering)}
    if kind == Part.LABEL:
        return {**found, **_label(node, numbering)}
    return found


def _row(node: Node, numbering: Numbering) -> list[JSON]:
    node.require("components")
    found: list[JSON] = []
    for one in node.children("components", least=1, most=1):
        if one.choice("type", (Part.TEXT_INPUT,)) == Part.TEXT_INPUT:
            one.require("label")
            label = one.text("label", least=1, most=LABEL)
            found.append({**_text_input(one, numbering), "label": label})
    return found


def _label(node: Node, numbering: Numbering) -> JSON:
    node.require("label", "component")
    found: JSON = {"label": node.text("label", least=1, most=LABEL)}
    if node.raw("description"):
        found["description"] = node.text("description", most=LABEL_DESCRIPTION)
    inner = node.child("component")
    if inner is None:
        return found
    kind = inner.choice("type", IN_LABEL)
    if kind in IN_LABEL:
        found["component"] = FILLED_IN[Part(kind)](inner, numbering)
    return found


def _text_input(node: Node, numbering: Numbering) -> JSON:
    found: JSON = {
        "type": int(Part.TEXT_INPUT),
        "id": numbering.number(node),
        "custom_id": numbering.custom_id(node),
        "style": node.choice("style", (1, 2)),
        "required": node.flag("required", default=True),
        "min_length": node.whole("min_length", least=0, most=INPUT_VALUE),
        "max_length": node.whole("max_length", least=1, most=INPUT_VALUE, default=INPUT_VALUE),
    }
    if node.raw("placeholder"):
        found["placeholder"] = node.text("placeholder", most=INPUT_PLACEHOLDER)
    if node.raw("value"):
        found["value"] = node.text("value", most=INPUT_VALUE)
    return found


def _select(node: Node, numbering: Numbering) -> JSON:
    if node.flag("disabled"):
        message = "Select menus in modals cannot be disabled"
        node.complain("disabled", "MODAL_COMPONENT_DISABLED", message)
    return {**select(node, numbering), "required": _required(node)}


def _required(node: Node) -> bool:
    """Whether it must be filled in; then at least one value has to be asked for."""
    required = node.flag("required", default=True)
    if required and node.raw("min_values") == 0:
        message = "Min values must be at least 1 when the component is required."
        node.complain("min_values", "COMPONENT_MIN_VALUES_REQUIRED", message)
    return required


def _file_upload(node: Node, numbering: Numbering) -> JSON:
    return {
        "type": int(Part.FILE_UPLOAD),
        "id": numbering.number(node),
        "custom_id": numbering.custom_id(node),
        "min_values": node.whole("min_values", least=0, most=MOST_FILES, default=1),
        "max_values": node.whole("max_values", least=1, most=MOST_FILES, default=1),
        "required": _required(node),
    }


def _radio_group(node: Node, numbering: Numbering) -> JSON:
    node.require("options")
    options = node.children("options", least=FEWEST_RADIOS, most=MOST_IN_GROUP)
    return {
        "type": int(Part.RADIO_GROUP),
        "id": numbering.number(node),
        "custom_id": numbering.custom_id(node),
        "options": [option(one) for one in options],
        "required": _required(node),
    }


def _checkbox_group(node: Node, numbering: Numbering) -> JSON:
    node.require("options")
    options = [option(one) for one in node.children("options", least=1, most=MOST_IN_GROUP)]
    fewest = node.whole("min_values", least=0, most=MOST_IN_GROUP, default=1)
    most = node.whole("max_values", least=1, most=MOST_IN_GROUP, default=len(options) or 1)
    return {
        "type": int(Part.CHECKBOX_GROUP),
        "id": numbering.number(node),
        "custom_id": numbering.custom_id(node),
        "options": options,
        "min_values": fewest,
        "max_values": most,
        "required": _required(node),
    }


def _checkbox(node: Node, numbering: Numbering) -> JSON:
    return {
        "type": int(Part.CHECKBOX),
        "id": numbering.number(node),
        "custom_id": numbering.custom_id(node),
        "default": node.flag("default"),
    }


FILLED_IN: dict[Part, Callable[[Node, Numbering], JSON]] = {
    Part.TEXT_INPUT: _text_input,
    Part.STRING_SELECT: _select,
    **dict.fromkeys(FILLED_SELECTS, _select),
    Part.FILE_UPLOAD: _file_upload,
    Part.RADIO_GROUP: _radio_group,
    Part.CHECKBOX_GROUP: _checkbox_group,
    Part.CHECKBOX: _checkbox,
}
