"""The API's HTML mode: a text with tags becomes a text with entities."""

import re
from dataclasses import dataclass, field

from adapters.playground.telegram.entities import Entity, Words, in_order, units
from adapters.playground.telegram.errors import ApiError, No

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^<>]*)?)\s*>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([a-zA-Z][\w-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_LAST_CODE_POINT = 0x10FFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """A tag that waits for its end."""

    name: str
    offset: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Reading:
    """How far a text has been read."""

    source: str
    text: list[str] = field(default_factory=list)
    length: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def say(self, piece: str) -> None:
        self.text.append(piece)
        self.length += units(piece)


def parse_html(source: str) -> Words:
    """Read a text in HTML mode. Raises ApiError where the API cannot parse it."""
    reading = _Reading(source)
    at = 0
    for match in re.finditer("<", source):
        if match.start() < at:
            continue
        reading.say(_plain(source[at : match.start()]))
        tag = _TAG.match(source, match.start())
        if tag is None:
            raise _cannot(source, match.start(), "Unclosed start tag at byte offset {}")
        _close(reading, tag) if tag[1] else _start(reading, tag)
        at = tag.end()
    reading.say(_plain(source[at:]))
    if reading.open:
        name = reading.open[-1].name
        raise ApiError(No.ENTITIES, f'Can\'t find end tag corresponding to start tag "{name}"')
    return Words(text="".join(reading.text), entities=in_order(reading.entities))


def _start(reading: _Reading, tag: re.Match[str]) -> None:
    name = tag[2].lower()
    attributes = {
        each[1].lower(): _plain(each[2] or each[3] or each[4] or "")
        for each in _ATTRIBUTE.finditer(tag[3])
    }
    known = name in _KINDS and (name != "span" or attributes.get("class") == "tg-spoiler")
    if not known:
        words = 'Unsupported start tag "' + name + '" at byte offset {}'
        raise _cannot(reading.source, tag.start(), words)
    reading.open.append(_Open(name=name, offset=reading.length, attributes=attributes))


def _close(reading: _Reading, tag: re.Match[str]) -> None:
    name = tag[2].lower()
    if not reading.open:
        raise _cannot(reading.source, tag.start(), "Unexpected end tag at byte offset {}")
    top = reading.open.pop()
    if top.name != name:
        words = 'Unmatched end tag at byte offset {}, expected "</' + top.name
        raise _cannot(reading.source, tag.start(), words + '>", found "</' + name + '>"')
    length = reading.length - top.offset
    if length and _KINDS[name]:
        _finish(reading, top, length)


def _finish(reading: _Reading, tag: _Open, length: int) -> None:
    kind, url, language = _KINDS[tag.name], "", ""
    if kind == "text_link":
        content = Words(text="".join(reading.text))
        covered = content.piece(Entity(kind=kind, offset=tag.offset, length=length))
        url = link(tag.attributes.get("href") or covered)
        if not url:
            return
    if kind == "blockquote" and "expandable" in tag.attributes:
        kind = "expandable_blockquote"
    if kind == "code" and reading.open and reading.open[-1].name == "pre":
        language = tag.attributes.get("class", "").removeprefix("language-")
    if kind == "pre":
        language = _taken_language(reading, tag.offset, length)
    reading.entities.append(
        Entity(kind=kind, offset=tag.offset, length=length, url=url, language=language)
    )


def _taken_language(reading: _Reading, offset: int, length: int) -> str:
    """The language of a <code> that fills its <pre>; the two become one entity."""
    for each in reading.entities:
        if each.kind == "code" and (each.offset, each.length) == (offset, length):
            reading.entities.remove(each)
            return each.language
    return ""


def link(address: str) -> str:
    """An address as the API keeps it, or nothing where it is none."""
    address = address.strip()
    if re.match(r"(?:https?|tg|ton|tonsite|mailto|tel):", address, re.IGNORECASE):
        return address
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?", address):
        return f"http://{address}"
    return ""


def _plain(piece: str) -> str:
    return _REFERENCE.sub(_character, piece)


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    code = int(match[1]) if match[1] else int(match[2], 16)
    is_letter = 0 < code <= _LAST_CODE_POINT and not 0xD800 <= code <= 0xDFFF  # noqa: PLR2004 - surrogates
    return chr(code) if is_letter else match[0]


def _cannot(source: str, at: int, words: str) -> ApiError:
    return ApiError(No.ENTITIES, words.format(len(source[:at].encode())))
