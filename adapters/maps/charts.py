"""From a tally to a chart, with words in a language."""

from adapters.maps.colours import COLOURS
from adapters.maps.sheets import Bar, Chart
from bot.model.maps import Tally
from bot.texts.catalogue import sentence

WIDTH, HEIGHT = 800, 600
"""Pixels, as of a map."""


def chart_of(tally: Tally, language: str) -> Chart:
    """The chart of a tally."""
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        by_kind=sentence("chart.by_kind", language),
        bars=tuple(
            Bar(
                label=sentence(f"category.{kind.value}", language),
                count=count,
                colour=COLOURS[kind],
            )
            for kind, count in tally.kinds
        ),
        by_hour=sentence("chart.by_hour", language),
        hours=tally.hours,
    )
