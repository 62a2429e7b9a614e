"""What a bench says: one row for each piece of work and each peer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Self

from rich.table import Table
from typing_extensions import override


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure and the least and the most that was seen."""

    value: float
    least: float
    most: float

    @classmethod
    def median(cls, samples: Sequence[float]) -> Self:
        """The middle of the samples."""
        return cls(value=median(samples), least=min(samples), most=max(samples))

    @classmethod
    def p99(cls, samples: Sequence[float]) -> Self:
        """What 99 of 100 samples stay under."""
        value = quantiles(samples, n=100, method="inclusive")[-1]
        return cls(value=value, least=min(samples), most=max(samples))

    @override
    def __str__(self) -> str:
        return f"{_short(self.value)} ({_short(self.least)}-{_short(self.most)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Our figure beside a peer's. Units of time are better small, those "per second" large."""

    work: str
    size: int
    database: str
    ours: Figure
    peer: Figure
    peer_name: str
    unit: str
    goal: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours.value / self.peer.value

    @property
    def holds(self) -> bool | None:
        if self.goal is None:
            return None
        return self.ratio >= self.goal if self._more_is_better else self.ratio <= self.goal

    @property
    def aim(self) -> str:
        """The goal in words, and whether it holds."""
        if self.goal is None:
            return ""
        sign = "≥" if self._more_is_better else "≤"
        return f"{sign} {self.goal:g} {'holds' if self.holds else 'MISSED'}"

    @property
    def _more_is_better(self) -> bool:
        return self.unit.endswith("/s")

    def told(self) -> dict[str, object]:
        """The row as `bench.json` has it."""
        return {
            "work": self.work,
            "size": self.size,
            "database": self.database,
            "ours": self.ours.value,
            "peer": self.peer.value,
            "peer_name": self.peer_name,
            "unit": self.unit,
            "ratio": self.ratio,
            "goal": self.goal,
            "holds": self.holds,
        }


COLUMNS = ("work", "size", "database", "ours", "peer", "peer's name", "unit", "ratio", "goal")
FIGURES = ("size", "ours", "peer", "ratio")


def drawn(rows: Iterable[Row], title: str) -> Table:
    """The rows as a table."""
    table = Table(title=title, title_justify="left")
    for name in COLUMNS:
        table.add_column(name, justify="right" if name in FIGURES else "left")
    for row in rows:
        table.add_row(*cells(row))
    return table


def cells(row: Row) -> tuple[str, ...]:
    """One line of the table."""
    return (
        row.work,
        f"{row.size:,}",
        row.database,
        str(row.ours),
        str(row.peer),
        row.peer_name,
        row.unit,
        f"{row.ratio:.2f}",
        row.aim,
    )


def markdown(rows: Iterable[Row]) -> str:
    """The same table for a document."""
    lines = [COLUMNS, tuple("---:" if name in FIGURES else "---" for name in COLUMNS)]
    lines.extend(cells(row) for row in rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # three digits say enough
