"""A copy of the ledger that was tampered with is found out."""

import json
from dataclasses import replace
from datetime import date
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.ids import EntryNumber, RequestNumber
from bot.model.ledger import (
    FIRST_LINK,
    Closed,
    LedgerEntry,
    LedgerLine,
    Refused,
    ReplyBand,
    Resolved,
    Suspended,
    digest_of,
    link,
)
from bot.services.chains import Checked, Fault, exported, verified

DAY = date(2026, 5, 4)
LINES: tuple[LedgerLine, ...] = (
    Refused(agency="SPVM", rule="audience.too_small", day=DAY),
    Resolved(request=RequestNumber(2), agency="Sûreté du Québec \U0001f6a8", day=DAY),
    Closed(request=RequestNumber(2), agency='"Quoted"\n\\', replies=ReplyBand.FEW, day=DAY),
    Suspended(agency="SPVM", day=DAY, area="Mile End"),
)


def chained(*lines: LedgerLine) -> tuple[LedgerEntry, ...]:
    entries: list[LedgerEntry] = []
    for line in lines:
        entries.append(link(entries[-1] if entries else None, line))
    return tuple(entries)


def anew(*contents: str) -> tuple[LedgerEntry, ...]:
    """A chain that holds, over these contents: what a forger would make."""
    digests = [FIRST_LINK]
    for content in contents:
        digests.append(digest_of(digests[-1], content))
    return tuple(
        LedgerEntry(number=EntryNumber(number), previous=last, content=content, digest=digest)
        for number, (content, (last, digest)) in enumerate(
            zip(contents, pairwise(digests), strict=True), start=1
        )
    )


ENTRIES = chained(*LINES)
COPY = exported(ENTRIES)
HEAD = ENTRIES[-1].digest
CONTENTS = tuple(entry.content for entry in ENTRIES)
PLACES = st.integers(0, len(COPY) - 1)


def test_a_copy_is_genuine_and_goes_on_from_every_earlier_head() -> None:
    heads = [FIRST_LINK, *(entry.digest for entry in ENTRIES)]
    assert verified(COPY, heads) == Checked(entries=4, head=HEAD)


def test_an_empty_ledger_is_genuine_until_a_head_was_published() -> None:
    assert verified(exported(()), ()) == Checked()
    assert verified(exported(()), [HEAD]).fault is Fault.PUBLISHED_HEAD


def test_other_programs_read_a_copy_and_reckon_the_same() -> None:
    read = json.loads(COPY)
    assert [json.loads(entry["content"])["entry"] for entry in read["entries"]] == [1, 2, 3, 4]
    assert anew(*(entry["content"] for entry in read["entries"])) == ENTRIES


def test_every_byte_counts() -> None:
    """Each byte in turn: one bit flipped, another digit or letter, a space, none, one more."""
    for at, byte in enumerate(COPY):
        for other in {byte ^ 1, byte ^ 0x20, byte ^ 0x80, 0x20, 0x0A, 0x30} - {byte}:
            assert verified(COPY[:at] + bytes([other]) + COPY[at + 1 :], ()).fault, (at, other)
        assert verified(COPY[:at] + COPY[at + 1 :], ()).fault, at
        assert verified(COPY[:at] + b" " + COPY[at:], ()).fault, at


@given(PLACES, st.binary(min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_no_few_bytes_can_be_put_in_place_of_others(at: int, others: bytes) -> None:
    changed = COPY[:at] + others + COPY[at + len(others) :]
    assert (verified(changed, ()).fault is None) is (changed == COPY)


@given(PLACES, PLACES)
@settings(max_examples=200, deadline=None)
def test_no_stretch_can_be_taken_out(first: int, last: int) -> None:
    shorter = COPY[: min(first, last)] + COPY[max(first, last) :]
    assert (verified(shorter, ()).fault is None) is (shorter == COPY)


@pytest.mark.parametrize("at", range(4))
def test_an_entry_cannot_be_taken_out(at: int) -> None:
    left = ENTRIES[:at] + ENTRIES[at + 1 :]
    found = verified(exported(left), [HEAD])
    assert found.fault is (Fault.PUBLISHED_HEAD if at == len(left) else Fault.NUMBERS)
    closed_up = tuple(replace(e, number=EntryNumber(n)) for n, e in enumerate(left, start=1))
    assert verified(exported(closed_up), [HEAD]).fault in {Fault.LINK, Fault.PUBLISHED_HEAD}
    rechained = anew(*CONTENTS[:at], *CONTENTS[at + 1 :])
    assert verified(exported(rechained), [HEAD]).fault is Fault.PUBLISHED_HEAD


def test_entries_cannot_change_places() -> None:
    for order in set(permutations(range(4))) - {(0, 1, 2, 3)}:
        assert verified(exported([ENTRIES[each] for each in order]), ()).fault is Fault.NUMBERS
        rechained = anew(*(CONTENTS[each] for each in order))
        assert verified(exported(rechained), ()).fault is None, "which is why heads are published"
        assert verified(exported(rechained), [HEAD]).fault is Fault.PUBLISHED_HEAD


@given(st.integers(0, 3), st.text(), st.integers(0, 3))
@settings(max_examples=50, deadline=None)
def test_what_is_written_anew_is_found_against_any_head_from_then_on(
    at: int, words: str, later: int
) -> None:
    forged = anew(*CONTENTS[:at], words, *CONTENTS[at + 1 :])
    found = verified(exported(forged), [ENTRIES[later].digest])
    assert found.fault is (Fault.PUBLISHED_HEAD if later >= at else None)


def test_an_entry_cannot_be_slipped_in_or_added_before_a_head() -> None:
    for at in range(4):
        forged = anew(*CONTENTS[:at], '{"kind":"refusal"}', *CONTENTS[at:])
        assert verified(exported(forged), [HEAD]).fault is Fault.PUBLISHED_HEAD
    longer = anew(*CONTENTS, '{"kind":"refusal"}')
    assert verified(exported(longer), [HEAD]).fault is None, "a ledger grows"


@pytest.mark.parametrize(
    "copy",
    [b"", b"[]", b"\xff", b"null", b"[" * 100_000, b"9" * 10_000, b'{"entries":[]}'],
)
def test_what_is_no_copy_is_called_so(copy: bytes) -> None:
    assert verified(copy, ()).fault is Fault.UNREADABLE


def test_letters_that_are_none_are_no_reason_to_stumble() -> None:
    broken = COPY.replace(b"SPVM", b"\\ud800")
    assert verified(broken, ()).fault is Fault.UNREADABLE
