"""Phone numbers and other long numbers that belong to one person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from phonenumbers import Leniency, PhoneNumberMatcher

from bot.services.guard.marks import Kind, Mark
from bot.services.guard.reading import Phrases, Reading
from bot.services.guard.vocabulary import table

REGIONS = ("US", "CA", "MX", "ES", "GB", "FR")
"""Where a number without its country's code is tried; with it, it is found anywhere."""

RUN = re.compile(r"\+?\(?\d(?:[ ().-]{0,3}\d)*")
GROUP = re.compile(r"\d+")
FEWEST = 9
"""Digits from which on a number in whatever groups is one of somebody."""

SHORT = {(3, 4), (7,), (4, 4), (8,), (2, 3, 3), (3, 2, 2), (2, 2, 2, 2), (1, 7)}
"""Groups of shorter ones: local numbers, and those of countries with eight digits."""

DATES = {(4, 2, 2), (2, 2, 4), (1, 2, 4), (2, 1, 4), (1, 1, 4), (2, 2, 2)}
COMPACT_DATE = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])")
CLOCK_OR_YEAR = re.compile(r"(19|20)\d\d|([01]\d|2[0-3])[0-5]\d")
YEAR = re.compile(r"(19|20)\d\d")

PAPERS = re.compile(r"[xyz]?\d{7,8}[a-z]|[a-z]{3,4}\d{6}[a-z0-9]{3,8}|[a-z]{1,3}\d{6,9}")
"""Spain's DNI and NIE, Mexico's RFC and CURP, passports."""

CUES = Phrases("""
    call, call me, ring me, phone me, text me, message me, whatsapp me, reach me, contact me,
    email me, mail me, write me, write to me, write to, mail to, my number is, my number, my
    phone is, my phone number is, my phone, my cell is, my cell, my mobile is, my mobile, my
    email is, my email, my mail is, phone, tel, cell, mobile, whatsapp, llamame, llamenme,
    llameme, escribeme, escribanme, contactame, contactenme, mi numero es, mi numero, mi
    telefono es, mi telefono, mi celular es, mi celular, mi movil es, mi movil, mi correo es,
    mi correo, telefono, celular, movil, correo
    """)
"""What invites to it, said right before it."""

LINKS = table("at on al a en is es by the por number numero")
"""What may stand between the two."""

MOST_LINKS = 2

BETWEEN = {" ", ": ", ", ", ":", "\n", ". ", " (", " +", " - ", ": +"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Digits in one piece, and what stands before them in their number."""

    start: int
    end: int
    digits: str
    before: str


def found(reading: Reading) -> Iterator[Mark]:
    """Every long number, with what invites to call it."""
    for mark in _all(reading):
        yield Mark(start=invited_from(reading, mark.start), end=mark.end, kind=mark.kind)


def invited_from(reading: Reading, start: int) -> int:
    """Where "call me at" begins that leads to what starts here; `start` when nothing does."""
    end = _words_before(reading, start)
    if end == 0 or reading.text[reading.words[end - 1].end : start] not in BETWEEN:
        return start
    for last in range(end, max(end - MOST_LINKS, 0) - 1, -1):
        first = CUES.start(reading, last)
        if first < last:
            return reading.words[first].start
        if reading.key(last - 1) not in LINKS or reading.gap(last - 2) not in BETWEEN:
            break
    return start


def _words_before(reading: Reading, start: int) -> int:
    low, high = 0, len(reading.words)
    while low < high:
        middle = (low + high) // 2
        if reading.words[middle].end <= start:
            low = middle + 1
        else:
            high = middle
    return low


def _all(reading: Reading) -> Iterator[Mark]:
    for region in REGIONS:
        for match in PhoneNumberMatcher(reading.text, region, leniency=Leniency.VALID):
            yield Mark(start=match.start, end=match.end, kind=Kind.PHONE)
    for run in RUN.finditer(reading.text):
        yield from _in_run(reading.text, run)
    for word in reading.words:
        if PAPERS.fullmatch(word.key):
            yield Mark(start=word.start, end=word.end, kind=Kind.NUMBER)


def _in_run(text: str, run: re.Match[str]) -> Iterator[Mark]:
    """The numbers in a run of digits, when dates and times are taken out."""
    kept: list[Group] = []
    for group in (*_undated(_groups(text, run)), None):
        if group is not None:
            kept.append(group)
            continue
        if _somebodys([each.digits for each in kept]):
            lead = run.start() if kept[0].start - run.start() <= len("+(") else kept[0].start
            yield Mark(start=lead, end=kept[-1].end, kind=Kind.PHONE)
        kept = []


def _groups(text: str, run: re.Match[str]) -> list[Group]:
    found = list(GROUP.finditer(run.group()))
    if text[run.end() : run.end() + 1] == ":" and found:
        found.pop()  # the hours of a time
    if text[: run.start()][-1:] in {":", "$", "€", "/"} and found:
        found.pop(0)  # its minutes, or a price
    groups: list[Group] = []
    for number, group in enumerate(found):
        start, end = run.start() + group.start(), run.start() + group.end()
        before = text[groups[-1].end : start] if number else ""
        groups.append(Group(start=start, end=end, digits=group.group(), before=before))
    return groups


def _undated(groups: list[Group]) -> Iterator[Group | None]:
    """The groups, with None in place of each date."""
    at = 0
    while at < len(groups):
        if _is_date(groups[at : at + 3]):
            yield None
            at += 3
        else:
            yield groups[at]
            at += 1


def _is_date(three: list[Group]) -> bool:
    lengths = tuple(len(group.digits) for group in three)
    if lengths not in DATES or {group.before for group in three[1:]} not in ({"-"}, {"."}):
        return False
    if lengths == (2, 2, 2):
        return three[1].digits <= "12"
    return any(YEAR.fullmatch(group.digits) for group in three)


def _somebodys(groups: list[str]) -> bool:
    if not groups or all(CLOCK_OR_YEAR.fullmatch(group) for group in groups):
        return False
    if any(COMPACT_DATE.fullmatch(group) for group in groups) and len(groups) <= len("ab"):
        return False
    shape = tuple(len(group) for group in groups)
    if shape == (3, 4) and YEAR.fullmatch(groups[1]):
        return False
    return sum(shape) >= FEWEST or shape in SHORT
