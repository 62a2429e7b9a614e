"""Contenders take turns, so that a busy machine is as busy for each."""

from collections.abc import Awaitable, Callable
from random import Random

Turn = Callable[[], Awaitable[float]]
"""Does the work once and says its figure."""


async def in_turn(*contenders: Turn, rounds: int) -> tuple[list[float], ...]:
    """Everybody's figures, after a first round that does not count.

    Each round in another order: what comes before leaves warm caches, or a server that must wait
    for a core because it has just had one.
    """
    figures: tuple[list[float], ...] = tuple([] for _ in contenders)
    order, chance = list(range(len(contenders))), Random(0)  # noqa: S311 - the same every time
    for number in range(rounds + 1):
        for turn in order:
            figure = await contenders[turn]()
            if number:
                figures[turn].append(figure)
        chance.shuffle(order)
    return figures
