"""The words of a search, made comparable: no accents, no fillers, short forms written out."""

import re
import unicodedata
from dataclasses import dataclass

_SHORT = {
    "st": "saint",
    "ste": "sainte",
    "boul": "boulevard",
    "blvd": "boulevard",
    "bd": "boulevard",
    "av": "avenue",
    "ave": "avenue",
    "street": "rue",
    "e": "est",
    "east": "est",
    "o": "ouest",
    "w": "ouest",
    "west": "ouest",
    "park": "parc",
    "market": "marche",
    "mtl": "montreal",
}
_FILLERS = {
    *("a", "and", "at", "angle", "coin", "corner", "near", "of", "pres", "the", "et"),
    *("d", "de", "des", "du", "l", "la", "le", "les"),
}
_POSTCODE = re.compile(r"\b[a-z]\d[a-z](\s?\d[a-z]\d)?\b")
_CORNER = re.compile(r"[/&@]|\b(and|at|angle|coin|corner|et)\b")
_HOUSE_NUMBER = re.compile(r"(?<![\d.])\d{1,5}(?![\d.])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody searches for: words, and a house number if one was among them."""

    words: frozenset[str]
    house_number: int | None
    corner: bool  # two streets were named as crossing


def read(text: str) -> Asked:
    """Take a search apart. A postcode says no more than the rest and is passed over."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = _POSTCODE.sub(" ", plain)
    words = {_SHORT.get(word, word) for word in re.findall(r"[a-z]+", plain)}
    number = _HOUSE_NUMBER.search(plain)
    return Asked(
        words=frozenset(words - _FILLERS),
        house_number=int(number.group()) if number else None,
        corner=bool(_CORNER.search(plain)),
    )
