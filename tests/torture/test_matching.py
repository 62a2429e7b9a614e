"""The statement against plain geometry, and that the comparison would see a fault."""

import pytest

import tests.torture.matching as torture
from bot.model.covers import cover_circle
from bot.model.watches import Circle, CoverCell
from bot.ports.stores import Store
from tests.torture.matching import Size, compare

SMALL = Size(circles=24, areas=4, incidents=40)
PAIRS = 4 * 24 * 40
"""Enough for each region once."""


async def test_nobody_is_missed_and_nobody_alerted_by_mistake(store: Store) -> None:
    found = await compare(store, PAIRS, "suite", SMALL)
    assert len(found.regions) == 4
    assert found.within > PAIRS / 20
    assert found.in_doubt < 3
    assert found.worst < 1
    assert not found.faults


async def test_a_cover_that_lacks_a_cell_is_noticed(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(circle: Circle) -> tuple[CoverCell, ...]:
        return cover_circle(circle)[1:]

    monkeypatch.setattr(torture, "cover_circle", lacking)
    found = await compare(sqlite_store, PAIRS, "suite", SMALL)
    assert found.missed
    assert not found.mistaken


async def test_a_circle_that_reaches_too_far_is_noticed(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wider(circle: Circle) -> tuple[CoverCell, ...]:
        return cover_circle(Circle(cell=circle.cell, radius=circle.radius + 100))

    monkeypatch.setattr(torture, "cover_circle", wider)
    found = await compare(sqlite_store, PAIRS, "suite", SMALL)
    assert found.mistaken
    assert not found.missed
