"""Chance in a test's hands: the same for the same seed."""

from collections.abc import Sequence
from typing import TypeVar

from tests.fakes import SeededRandom

T = TypeVar("T")


class Dice(SeededRandom):
    """Draws that read like sentences."""

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + self.below(most - least + 1)

    def happens(self, percent: int) -> bool:
        return self.below(100) < percent

    def one_of(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]

    def some_of(self, things: Sequence[T], count: int) -> list[T]:
        """So many different ones, in any order."""
        left, drawn = list(things), list[T]()
        while left and len(drawn) < count:
            drawn.append(left.pop(self.below(len(left))))
        return drawn
