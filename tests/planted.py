"""Leaks planted one at a time: a test that guards somebody must turn red under its leak."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

RED = (AssertionError, pytest.fail.Exception)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """What is done to the program, and the test that must not let it pass."""

    plant: Callable[[pytest.MonkeyPatch], None]
    guard: Callable[..., Awaitable[None] | None]


async def turns_red(leak: Leak, *given: object) -> None:
    """The test fails with the leak in place."""
    with pytest.MonkeyPatch.context() as patch:
        leak.plant(patch)
        with pytest.raises(RED):
            await _run(leak, given)


async def stays_green(leak: Leak, *given: object) -> None:
    """The test passes without it, or its failing would prove nothing."""
    await _run(leak, given)


async def _run(leak: Leak, given: tuple[object, ...]) -> None:
    going_on = leak.guard(*given)
    if going_on is not None:
        await going_on
