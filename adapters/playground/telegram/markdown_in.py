"""The API's MarkdownV2 mode: marks become entities, and what is reserved must be escaped."""

import re
from dataclasses import dataclass, field

from adapters.playground.telegram.entities import Entity, Words, in_order, units
from adapters.playground.telegram.errors import ApiError, No
from adapters.playground.telegram.html_in import link

_MARKS = {
    "*": ("bold", "Bold"),
    "_": ("italic", "Italic"),
    "__": ("underline", "Underline"),
    "~": ("strikethrough", "Strikethrough"),
    "||": ("spoiler", "Spoiler"),
    "[": ("text_link", "TextUrl"),
}
_TOKEN = re.compile(
    r"(?P<escaped>\\[\x01-\x7e])"
    r"|```(?P<language>[^\s`]*\n)?(?P<pre>(?:\\[\x01-\x7e]|[^`\\])*)```"
    r"|`(?P<code>(?:\\[\x01-\x7e]|[^`\\])*)`"
    r"|\]\((?P<url>(?:\\[\x01-\x7e]|[^)\\])*)\)"
    r"|(?P<quote>(?<![^\n])(?:\*\*)?>)"
    r"|(?P<mark>__|\|\||[*_~\[])"
    r"|(?P<reserved>[\]()`>#+\-=|{}.!])"
    r"|(?P<plain>[^\\_*\[\]()~`>#+\-=|{}.!\n]+|\n|\\)",
)


@dataclass(slots=True)
class _Reading:
    """How far a text has been read."""

    source: str
    text: list[str] = field(default_factory=list)
    length: int = 0
    open: list[tuple[str, int, int]] = field(default_factory=list)  # mark, offset, byte
    entities: list[Entity] = field(default_factory=list)
    quote: int = -1  # where the block quotation began, if one is open

    def say(self, piece: str) -> None:
        self.text.append(piece)
        self.length += units(piece)

    def add(self, kind: str, offset: int, *, url: str = "", language: str = "") -> None:
        length = self.length - offset
        if length:
            self.entities.append(
                Entity(kind=kind, offset=offset, length=length, url=url, language=language)
            )


def parse_markdown(source: str) -> Words:
    """Read a text in MarkdownV2 mode. Raises ApiError where the API cannot parse it."""
    reading = _Reading(source)
    for token in _TOKEN.finditer(source):
        _block(reading, token)
        _read(reading, token)
    _end_quote(reading)
    if reading.open:
        mark, _, at = reading.open[-1]
        raise ApiError(
            No.ENTITIES, f"Can't find end of {_MARKS[mark][1]} entity at byte offset {at}"
        )
    return Words(text="".join(reading.text), entities=in_order(reading.entities))


def _block(reading: _Reading, token: re.Match[str]) -> None:
    """A line that does not begin with > ends a block quotation."""
    at_line_start = token.start() > 0 and reading.source[token.start() - 1] == "\n"
    if reading.quote >= 0 and at_line_start and token["quote"] != ">":
        _end_quote(reading)


def _end_quote(reading: _Reading) -> None:
    if reading.quote < 0:
        return
    kind = "blockquote"
    if reading.open and reading.open[-1][0] == "||":  # the mark of an expandable quotation
        reading.open.pop()
        kind = "expandable_blockquote"
    tail = 1 if reading.text and reading.text[-1] == "\n" else 0
    length = reading.length - tail - reading.quote
    if length > 0:
        reading.entities.append(Entity(kind=kind, offset=reading.quote, length=length))
    reading.quote = -1


def _read(reading: _Reading, token: re.Match[str]) -> None:
    match token.lastgroup:
        case "escaped":
            reading.say(token["escaped"][1])
        case "pre":
            _solid(reading, "pre", token["pre"], (token["language"] or "").strip())
        case "code":
            _solid(reading, "code", token["code"], "")
        case "url":
            _link(reading, token)
        case "quote":
            reading.quote = reading.length if reading.quote < 0 else reading.quote
        case "mark":
            _mark(reading, token)
        case "reserved":
            raise _reserved(token["reserved"])
        case _:
            reading.say(token[0])


def _solid(reading: _Reading, kind: str, content: str, language: str) -> None:
    start = reading.length
    reading.say(re.sub(r"\\(.)", r"\1", content, flags=re.DOTALL))
    reading.add(kind, start, language=language)


def _link(reading: _Reading, token: re.Match[str]) -> None:
    if not reading.open or reading.open[-1][0] != "[":
        raise _reserved("]")
    _, offset, _ = reading.open.pop()
    url = link(re.sub(r"\\(.)", r"\1", token["url"], flags=re.DOTALL))
    if url:
        reading.add("text_link", offset, url=url)


def _mark(reading: _Reading, token: re.Match[str]) -> None:
    mark = token["mark"]
    if mark != "[" and reading.open and reading.open[-1][0] == mark:
        _, offset, _ = reading.open.pop()
        reading.add(_MARKS[mark][0], offset)
        return
    at = len(reading.source[: token.start()].encode())
    reading.open.append((mark, reading.length, at))


def _reserved(letter: str) -> ApiError:
    return ApiError(
        No.ENTITIES,
        f"Character '{letter}' is reserved and must be escaped with the preceding '\\'",
    )
