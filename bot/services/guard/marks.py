"""Marked words, put together and taken out."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Why words are marked."""

    PHONE = "phone"
    NUMBER = "number"  # of a card, a document, an account
    EMAIL = "email"
    HANDLE = "handle"
    LINK = "link"
    PLATE = "plate"
    HOUSE = "house"
    KIN = "kin"
    VIEW = "view"
    SELF = "self"
    NAME = "name"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The characters from `start` up to `end`, and why they are marked."""

    start: int
    end: int
    kind: Kind


GAP = "..."
"""Stands where words were taken out; the sanitiser leaves it as it is."""

JOINTS = {" ", ".", "-", "_", "'"}
"""What may stand between two marks of one kind that are shown as one."""


def merged(text: str, found: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks in order; those that overlap or touch become one, of the kind of the first."""
    result: list[Mark] = []
    for mark in sorted(found, key=lambda each: (each.start, -each.end)):
        last = result[-1] if result else None
        if last is not None and _belong_together(text, last, mark):
            end = max(last.end, mark.end)
            result[-1] = Mark(start=last.start, end=end, kind=last.kind)
        else:
            result.append(mark)
    return tuple(result)


def _belong_together(text: str, first: Mark, second: Mark) -> bool:
    if second.start <= first.end:
        return True
    return first.kind is second.kind and text[first.end : second.start] in JOINTS


def without(text: str, marks: tuple[Mark, ...]) -> str:
    """The text with "..." in place of marked words; empty when no word is left.

    Never longer than the text was, as long as no mark is shorter than the gap.
    """
    if not marks:
        return text
    starts = (0, *(mark.end for mark in marks))
    ends = (*(mark.start for mark in marks), len(text))
    kept = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    said = kept[0].rstrip(".")
    for piece in kept[1:-1]:
        if any(char.isalnum() for char in piece):  # else the two gaps become one
            said += GAP + piece.strip(".")
    said += GAP + kept[-1].lstrip(".")
    return said if any(char.isalnum() for char in said) else ""
