"""What a map or a chart shows, before anybody draws it: blocks and areas, never a spot."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.model.areas import Outline
from bot.model.ids import Cell
from bot.model.incidents import Category, Incident
from bot.model.watches import Circle

HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class MapArea:
    """An area on a map. A `whole` one is shown from end to end, others as far as they reach in."""

    outline: Outline
    name: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPoint:
    """An incident on a map: its block, shaded; `number` is that in the list beside it, if any."""

    cell: Cell
    category: Category
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """What a map shows. Equal views are drawn once, whoever looks at them."""

    areas: tuple[MapArea, ...] = ()
    circle: Circle | None = None
    points: tuple[MapPoint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many incidents there were: of each kind, and in each hour of the local day from 0."""

    kinds: tuple[tuple[Category, int], ...]
    hours: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(count for _, count in self.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a digest shows at a glance: the counts, below a map where there is one."""

    tally: Tally
    view: MapView | None = None


Drawing = MapView | Digest


def tally(incidents: Iterable[Incident], zone: str) -> Tally:
    """Counted by kind, the most frequent first, and by the hour in an IANA zone."""
    kinds, hours = dict.fromkeys(Category, 0), [0] * HOURS
    for incident in incidents:
        kinds[incident.category] += 1
        hours[incident.happened.astimezone(ZoneInfo(zone)).hour] += 1
    counted = sorted(kinds.items(), key=lambda kind: -kind[1])
    return Tally(kinds=tuple(kind for kind in counted if kind[1]), hours=tuple(hours))
