"""Names of people, as a text writes them: two words in a row that begin with capitals."""

from collections.abc import Iterable

from bot.services.guard.reading import Reading
from bot.services.guard.vocabulary import CALENDAR, FUNCTION, table
from bot.services.patterns import Pattern

BEFORE = table("the la el was is fue")
"""What may stand between a name and what is said of it."""

LEADS = table("from near at in to en de del desde hacia por")
"""Words after which two capitals are a place or a street."""

TWO = 2


def named(patterns: Iterable[Pattern], reading: Reading) -> tuple[int, int] | None:
    """The first words, from and up to, in which a pattern is led or followed by a name."""
    for pattern in patterns:
        for first, end in pattern.all_ends(reading):
            if is_name(reading, end):
                return first, end + TWO
            before = first - 1 if reading.key(first - 1) in BEFORE else first
            if is_name(reading, before - TWO):
                return before - TWO, end
    return None


def is_name(reading: Reading, at: int) -> bool:
    """Whether two words in a row are written as the name of a person is."""
    if reading.key(at - 1) in LEADS:
        return False
    if at < 0 or at + TWO > len(reading.words) or any(mark in reading.gap(at) for mark in ".?!,"):
        return False
    return all(
        reading.words[n].capital and reading.key(n) not in CALENDAR | FUNCTION
        for n in range(at, at + TWO)
    )
