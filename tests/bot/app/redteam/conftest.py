"""Neighbourhoods that cost little: nothing waits for the disk, or for another thread."""

from collections.abc import Callable
from typing import TypeVar

import aiosqlite
import pytest

from storage import engine

T = TypeVar("T")


async def at_once(
    connection: aiosqlite.Connection, work: Callable[..., T], *given: object, **named: object
) -> T:
    """Ask SQLite here and now: it answers in microseconds, a thread takes longer to wake."""
    del connection
    return work(*given, **named)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No power cut is waited for, and no thread."""
    monkeypatch.setitem(engine.PRAGMAS, "synchronous", ("OFF", 0))
    monkeypatch.setattr(aiosqlite.Connection, "_execute", at_once)
