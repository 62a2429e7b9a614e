"""Categories as a bit mask: each has its bit for good."""

from collections.abc import Collection

from bot.model.incidents import ALL_CATEGORIES, Category

BITS = {
    Category.THEFT: 1 << 0,
    Category.VANDALISM: 1 << 1,
    Category.FIRE: 1 << 2,
    Category.HAZARD: 1 << 3,
    Category.LOST: 1 << 4,
    Category.OTHER: 1 << 5,
}

EVERYTHING = (1 << 31) - 1
"""Who wants all categories gets those that are yet to be thought of, too."""


def to_mask(categories: Collection[Category]) -> int:
    """The bits of these categories."""
    if ALL_CATEGORIES.issubset(categories):
        return EVERYTHING
    return sum(BITS[category] for category in set(categories))


def from_mask(mask: int) -> frozenset[Category]:
    """The categories whose bits are set."""
    return frozenset(category for category, bit in BITS.items() if mask & bit)
