"""The colours of kinds: told apart by most eyes, and each dark enough for white figures."""

from bot.model.incidents import Category

COLOURS = {
    Category.THEFT: "#2f5d9e",
    Category.VANDALISM: "#8a4a8f",
    Category.FIRE: "#b8432f",
    Category.HAZARD: "#96680a",
    Category.LOST: "#1f7a6b",
    Category.OTHER: "#59616b",
}
"""After Okabe and Ito's palette, darkened to a contrast of 4.5 against white (WCAG 2.2, 1.4.3)."""
