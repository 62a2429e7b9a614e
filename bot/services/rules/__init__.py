"""What an agency may ask of its neighbours: the policy's rules held against a request's words.

The rules and their words stand in `policy.toml`, for anyone to read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.services.guard import reach
from bot.services.guard.marks import Kind
from bot.services.guard.reading import Reading, read
from bot.services.guard.vocabulary import CALENDAR
from bot.services.rules.book import Rule, rules
from bot.services.rules.patterns import Pattern

LINK = "link"

BEFORE = frozenset({"the", "la", "el", "was", "is", "fue"})
"""What may stand between a name and what is said of it."""

__all__ = ["Finding", "findings", "rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that a request breaks, or that somebody should hold it against.

    `rule` is its name in the policy's file, and `words` what in the request it is about; empty
    when it is about what is not there. What is not `certain` is for a moderator to judge.
    """

    rule: str
    words: str
    certain: bool


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
    spared = _first(rule.unless, reading) is not None
    said = None if spared else _first(rule.refuses, reading) or _named(rule, reading)
    if said is not None:
        return Finding(rule=rule.name, words=said, certain=True)
    doubtful = None if spared else _first(rule.doubts, reading)
    if doubtful is not None:
        return Finding(rule=rule.name, words=doubtful, certain=False)
    if rule.doubts_without and _first(rule.doubts_without, reading) is None:
        return Finding(rule=rule.name, words="", certain=False)
    return None


def _first(patterns: tuple[Pattern, ...], reading: Reading) -> str | None:
    for pattern in patterns:
        found = pattern.found(reading)
        if found is not None:
            return _said(reading, *found)
    return None


def _said(reading: Reading, first: int, end: int) -> str:
    return reading.text[reading.words[first].start : reading.words[end - 1].end]


def _named(rule: Rule, reading: Reading) -> str | None:
    """The name of a person right after or right before what the rule says leads to one."""
    for pattern in rule.names:
        for first, end in pattern.all_ends(reading):
            if _is_name(reading, end):
                return _said(reading, first, end + 2)
            before = first - 1 if reading.key(first - 1) in BEFORE else first
            if _is_name(reading, before - 2):
                return _said(reading, before - 2, end)
    return None


def _is_name(reading: Reading, at: int) -> bool:
    """Whether two words in a row are written as the name of a person is."""
    two = range(at, at + 2)
    if at < 0 or at + 2 > len(reading.words) or any(mark in reading.gap(at) for mark in ".?!,"):
        return False
    return all(reading.words[n].capital and reading.key(n) not in CALENDAR for n in two)


def _foreign(reading: Reading, domain: str) -> Iterator[Finding]:
    """Links and mail addresses that are not at the agency's own domain."""
    for mark in reach.found(reading):
        if mark.kind in {Kind.LINK, Kind.EMAIL}:
            words = reading.text[mark.start : mark.end]
            if not _belongs(_host(words), domain):
                yield Finding(rule=LINK, words=words, certain=True)


def _host(words: str) -> str:
    last = words.rsplit(maxsplit=1)[-1]
    if "://" in last:
        return urlsplit(last).hostname or ""
    return last.rpartition("@")[2].partition("/")[0].partition(":")[0].casefold()


def _belongs(host: str, domain: str) -> bool:
    host = host.removeprefix("www.")
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))
