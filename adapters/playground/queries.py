"""The parameters of a Nominatim request, read as strictly as Nominatim reads them."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.playground.finds import Find
from adapters.playground.gazetteer import Spot

FORMS = ("json", "jsonv2", "geojson")
STRUCTURED = ("amenity", "street", "city", "county", "state", "postalcode", "country")
MOST_RESULTS = 50
USUAL_RESULTS = 10
LAST_ZOOM = 18

Query = Mapping[str, str]
_TWO_NUMBERS = re.compile(r"^\s*(-?\d{1,2}\.\d+)[\s,]+(-?\d{1,3}\.\d+)\s*$")


class BadQueryError(Exception):
    """A parameter makes no sense; the message is what Nominatim says."""

    def __init__(self, message: str, *, as_json: bool = True) -> None:
        """Refuse with this message."""
        super().__init__(message)
        self.message = message
        self.as_json = as_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a search asks for."""

    text: str
    point: Spot | None
    in_canada: bool
    limit: int
    view: tuple[float, float, float, float] | None  # west, south, east, north
    bounded: bool

    def choose(self, finds: tuple[Find, ...]) -> tuple[Find, ...]:
        """The finds to show: those in view first, or only those if it is bounded."""
        seen = [find for find in finds if self._sees(find.spot)]
        others = [] if self.bounded and self.view else [find for find in finds if find not in seen]
        return tuple(seen + others)[: self.limit]

    def _sees(self, spot: Spot) -> bool:
        if not self.view:
            return True
        west, south, east, north = self.view
        return west <= spot.longitude <= east and south <= spot.latitude <= north


def form_of(query: Query) -> str:
    """The form of the answer."""
    form = query.get("format", "jsonv2")
    if form not in FORMS:
        message = f"Parameter 'format' must be one of: {', '.join(FORMS)}"
        raise BadQueryError(message, as_json=False)
    return form


def search_of(query: Query) -> Wanted:
    """What /search is asked."""
    structured = [query[part] for part in STRUCTURED if query.get(part)]
    if "q" in query and structured:
        names = ", ".join(STRUCTURED)
        message = (
            f"Structured query parameters({names}) cannot be used together with 'q' parameter."
        )
        raise BadQueryError(message)
    if "q" not in query and not structured:
        message = "Nothing to search for."
        raise BadQueryError(message)
    text = query.get("q", ", ".join(structured))
    point = _TWO_NUMBERS.match(text)
    countries = [code for code in query.get("countrycodes", "").lower().split(",") if code]
    return Wanted(
        text=text,
        point=Spot(latitude=float(point[1]), longitude=float(point[2])) if point else None,
        in_canada=not countries or "ca" in countries,
        limit=max(1, min(MOST_RESULTS, _whole(query, "limit", USUAL_RESULTS))),
        view=_view(query.get("viewbox", "")),
        bounded=a_switch(query, "bounded", usual=False),
    )


def point_of(query: Query) -> Spot:
    """The point that /reverse is asked about."""
    return Spot(latitude=_number(query, "lat"), longitude=_number(query, "lon"))


def zoom_of(query: Query) -> int:
    """How much detail /reverse is asked for."""
    return max(0, min(LAST_ZOOM, _whole(query, "zoom", LAST_ZOOM)))


def a_switch(query: Query, name: str, *, usual: bool) -> bool:
    """A parameter that is off only when it is 0."""
    return query[name] != "0" if name in query else usual


def _whole(query: Query, name: str, usual: int) -> int:
    try:
        return int(query.get(name, usual))
    except ValueError:
        message = f"Parameter '{name}' must be a number."
        raise BadQueryError(message) from None


def _number(query: Query, name: str) -> float:
    if name not in query:
        message = f"Parameter '{name}' missing."
        raise BadQueryError(message)
    try:
        number = float(query[name])
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        message = f"Parameter '{name}' must be a number."
        raise BadQueryError(message)
    return number


def _view(text: str) -> tuple[float, float, float, float] | None:
    if not text:
        return None
    try:
        x1, y1, x2, y2 = (float(edge) for edge in text.split(","))
    except ValueError:
        message = "Bounding box parameter needs to be four numbers: x1,y1,x2,y2"
        raise BadQueryError(message) from None
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
