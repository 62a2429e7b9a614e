"""Licence plates: North American, Spanish and Mexican forms, and whatever is called a plate.

A plate is often the best that a witness has; it is marked all the same, and the writer decides.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.services.guard.marks import Kind, Mark
from bot.services.guard.reading import Reading
from bot.services.guard.vocabulary import COUNTED, FUNCTION, table

CALLED = table("""
    plate plates tag tags license licence licenses registration reg rego plated placa placas
    matricula matriculas patente patentes chapa
    """)
"""What a plate is called; a number soon after it is the plate."""

SOON = 6
"""Words after which it is one no more."""

ENDS = frozenset(".!?\n")
SHORTENED = table("no nr num lic")
SHORTEST_PIECE = 3
"""Characters of a piece of a plate that is marked without the word before it."""

NOT_PLATES = table("""
    bmw gmc ram vw kia suv audi ford seat fiat mini jeep atv rv hwy us usa ca mx es uk eu sr rt
    rte km cctv tv usd cad mxn eur mph kph kmh pm am utc gmt est pst cst nov dec jan feb mar
    apr jun jul aug sep oct dic ene abr ago mon tue wed thu fri sat sun bus tps spvm lapd nypd
    rcmp id no num ave blvd rd st dr ln ap av col cp nw ne sw se covid mp hd ft lb lbs kg min
    hrs hr
    """)
"""Letters before or after a number that make it something else."""

SHAPES = table("""
    AAA-99 AAA-999 AAA-9999 999-AAA 9999-AAA 99-AAA-9 AAAA-999 A99-AAA AA9-999 9A9-AAA AAA-9A9
    AAA-999-A AAA-99-99 AA-999-AA AA-9999-A A-9999-AA AA-9999-AA A-9999-A 99-AA-99 AA99-AAA
    A9A-9A9 9-AAA-999 A99-9AA 999-9AA 9A-AAAA AA-99999 99A-999 A99-999 A-999-AAA 9AAA-999
    AAA-A99
    """)
"""Plates of more than one part; A is a letter, 9 a digit (and the post codes of Canada)."""

HYPHENED = table("AA-999 AA-9999 A-99999 9999-AA 999-AA")
"""Shapes that are plates only with the hyphen."""

SMALL = re.compile(r"\d[a-z]{3}\d{3}|[a-z]{3}\d{3,4}|\d{4}[b-df-hj-np-tv-z]{3}|[a-z]\d{2}[a-z]{3}")
"""Plates in small letters, in one piece."""

SHORTEST, LONGEST = 5, 8
MOST_PARTS = 3
FEWEST_LETTERS = 20
"""Letters from which on a text in capitals is taken for shouted."""


def found(reading: Reading) -> Iterator[Mark]:
    """Everything that may be a plate."""
    loud = _shouted(reading.text)
    called = -SOON
    for at in range(len(reading.words)):
        for count in range(1, MOST_PARTS + 1):
            if _is_plate(reading, at, count, loud=loud):
                yield reading.mark(at, at + count, Kind.PLATE)
        if at - called < SOON and _may_be_called(reading, at, loud=loud):
            bare = len(reading.key(at)) < SHORTEST_PIECE
            yield reading.mark(at - 1 if bare else at, at + 1, Kind.PLATE)
        if reading.key(at) in CALLED:
            called = at
        elif set(reading.gap(at)) & ENDS and reading.key(at) not in SHORTENED:
            called = -SOON


def _is_plate(reading: Reading, at: int, count: int, *, loud: bool) -> bool:
    if at + count > len(reading.words):
        return False
    gaps = {reading.gap(step) for step in range(at, at + count - 1)}
    parts = [word.said for word in reading.words[at : at + count]]
    if not gaps <= {" ", "-"} or not _usable(parts):
        return False
    if count == 1:
        return _in_one(parts[0])
    shape = "-".join(re.sub("[A-Z]", "A", re.sub("[0-9]", "9", part)) for part in parts)
    if gaps == {"-"} and shape in HYPHENED:
        return True
    return shape in SHAPES and (gaps == {"-"} or not loud)


def _usable(parts: list[str]) -> bool:
    """Whether the parts hold letters and digits alone and none of them is a word."""
    if not all(part.isascii() and part.isalnum() for part in parts):
        return False
    keys = [part.casefold() for part in parts]
    if any(key in NOT_PLATES or (len(key) > 1 and key in FUNCTION) for key in keys):
        return False
    return not any(
        after in COUNTED and after.isalpha() and before.isdigit()
        for before, after in pairwise(keys)
    )


def _in_one(said: str) -> bool:
    if not SHORTEST <= len(said) <= LONGEST:
        return False
    if said == said.lower():
        return SMALL.fullmatch(said) is not None and said.strip("0123456789") not in NOT_PLATES
    digits = sum(char.isdigit() for char in said)
    letters = len(said) - digits
    if said != said.upper() or min(letters, digits) == 0:
        return False
    if said.rstrip("0123456789").casefold() in NOT_PLATES:
        return False
    return digits > 1 and (letters > 1 or digits >= SHORTEST)


def _may_be_called(reading: Reading, at: int, *, loud: bool) -> bool:
    """Whether the word, soon after "plate", is the plate or a piece of it."""
    word = reading.words[at]
    around = reading.text[max(word.start - 1, 0) : word.start] + reading.text[word.end :][:1]
    if ":" in around or "/" in around or not word.said.isascii():
        return False
    if any(char.isdigit() for char in word.said):
        counts = reading.soft(at) and reading.key(at + 1) in COUNTED
        return len(word.said) > 1 and not counts and not _measures(word.key)
    capitals = word.said.isupper() and len(word.said) > 1 and not loud
    return capitals and word.key not in FUNCTION and word.key not in NOT_PLATES


def _measures(key: str) -> bool:
    return key.lstrip("0123456789") in COUNTED | {"st", "nd", "rd", "th"}


def _shouted(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    upper = sum(char.isupper() for char in letters)
    return len(letters) >= FEWEST_LETTERS and upper * 2 > len(letters)
