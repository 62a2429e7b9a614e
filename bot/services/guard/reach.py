"""Ways to reach the writer: e-mail, handles, links."""

import re
from collections.abc import Iterator

from bot.services.guard.marks import Kind, Mark
from bot.services.guard.numbers import invited_from
from bot.services.guard.reading import Phrases, Reading
from bot.services.guard.vocabulary import table

CHUNK = re.compile(r"[^\s,;()<>\"'\[\]{}|]+")
"""What an address has no space, quote or bracket in."""

BEFORE_AT = re.compile(r"[\w.+%-]")
AFTER_AT = re.compile(r"[\w.-]")

ENDINGS = table("""
    com org net edu gov info io app dev gg tv uk ca mx es cat eu us co me link online site page
    blog xyz ar cl pe social club live news
    """)
"""What addresses end in, where nothing else shows that it is one."""

HANDLE = re.compile(r"(?<![\w.+%-])@[^\W\d][\w.]{1,31}")
TAG = re.compile(r"(?<!\w)\w[\w.]{1,31}#\d{4}(?!\w)")
"""Discord's old form of a name: name#1234."""

REDDIT = re.compile(r"(?<![\w/])/?u/\w{3,20}")

MAILERS = table("gmail hotmail outlook yahoo icloud proton protonmail aol gmx live msn")
ATS = table("at arroba")
DOTS = table("dot punto")
SEPARATE = {" ", " (", ") ", " [", "] ", ".", "(", ")", "-", "_", ""}

NAMED = Phrases("""
    user name, username, my user name, my username, user id, my handle, my nick, my nickname,
    my telegram, my discord, my instagram, my insta, my facebook, my whatsapp, my twitter, my
    tiktok, my snapchat, my snap, my signal, my account, my profile, mi usuario, mi nick, mi
    apodo, nombre de usuario, mi telegram, mi discord, mi instagram, mi insta, mi facebook, mi
    whatsapp, mi twitter, mi tiktok, mi cuenta, mi perfil, add me on, find me on, follow me on,
    message me on, dm me on, agregame en, buscame en, sigueme en, mi user
    """)
"""Said before a name on some platform."""

IS = table("is es was name as como on en")
BEFORE_NAME = {" ", ": ", ":", " = ", "=", ' "', ": @", " @", ' "@'}


def found(reading: Reading) -> Iterator[Mark]:
    """Every address and handle, with what invites to use it."""
    for mark in (*_mails(reading.text), *_spelt(reading), *_handles(reading.text)):
        yield Mark(start=invited_from(reading, mark.start), end=mark.end, kind=mark.kind)
    yield from _links(reading.text)
    yield from _named(reading)


def _mails(text: str) -> Iterator[Mark]:
    at = text.find("@")
    while at >= 0:
        start, end = at, at + 1
        while start > 0 and BEFORE_AT.fullmatch(text[start - 1]):
            start -= 1
        while end < len(text) and AFTER_AT.fullmatch(text[end]):
            end += 1
        name, domain = text[start:at].strip("."), text[at + 1 : end].rstrip(".-")
        if name and "." in domain:
            yield Mark(start=start, end=at + 1 + len(domain), kind=Kind.EMAIL)
        at = text.find("@", end)


def _spelt(reading: Reading) -> Iterator[Mark]:
    """Find "ana at gmail dot com", "ana arroba gmail.com"."""
    for at in range(1, len(reading.words) - 1):
        if reading.key(at) not in ATS or reading.gap(at) not in SEPARATE:
            continue
        end = _domain(reading, at + 1)
        if end > at + 1 and reading.gap(at - 1) in SEPARATE:
            yield reading.mark(_first(reading, at - 1), end, Kind.EMAIL)


def _domain(reading: Reading, at: int) -> int:
    """Where "gmail dot com" ends that begins at this word; the word itself if none does."""
    end = at + 1
    while reading.gap(end - 1) == "." or reading.key(end) in DOTS:
        end += 1 if reading.gap(end - 1) == "." else 2
        if end >= len(reading.words):
            break
    end = min(end, len(reading.words))
    return end if end > at + 1 or reading.key(at) in MAILERS else at


def _first(reading: Reading, at: int) -> int:
    """Where the name before "at" begins: ana.lopez, ana_lopez."""
    while at > 0 and reading.gap(at - 1) in {".", "_", "-"}:
        at -= 1
    return at


def _handles(text: str) -> Iterator[Mark]:
    for pattern in (HANDLE, TAG, REDDIT):
        for match in pattern.finditer(text):
            end = match.start() + len(match.group().rstrip("."))
            if end - match.start() > len("@a"):
                yield Mark(start=match.start(), end=end, kind=Kind.HANDLE)


def _links(text: str) -> Iterator[Mark]:
    for chunk in CHUNK.finditer(text):
        said = chunk.group().rstrip(".:!?-*_~`")
        for cut in _addresses(said):
            start = chunk.start() + cut
            yield Mark(start=start, end=chunk.start() + len(said), kind=Kind.LINK)


def _addresses(chunk: str) -> Iterator[int]:
    """Where in the chunk an address begins, if one does."""
    schema = chunk.find("://")
    if schema >= 0 or chunk.casefold().startswith("www."):
        yield 0
        return
    host, slash, path = chunk.partition("/")
    labels = host.split(":")[0].casefold().split(".")
    shaped = len(labels) > 1 and all(label.replace("-", "").isalnum() for label in labels[:-1])
    ending = labels[-1]
    if not shaped or not ending.isalpha() or len(ending) < len("me"):
        return
    if (slash and path) or ending in ENDINGS:
        yield 0


def _named(reading: Reading) -> Iterator[Mark]:
    """Find "my user name is ana92"."""
    for at in range(len(reading.words)):
        end = NAMED.end(reading, at)
        if end == at:
            continue
        first = end
        while reading.key(end) in IS and reading.gap(end - 1) in BEFORE_NAME:
            end += 1
        says = end > first or reading.gap(end - 1) != " " or reading.key(end - 1) in IS
        if says and end < len(reading.words) and reading.gap(end - 1) in BEFORE_NAME:
            yield reading.mark(at, _rest(reading, end), Kind.HANDLE)
        elif reading.key(at) in {"my", "mi"}:
            yield reading.mark(at, first, Kind.HANDLE)


def _rest(reading: Reading, at: int) -> int:
    """Where a name of several pieces ends: ana.lopez, ana-92."""
    while reading.gap(at) in {".", "_", "-", "#"}:
        at += 1
    return at + 1
