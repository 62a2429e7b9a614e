"""The public ledger: what a line may say, and how lines make one chain.

A line is one of the types below and nothing else. None has a field for what a reply said, for
how many there were or when they came; `Closed.replies` is a band, and is told once, at the end.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from bot.model.ids import EntryNumber, RequestNumber

FIRST_LINK = "0" * 64
"""What the first entry names as its predecessor."""


class LedgerKind(StrEnum):
    """What happened."""

    REQUEST = "request"
    REFUSAL = "refusal"
    REVIEW = "review"
    RESOLUTION = "resolution"
    WITHDRAWAL = "withdrawal"
    SUSPENSION = "suspension"
    RESUMPTION = "resumption"
    CLOSE = "close"


class ReplyBand(StrEnum):
    """All that is ever said of how many replies an agency got."""

    NONE = "none"
    FEW = "1-5"
    MANY = "6+"


FEW_AT_MOST = 5


def reply_band(count: int) -> ReplyBand:
    """The band of so many replies."""
    if count <= 0:
        return ReplyBand.NONE
    return ReplyBand.FEW if count <= FEW_AT_MOST else ReplyBand.MANY


class Verdict(StrEnum):
    """What moderators said to a request that code could not judge."""

    PASSED = "passed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request went out, in the words in which everybody got it."""

    kind: Literal[LedgerKind.REQUEST] = LedgerKind.REQUEST
    request: RequestNumber
    agency: str
    case: str
    text: str
    near: str
    audience: str
    band: int
    window_from: datetime
    window_until: datetime
    asked: datetime
    closes: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A rule kept a request from going out. Of the request itself nothing is told."""

    kind: Literal[LedgerKind.REFUSAL] = LedgerKind.REFUSAL
    agency: str
    rule: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """Moderators looked at a request because of a rule that code cannot judge."""

    kind: Literal[LedgerKind.REVIEW] = LedgerKind.REVIEW
    agency: str
    rule: str
    verdict: Verdict
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """An agency found what it had asked for."""

    kind: Literal[LedgerKind.RESOLUTION] = LedgerKind.RESOLUTION
    request: RequestNumber
    agency: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """A request was taken back, visibly: by its agency, or by moderators."""

    kind: Literal[LedgerKind.WITHDRAWAL] = LedgerKind.WITHDRAWAL
    request: RequestNumber
    agency: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended:
    """An agency may ask no more: nowhere, or not in `area` when one is named."""

    kind: Literal[LedgerKind.SUSPENSION] = LedgerKind.SUSPENSION
    agency: str
    day: date
    area: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """An agency may ask again: everywhere, or in `area` when one is named."""

    kind: Literal[LedgerKind.RESUMPTION] = LedgerKind.RESUMPTION
    agency: str
    day: date
    area: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A request is over, its replies are destroyed; roughly how many the agency had got."""

    kind: Literal[LedgerKind.CLOSE] = LedgerKind.CLOSE
    request: RequestNumber
    agency: str
    replies: ReplyBand
    day: date


LedgerLine = Asked | Refused | Reviewed | Resolved | Withdrawn | Suspended | Resumed | Closed

ABOUT_REQUESTS = (Asked, Resolved, Withdrawn, Closed)
"""Lines that name a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """A line in its place in the chain.

    `content` is the line as canonical JSON; `digest` is SHA-256, hex, over the previous digest,
    a newline and the content, in UTF-8.
    """

    number: EntryNumber
    previous: str
    content: str
    digest: str


def link(before: LedgerEntry | None, line: LedgerLine) -> LedgerEntry:
    """The line as the next entry after `before`, or as the first one."""
    number = EntryNumber(1 if before is None else before.number + 1)
    previous = FIRST_LINK if before is None else before.digest
    content = canonical({"entry": number} | _facts(line))
    return LedgerEntry(
        number=number, previous=previous, content=content, digest=digest_of(previous, content)
    )


def digest_of(previous: str, content: str) -> str:
    """What binds an entry to all that stand before it."""
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def canonical(facts: Mapping[str, str | int]) -> str:
    """JSON in the one form that is hashed.

    Keys sorted, no spaces, nothing but strings and whole numbers, no letter escaped that need
    not be: what RFC 8785 makes of the same facts, since the keys are ASCII and no number is a
    fraction.
    """
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def request_of(line: LedgerLine) -> RequestNumber | None:
    """The request that a line is about, if it names one."""
    return line.request if isinstance(line, ABOUT_REQUESTS) else None


def _facts(line: LedgerLine) -> dict[str, str | int]:
    return {each.name: _plain(getattr(line, each.name)) for each in fields(line)}


def _plain(value: str | int | date) -> str | int:
    """As JSON has it; moments in ISO 8601, a datetime with its offset."""
    if isinstance(value, date):
        return value.isoformat()
    return value
