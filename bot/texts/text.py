"""A sentence to be said, not yet in any language."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ago:
    """A moment said relative to now: "10 minutes ago"."""

    moment: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """A moment said as the time of day: "14:15"; with the day when it is not today."""

    moment: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A moment said as day and time: "Tuesday 24 November, 14:00"."""

    moment: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A day of the calendar, whatever the reader's zone: "4 May 2026"."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From one moment to another: "Tuesday 24 November, 14:00-17:00"."""

    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Metres:
    """A distance, said as metres or kilometres."""

    metres: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanse:
    """A piece of ground in square metres, said in square kilometres."""

    square_metres: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A catalogue key and what fills its gaps; a value may be a text itself.

    A value named `count` chooses the plural form.
    """

    key: str
    values: tuple[tuple[str, "Value"], ...] = ()

    @classmethod
    def of(cls, key: str, /, **values: "Value") -> "Text":
        """The sentence under `key` with its gaps filled."""
        return cls(key=key, values=tuple(sorted(values.items())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Somebody's own words, set apart and shown exactly, never interpreted.

    `marks` are stretches of it, from and up to a character, that stand out: in order, disjoint.
    """

    text: str
    marks: tuple[tuple[int, int], ...] = ()


Line = Text | Quote
Value = str | int | Text | Ago | Hour | Day | Date | Stretch | Metres | Expanse
