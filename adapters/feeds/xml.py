"""XML, written."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

Element = ET.Element


def element(name: str, attributes: Mapping[str, str] | None = None, text: str = "") -> Element:
    """An element without children."""
    made = ET.Element(name, dict(attributes or {}))
    made.text = text or None
    return made


def child(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """An element within another."""
    made = element(name, attributes, text)
    parent.append(made)
    return made


def document(root: Element) -> bytes:
    """The whole document, in UTF-8."""
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
