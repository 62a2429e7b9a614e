"""Contenders take turns, so that a busy machine is as busy for each."""

from collections.abc import Awaitable, Callable

Turn = Callable[[], Awaitable[float]]
"""Does the work once and says its figure."""


async def in_turn(*contenders: Turn, rounds: int) -> tuple[list[float], ...]:
    """Everybody's figures, A B A B ..., after a first round that does not count."""
    figures: tuple[list[float], ...] = tuple([] for _ in contenders)
    for number in range(rounds + 1):
        for contender, own in zip(contenders, figures, strict=True):
            figure = await contender()
            if number:
                own.append(figure)
    return figures
