"""Copies of the ledger that travel: how one is written, and whether one is genuine.

A copy is one file in one possible form, byte for byte: nothing in it can be changed without
being found. Whether all of it was written anew, or its end cut off, is found against a head that
was published earlier: nobody can make other entries that lead to the same hash.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from pydantic import TypeAdapter, ValidationError

from bot.model.ids import EntryNumber
from bot.model.ledger import FIRST_LINK, LedgerEntry, canonical, digest_of

FORMAT = "porchlight-ledger-1"


class Fault(StrEnum):
    """Why a copy is not what the watch wrote."""

    UNREADABLE = "unreadable"  # no JSON in UTF-8, or not of this form
    NUMBERS = "numbers"  # entries are not numbered 1, 2, 3, ...
    LINK = "link"  # an entry does not name the one before it
    DIGEST = "digest"  # an entry's words do not give its hash
    OWN_HEAD = "own-head"  # the file names another head than its last entry
    FORM = "form"  # the same entries, but not as the watch writes them
    PUBLISHED_HEAD = "published-head"  # a head that was published is not in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came out: how many entries there are, the last hash, and the first fault if any.

    `at` is the number of the entry where the fault is, or 0; `missing` the head that is not there.
    """

    entries: int = 0
    head: str = FIRST_LINK
    fault: Fault | None = None
    at: int = 0
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    number: int
    previous: str
    content: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    head: str
    entries: tuple[_Entry, ...]


_COPY = TypeAdapter(_Copy)


def exported(entries: Sequence[LedgerEntry]) -> bytes:
    """A copy of the whole ledger, oldest entry first, one to a line."""
    head = entries[-1].digest if entries else FIRST_LINK
    lines = ",\n".join(_line(each) for each in entries)
    frame = f'{{"format":"{FORMAT}","head":"{head}","entries":[\n{lines}\n]}}\n'
    return frame.encode()


def verified(copy: bytes, heads: Collection[str]) -> Checked:
    """Whether a copy is genuine, and each of these heads, published earlier, stands in it.

    A head of no entry at all is in every copy.
    """
    try:
        read = _COPY.validate_json(copy, strict=True)
    except ValidationError:
        return Checked(fault=Fault.UNREADABLE)
    entries = [
        LedgerEntry(
            number=EntryNumber(each.number),
            previous=each.previous,
            content=each.content,
            digest=each.hash,
        )
        for each in read.entries
    ]
    broken = _broken(entries)
    if broken is not None:
        return broken
    head = entries[-1].digest if entries else FIRST_LINK
    known = {FIRST_LINK, *(each.digest for each in entries)}
    missing = next((each for each in heads if each not in known), "")
    fault = None
    if read.head != head:
        fault = Fault.OWN_HEAD
    elif exported(entries) != copy:
        fault = Fault.FORM
    elif missing:
        fault = Fault.PUBLISHED_HEAD
    return Checked(entries=len(entries), head=head, fault=fault, missing=missing)


def _broken(entries: Sequence[LedgerEntry]) -> Checked | None:
    """The first entry that does not fit, if any."""
    before = LedgerEntry(number=EntryNumber(0), previous="", content="", digest=FIRST_LINK)
    for last, entry in pairwise((before, *entries)):
        fault = _fault(last, entry)
        if fault is not None:
            return Checked(entries=len(entries), fault=fault, at=last.number + 1)
    return None


def _fault(last: LedgerEntry, entry: LedgerEntry) -> Fault | None:
    if entry.number != last.number + 1:
        return Fault.NUMBERS
    if entry.previous != last.digest:
        return Fault.LINK
    digest = digest_of(entry.previous, entry.content)
    return None if entry.digest == digest else Fault.DIGEST


def _line(entry: LedgerEntry) -> str:
    return canonical(
        {
            "number": entry.number,
            "previous": entry.previous,
            "content": entry.content,
            "hash": entry.digest,
        }
    )
