"""Texts in a group that may pass for an agency's request.

The words that are looked for stand in `imitations.toml`, for anyone to read.
"""

import re

from bot.services.guard.reading import Reading, read
from bot.services.imitations.book import signs
from bot.services.patterns import Pattern
from bot.services.words import plain

LONGEST = 2_000
"""Characters that are looked at."""


NUMBER = re.compile(r"\b(?:request|solicitud)\s+(?:n[.ºo°]*\s*|#)?([0-9]{1,9})\b", re.IGNORECASE)


def number_in(text: str) -> str:
    """The number that a text gives a request; empty without one."""
    found = NUMBER.search(plain(text[:LONGEST]))
    return found.group(1) if found else ""


def imitates(text: str) -> bool:
    """Whether neighbours may take it for a request of an agency."""
    reading, found = read(plain(text[:LONGEST])), signs()
    if _any(found.looks, reading):
        return True
    wanted = _any(found.wants, reading)
    spoken = _any(found.speaks, reading) and (wanted or _any(found.answers, reading))
    asked = wanted and _any(found.asks, reading)
    return (spoken or asked) and not _any(found.unless, reading)


def _any(patterns: tuple[Pattern, ...], reading: Reading) -> bool:
    return any(each.found(reading) is not None for each in patterns)
