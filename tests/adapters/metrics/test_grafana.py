"""The board that comes with the watch shows figures that exist, under labels that they have."""

import json
import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.adapters.metrics.test_board import used

BOARD = Path(__file__).parents[3] / "docs" / "deploy" / "grafana.json"
NAME = re.compile(r"\bporchlight_[a-z_]+")
GROUPED = re.compile(r"by \(([a-z, ]+)\)")
SHOWN = re.compile(r"\{\{([a-z]+)\}\}")


def exposed() -> dict[str, set[str]]:
    """Every series on the page, and its labels."""
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(used()[0].page.decode()):
        for each in family.samples:
            found.setdefault(each.name, set()).update(each.labels)
    return found


def expressions() -> list[tuple[str, str]]:
    """What each line of each panel asks for, and how it is called."""
    panels = json.loads(BOARD.read_text(encoding="utf-8"))["panels"]
    return [(each["expr"], each["legendFormat"]) for panel in panels for each in panel["targets"]]


def test_the_board_asks_for_nothing_that_is_not_exposed() -> None:
    series = exposed()
    for expression, legend in expressions():
        names = NAME.findall(expression)
        assert names, expression
        for name in names:
            assert name in series, name
        grouped = {label for each in GROUPED.findall(expression) for label in each.split(", ")}
        assert grouped <= set().union(*(series[name] for name in names)), expression
        assert set(SHOWN.findall(legend)) <= grouped, legend


def test_every_figure_is_on_the_board() -> None:
    asked = {name for expression, _ in expressions() for name in NAME.findall(expression)}
    unasked = {
        name for name in exposed() if not name.endswith(("_sum", "_count")) and name not in asked
    }
    assert not unasked


def test_panels_have_a_place_of_their_own_and_say_what_they_show() -> None:
    panels = json.loads(BOARD.read_text(encoding="utf-8"))["panels"]
    taken = set[tuple[int, int]]()
    for panel in panels:
        at = panel["gridPos"]
        spots = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not spots & taken, panel["title"]
        taken |= spots
        assert max(x for x, _ in spots) < 24
        assert panel["description"]
    assert len({panel["id"] for panel in panels}) == len(panels)
