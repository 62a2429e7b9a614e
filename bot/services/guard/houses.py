"""House numbers and points of the map: "no. 14", "14 Elm Street", "calle Mayor 12", "apt 3"."""

import re
from collections.abc import Iterator

from bot.services.guard.marks import Kind, Mark
from bot.services.guard.reading import Reading
from bot.services.guard.vocabulary import CALENDAR, COUNTED, FUNCTION, table

NUMBER = re.compile(r"\d{1,5}[a-z]?")
"""A house's number, with the letter that some have: 14, 221b."""

LETTERED = re.compile(r"\d{1,5}[a-z]")
HOURS = frozenset("hm")
"""Letters behind a number of hours or metres."""

CUES = table("""
    no nos nr num number house home apt apts apartment unit flat suite ste room rm floor door
    lot condo building bldg trailer townhouse numero casa depto dpto departamento apartamento
    piso puerta portal interior int exterior ext edificio edif bloque bl torre local lote lt
    manzana mz escalera esc
    """)
"""Said before the number of a house or of a part of it."""

FLAT = re.compile(r"\d{0,4}[a-z]?\d{0,3}")
"""The number of a part of a house: 3, 3b, b, b12."""

PARTS = table("apt apts apartment unit flat suite ste depto dpto escalera esc")
"""Cues after which a single letter is enough."""

ELSEWHERE = table("""
    bus buses route line train tram subway metro flight case file request report plate plates
    license licence channel camera platform track lane exit highway hwy interstate i-80 gate
    phone version step question answer ticket order badge precinct station is are was were be
    autobus camion ruta linea tren vuelo caso expediente solicitud reporte placa matricula
    canal carril salida carretera autopista anden telefono paso pregunta respuesta folio orden
    hay habia
    """)
"""Before a number: it is the number of something else."""

ALSO_ELSEWHERE = table("bus train tram line route autobus")
"""After a number: the same."""

DENIED = table("of but more sino mas de")
"""After "no" and a number: it was a plain no."""

STREETS = table("""
    street str st avenue ave av road rd boulevard blvd drive dr lane ln court ct place pl
    square sq terrace ter way circle cir crescent cres highway hwy parkway pkwy alley trail row
    mews close hill loop plaza
    """)
"""What English streets end in."""

CALLES = table("""
    calle avenida av avda paseo plaza camino carrera cra carretera calzada bulevar boulevard
    rue ronda callejon pasaje privada andador travesia cerrada
    """)
"""What Spanish streets, and French ones, begin with."""

SMALL = table("de del la las los el san santa")
WITHIN = table("no num numero number nro")
NOT_IN_NAMES = table("""
    a al en y o con sin por para hacia hasta desde entre sobre vi vimos habia hay era eran fue
    pasaron paso estaba iba como las the at on in of and or to from near by with was were is
    are
    """)
"""Words that end a street's name."""

LONGEST_NAME = 4
"""Words of a street's name between what it begins or ends in and the number."""

BEFORE = table("at in from outside near opposite en del desde frente")
THE = table("the el la")
"""Enough before a number with a letter: "en el 5B"."""

CLOCK = re.compile(r"([01]?\d|2[0-3])[0-5][05]")
"""A time of the day without a colon: 1520."""

FEWEST_ALONE = 3
"""Digits of a house's number that needs no more than "at" before it."""

POINT = re.compile(r"(?<![\d.])-?\d{1,3}\.\d{4,}(?![\d.])")
"""A coordinate, exact to some metres."""


def found(reading: Reading) -> Iterator[Mark]:
    """Every house number."""
    for point in POINT.finditer(reading.text):
        yield Mark(start=point.start(), end=point.end(), kind=Kind.HOUSE)
    for at in range(len(reading.words)):
        for end in (_cued(reading, at), _street_after(reading, at), _alone(reading, at)):
            if end > at:
                yield reading.mark(at, end, Kind.HOUSE)
        start = _calle_before(reading, at)
        if start < at:
            yield reading.mark(start, at + 1, Kind.HOUSE)
        if _hash(reading, at):
            end = reading.words[at].end
            yield Mark(start=reading.words[at].start - 1, end=end, kind=Kind.HOUSE)


def numbers_a_house(reading: Reading, at: int) -> bool:
    """Whether the word may be a house's number: no time, price or measure, and counts nothing."""
    key = reading.key(at)
    if not NUMBER.fullmatch(key) or key[-1] in HOURS:
        return False
    word = reading.words[at]
    before, after = reading.text[: word.start][-2:], reading.text[word.end :][:2]
    if _glued(before[-1:], before[:1]) or _glued(after[:1], after[1:]):
        return False
    return not (reading.soft(at) and reading.key(at + 1) in COUNTED)


def _glued(mark: str, digit: str) -> bool:
    """Whether the sign beside a number makes a time, a sum or a share of it."""
    return mark in set("$€£%") or (mark in set(":.,/") and digit.isdigit())


def _cued(reading: Reading, at: int) -> int:
    """Where "no. 14" ends that begins at this word; the word itself if none does."""
    if reading.key(at) not in CUES or reading.gap(at) not in {" ", ". ", ".", " #", ". #", "-"}:
        return at
    if reading.key(at - 1) in ELSEWHERE and reading.gap(at - 1) in {" ", "-"}:
        return at
    after = reading.key(at + 1)
    part = reading.key(at) in PARTS and FLAT.fullmatch(after)
    if part and _is_letter(reading, at + 1):
        return at + 2
    if not numbers_a_house(reading, at + 1):
        return at + 2 if part and any(char.isdigit() for char in after) and len(after) > 1 else at
    followed = reading.key(at + 2) if reading.soft(at + 1) else ""
    said_no = reading.key(at) == "no" and reading.gap(at) == " " and followed in DENIED
    return at if said_no or followed in ALSO_ELSEWHERE else at + 2


def _is_letter(reading: Reading, at: int) -> bool:
    said = reading.words[at].said
    return len(said) == 1 and said.isupper() and said not in {"I", "A", "Y", "O"}


def _street_after(reading: Reading, at: int) -> int:
    """The same for "14 Elm Street"."""
    if not numbers_a_house(reading, at) or not reading.soft(at):
        return at
    if reading.key(at - 1) in ELSEWHERE | {"i"} and reading.gap(at - 1) in {" ", "-", " #"}:
        return at
    capitals = True
    for end in range(at + 1, min(at + 1 + LONGEST_NAME, len(reading.words))):
        if reading.key(end) in STREETS and end > at + 1 and (capitals or end == at + 2):
            return end + 1
        capitals = capitals and _names(reading, end)
        if reading.key(end) in NOT_IN_NAMES | COUNTED or not reading.soft(end):
            break
    return at


def _names(reading: Reading, at: int) -> bool:
    first = reading.words[at].said[0]
    return first.isupper() or first.isdigit()


def _calle_before(reading: Reading, at: int) -> int:
    """Where "calle Mayor 12" begins that ends at this word; the word itself if none does."""
    if not numbers_a_house(reading, at):
        return at
    small = 0
    for start in range(at - 1, max(at - 3 - LONGEST_NAME, -1), -1):
        last = start == at - 1
        if reading.gap(start) not in {" ", "-", ", ", " #", ". ", ", #", "/"}:
            break
        key = reading.key(start)
        if key in CALLES:
            return at if last else start
        if key in WITHIN or key in SMALL:
            continue
        small += not _names(reading, start)
        if key in NOT_IN_NAMES | COUNTED or small > 1:
            break
    return at


def _alone(reading: Reading, at: int) -> int:
    """Where "at 221B" ends that begins at this word; the word itself if none does."""
    key = reading.key(at + 1)
    if reading.gap(at) != " " or not numbers_a_house(reading, at + 1):
        return at
    if reading.key(at) in THE:
        bus = reading.key(at + 2) in ALSO_ELSEWHERE
        return at + 2 if LETTERED.fullmatch(key) and not bus else at
    if reading.key(at) not in BEFORE:
        return at
    if _year(key):
        return at
    if reading.gap(at + 1) == " " and _is_named(reading, at + 2):
        return at + 3
    exact = len(key) >= FEWEST_ALONE and not CLOCK.fullmatch(key)
    return at + 2 if LETTERED.fullmatch(key) or exact else at


def _is_named(reading: Reading, at: int) -> bool:
    """Whether the word behind a number is the name of a street, as in "at 300 Main"."""
    word = reading.words[at]
    return word.capital and word.key not in FUNCTION | COUNTED | CALENDAR | ALSO_ELSEWHERE


def _year(key: str) -> bool:
    return len(key) == len("2026") and key[:2] in {"19", "20"}


def _hash(reading: Reading, at: int) -> bool:
    """Whether it is "#14", of nothing else than a house."""
    word = reading.words[at]
    sharp = reading.text[: word.start][-2:]
    if not sharp.endswith("#") or sharp[:1].isalpha() or len(word.key) < len("14"):
        return False
    return numbers_a_house(reading, at) and reading.key(at - 1) not in ELSEWHERE
