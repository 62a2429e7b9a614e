"""What an agency may ask of its neighbours: the policy's rules held against a request's words.

The rules and their words stand in `policy.toml`, for anyone to read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bot.services import phrasebooks
from bot.services.guard import reach
from bot.services.guard.marks import Kind, Mark
from bot.services.guard.reading import Reading, read
from bot.services.guard.vocabulary import table
from bot.services.phrasebooks import Book, Rule, first

LINK = "link"

SENDING = table("to dm message via follow contact write a mensaje por siga contacte escriba")
"""Words before a handle that answers are to go to."""

FILE: Final = ("bot.services.rules", "policy.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that a request breaks, or that somebody should hold it against.

    `rule` is its name in the policy's file, and `words` what in the request it is about; empty
    when it is about what is not there. What is not `certain` is for a moderator to judge.
    """

    rule: str
    words: str
    certain: bool


def book() -> Book:
    """The policy's file."""
    return phrasebooks.book(*FILE)


def rules() -> tuple[Rule, ...]:
    """The rules that are told by words, in the order in which they stand in the file."""
    return phrasebooks.rules(*FILE)


def findings(text: str, domain: str) -> tuple[Finding, ...]:
    """What the policy says of a request's words; at most one finding a rule, certain ones first.

    `text` went through `words.plain`; `domain` is the agency's own.
    """
    reading = read(text)
    found = [finding for rule in rules() if (finding := _held(rule, reading, domain))]
    return tuple(sorted(found, key=lambda finding: not finding.certain))


def _held(rule: Rule, reading: Reading, domain: str) -> Finding | None:
    if rule.name == LINK:
        return next(_foreign(reading, domain), None)
    found = rule.found(reading)
    if found is not None:
        return Finding(rule=rule.name, words=found, certain=True)
    doubtful = None if rule.spares(reading) else first(rule.doubts, reading)
    if doubtful is not None:
        return Finding(rule=rule.name, words=doubtful, certain=False)
    if rule.doubts_without and first(rule.doubts_without, reading) is None:
        return Finding(rule=rule.name, words="", certain=False)
    return None


def _foreign(reading: Reading, domain: str) -> Iterator[Finding]:
    """Links and addresses that are not at the agency's own domain."""
    for mark in reach.found(reading):
        words = reading.text[mark.start : mark.end]
        if mark.kind is Kind.HANDLE:
            foreign = "@" in words and _written_to(reading, mark)
        else:
            foreign = mark.kind in {Kind.LINK, Kind.EMAIL} and not _belongs(_host(words), domain)
        if foreign:
            yield Finding(rule=LINK, words=words, certain=True)


def _written_to(reading: Reading, handle: Mark) -> bool:
    """Whether one is to write to it: "dm @desk", not "seen @Main"."""
    led = [word.key for word in reading.words if word.end <= handle.start][-1:]
    begins = [word.key for word in reading.words if word.start == handle.start]
    return any(key in SENDING for key in (*led, *begins))


def _host(words: str) -> str:
    last = words.rsplit(maxsplit=1)[-1]
    if "://" in last:
        return urlsplit(last).hostname or ""
    return last.rpartition("@")[2].partition("/")[0].partition(":")[0].casefold()


def _belongs(host: str, domain: str) -> bool:
    host = host.removeprefix("www.")
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))
