"""A GeoJSON file piece by piece: no more of it is held than its largest feature."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn, TextIO

from bot.services.areas.refusals import refuse

CHUNK = 256 * 1024
"""Characters read at once; doubled while one feature is longer."""

_BLANK = " \t\r\n\ufeff"
_LONGEST_WHOLE = 18  # digits; what is longer is no number of a district


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the outermost object, apart from its features."""

    name: str
    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One of the features."""

    value: object


def pieces(source: TextIO) -> Iterator[Member | Item]:
    """What a FeatureCollection or a Feature consists of, in the order of the file.

    Raises:
        FaultError: it is not JSON, or no object.
    """
    window = _Window(source)
    if window.peek() != "{":
        window.value()
        refuse("map.no_geojson")
    window.skip("{")
    if window.peek() == "}":
        return
    while True:
        yield from _member(window)
        if window.peek() == "}":
            return
        window.skip(",")


def _member(window: "_Window") -> Iterator[Member | Item]:
    if window.peek() != '"':
        window.complain("Expecting property name enclosed in double quotes")
    name = window.value()
    window.skip(":")
    if name != "features" or window.peek() != "[":
        yield Member(name=str(name), value=window.value())
        return
    window.skip("[")
    if window.peek() == "]":
        window.skip("]")
        return
    while True:
        yield Item(value=window.value())
        if window.peek() == "]":
            window.skip("]")
            return
        window.skip(",")


class _Window:
    """The part of the file that is looked at."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._text = ""
        self._at = 0
        self._line = 1
        self._ended = False
        self._decoder = json.JSONDecoder(parse_int=_whole)

    def peek(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            while self._at < len(self._text):
                letter = self._text[self._at]
                if letter not in _BLANK:
                    return letter
                self._at += 1
            if not self._more():
                return ""

    def skip(self, letter: str) -> None:
        """Pass this very character."""
        if self.peek() != letter:
            self.complain(f"Expecting '{letter}'")
        self._at += 1

    def value(self) -> object:
        """The next value, whole."""
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if not self._more():
                    self._refuse(error.msg, error.pos)
            except RecursionError:
                refuse("map.too_deep")
            else:
                if end < len(self._text) or not self._more():
                    self._at = end
                    return value

    def complain(self, words: str) -> NoReturn:
        """Something else should stand here."""
        self._refuse(words, self._at)

    def _refuse(self, words: str, position: int) -> NoReturn:
        line = self._line + self._text.count("\n", 0, position)
        refuse("map.no_json", what=words, line=str(line))

    def _more(self) -> bool:
        """Read on, let go of what was passed; False at the end of the file."""
        if self._ended:
            return False
        left = len(self._text) - self._at
        read = self._source.read(max(CHUNK, left))
        self._ended = not read
        self._line += self._text.count("\n", 0, self._at)
        self._text = self._text[self._at :] + read
        self._at = 0
        return True


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_WHOLE else float(digits)
