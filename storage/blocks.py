"""Blocks (H3 cells of resolution 10) as numbers that SQL can compare.

An H3 index keeps its resolution in bits 52 to 55 and below them three bits a level, coarsest
first, 7 where a level is not used (h3geo.org, "H3 Index Bit Layout"): the blocks within a cell
are all the blocks between two numbers.
"""

from bot.model.covers import lookup_cells
from bot.model.ids import Cell
from bot.model.places import BLOCK, blurred, resolution

RESOLUTION_BIT = 52
BITS_A_LEVEL = 3
FINEST = 15


def block_of(cell: Cell) -> Cell:
    """The block in the middle of a cell, or that holds a cell finer than a block."""
    return blurred(lookup_cells(cell)[0], BLOCK)


def block_range(cell: Cell) -> tuple[int, int]:
    """The lowest and the highest number that a block within this cell can have."""
    return range_at(cell, BLOCK)


def range_at(cell: Cell, level: int) -> tuple[int, int]:
    """The lowest and the highest number of a cell of a finer (or its own) resolution within."""
    own = resolution(cell)
    at_level = (cell & ~(0xF << RESOLUTION_BIT)) | (level << RESOLUTION_BIT)
    levels = (1 << BITS_A_LEVEL * (level - own)) - 1
    freed = levels << BITS_A_LEVEL * (FINEST - level)
    return at_level & ~freed, at_level | freed
