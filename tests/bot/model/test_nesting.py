"""Which areas lie in which."""

from hypothesis import given
from hypothesis import strategies as st

from bot.model.covers import count_blocks
from bot.model.ids import AreaId, Cell
from bot.model.nesting import beside, nested
from bot.model.places import Point, ancestors, blurred, cell_at

CORNER = cell_at(Point(latitude=45.5420, longitude=-73.6240))
NEXT_DOOR = cell_at(Point(latitude=45.5460, longitude=-73.6100))
AWAY = cell_at(Point(latitude=45.4000, longitude=-73.9000))

STREET, DISTRICT, TOWN, OTHER = (AreaId(number) for number in (4, 3, 2, 1))
COVERS = {
    STREET: (CORNER,),
    DISTRICT: (blurred(CORNER, 8),),
    TOWN: (blurred(CORNER, 8), blurred(NEXT_DOOR, 8), AWAY),
    OTHER: (blurred(AWAY, 8),),
}


def test_an_area_lies_in_the_smallest_that_holds_all_of_it() -> None:
    assert nested(COVERS) == {STREET: DISTRICT, DISTRICT: TOWN, TOWN: None, OTHER: None}


def test_of_equal_areas_the_later_lies_in_the_earlier() -> None:
    twins = {AreaId(7): (CORNER,), AreaId(9): (CORNER,), AreaId(8): (CORNER,)}
    assert nested(twins) == {AreaId(7): None, AreaId(8): AreaId(7), AreaId(9): AreaId(7)}


def test_a_piece_of_the_map_knows_what_holds_it_and_what_cuts_it() -> None:
    found = beside((CORNER,), COVERS)
    assert (found.holding, found.cutting) == ((STREET, DISTRICT, TOWN), ())
    found = beside((blurred(AWAY, 7), blurred(CORNER, 9)), COVERS)
    assert (found.holding, found.cutting) == ((), (OTHER, TOWN, DISTRICT, STREET))
    assert beside((blurred(AWAY, 9), blurred(CORNER, 10)), COVERS).cutting == (
        OTHER,
        TOWN,
        DISTRICT,
        STREET,
    )
    assert beside((blurred(NEXT_DOOR, 10),), {}).holding == ()


def blocks(cells: tuple[Cell, ...]) -> set[Cell]:
    """The cells of resolution 10 under CORNER's ancestor of resolution 8, that these hold."""
    return {block for block in GROUND if not set(ancestors(block)).isdisjoint(cells)}


GROUND = [
    cell
    for cell in {
        cell_at(Point(latitude=45.536 + i * 0.0007, longitude=-73.632 + j * 0.0007))
        for i in range(20)
        for j in range(20)
    }
    if blurred(cell, 8) == blurred(CORNER, 8)
]
PIECES = st.lists(st.sampled_from(GROUND), min_size=1, max_size=12).flatmap(
    lambda cells: st.sampled_from((10, 9)).map(
        lambda level: tuple({blurred(cell, level) for cell in cells})
    )
)


@given(st.lists(PIECES, min_size=1, max_size=5))
def test_nesting_is_that_of_the_blocks(pieces: list[tuple[Cell, ...]]) -> None:
    covers = {AreaId(number): cells for number, cells in enumerate(pieces, start=1)}
    held = {area: blocks(cells) for area, cells in covers.items()}
    for area, parent in nested(covers).items():
        larger = [
            other
            for other in covers
            if other != area
            and held[area] <= held[other]
            and (count_blocks(covers[other]), -other) > (count_blocks(covers[area]), -area)
        ]
        expected = min(
            larger, key=lambda other: (count_blocks(covers[other]), other), default=None
        )
        assert parent == expected


@given(PIECES, st.lists(PIECES, min_size=1, max_size=5))
def test_how_a_piece_lies_is_told_by_its_blocks(
    piece: tuple[Cell, ...], pieces: list[tuple[Cell, ...]]
) -> None:
    covers = {AreaId(number): cells for number, cells in enumerate(pieces, start=1)}
    own = blocks(piece)
    shared = {area: len(own & blocks(cells)) for area, cells in covers.items()}
    found = beside(piece, covers)
    assert set(found.holding) == {area for area, count in shared.items() if count == len(own)}
    cutting = [area for area in covers if 0 < shared[area] < len(own)]
    assert list(found.cutting) == sorted(cutting, key=lambda area: (-shared[area], area))
