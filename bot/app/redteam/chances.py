"""What chance alone would do: how often guesses would be right if nothing told anything."""

from collections.abc import Iterable
from dataclasses import dataclass

TAIL = 0.025
"""On either side of 95 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How many guesses chance gets right on average, and all but seldom; 95 times in 100."""

    mean: float
    least: int
    most: int


def span(chances: Iterable[float], tail: float = TAIL) -> Span:
    """The Poisson binomial distribution of so many guesses, each with its own chance.

    `tail` is how seldom chance gets less right than the least, and more than the most.
    """
    odds = [1.0]
    mean = 0.0
    for chance in chances:
        mean += chance
        odds = [
            (odds[hits] * (1 - chance) if hits < len(odds) else 0.0)
            + (odds[hits - 1] * chance if hits else 0.0)
            for hits in range(len(odds) + 1)
        ]
    return Span(mean=mean, least=_quantile(odds, tail), most=_quantile(odds, 1 - tail))


def _quantile(odds: list[float], part: float) -> int:
    total = 0.0
    for hits, odd in enumerate(odds):
        total += odd
        if total >= part:
            return hits
    return len(odds) - 1
