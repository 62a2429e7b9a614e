"""Reading areas from GeoJSON (RFC 7946): the good ones load, the others are explained."""

import json
import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

import shapely
from shapely.validation import explain_validity

from bot.model.areas import AreaDraft, Outline, Polygon, Ring
from bot.model.covers import METRES_PER_DEGREE, cells_of

LARGEST_AREA_KM2 = 5_000
"""A large town with its water (Anchorage: 4,420 km2) passes; a province does not."""

LONGEST_NAME = 100
"""Characters; a platform's button holds about as many."""

_PAIR = 2
_LONGEST_WHOLE = 18  # digits; what is longer is no number of a district
_FEWEST_POSITIONS = 4  # of a ring: RFC 7946, 3.1.6
_POLE, _HALF_TURN, _FULL_TURN = 90.0, 180.0, 360.0
_SOUTHERNMOST = -60.0  # the Antarctic Treaty begins here: no town lies further south


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with one feature of a file, or with the file, in plain words."""

    where: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreasRead:
    """What a file held: the areas that can be kept, and what was wrong with the others."""

    drafts: tuple[AreaDraft, ...]
    findings: tuple[Finding, ...]


class _FaultError(Exception):
    """This feature, or this file, cannot be read; the message says why."""


def drafts_from_geojson(text: str, name_property: str) -> AreasRead:
    """Read areas from a FeatureCollection or a Feature, in longitude and latitude (WGS 84).

    `name_property` says which of a feature's properties is its name.
    """
    try:
        features = _features(text)
    except _FaultError as fault:
        finding = Finding(where="the file", words=str(fault))
        return AreasRead(drafts=(), findings=(finding,))
    drafts: dict[str, AreaDraft] = {}
    findings: list[Finding] = []
    for number, feature in enumerate(features, start=1):
        try:
            draft = _draft(feature, name_property)
            if draft.name.casefold() in drafts:
                _refuse("Another feature before it has the same name; names must differ.")
        except _FaultError as fault:
            where = _where(number, feature, name_property)
            findings.append(Finding(where=where, words=str(fault)))
        else:
            drafts[draft.name.casefold()] = draft
    return AreasRead(drafts=tuple(drafts.values()), findings=tuple(findings))


def _features(text: str) -> Sequence[object]:
    content = _parsed(text)
    kind = content.get("type") if isinstance(content, dict) else None
    if not isinstance(content, dict) or kind not in ("FeatureCollection", "Feature"):
        _refuse("This is not GeoJSON: it should be a FeatureCollection or a Feature.")
    if kind == "Feature":
        return [content]
    features = content.get("features")
    if not isinstance(features, list) or not features:
        _refuse("The FeatureCollection has no features.")
    return features


def _parsed(text: str) -> object:
    try:
        content: object = json.loads(text.removeprefix("\ufeff"), parse_int=_whole)
    except json.JSONDecodeError as error:
        _refuse(f"This is not JSON: {error.msg} in line {error.lineno}.")
    except RecursionError:
        _refuse("This JSON is nested too deeply to be a map.")
    return content


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_WHOLE else float(digits)


def _draft(feature: object, name_property: str) -> AreaDraft:
    name = _name(feature, name_property)
    if not name:
        _refuse(f'It has no name: the property "{name_property}" is missing or empty.')
    if len(name) > LONGEST_NAME:
        _refuse(f"Its name is longer than {LONGEST_NAME} characters.")
    outline = Outline(polygons=tuple(_polygons(_geometry(feature))))
    _check_place(outline)
    _check_shape(outline)
    cells = cells_of(outline)
    if not cells:
        _refuse("It is smaller than a block, so no place would ever lie in it.")
    return AreaDraft(name=name, outline=outline, cells=cells)


def _name(feature: object, name_property: str) -> str:
    """The name without control characters and doubled spaces, or nothing."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    value = properties.get(name_property) if isinstance(properties, dict) else None
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    letters = unicodedata.normalize("NFC", str(value))
    spaced = "".join(letter if letter.isprintable() else " " for letter in letters)
    return " ".join(spaced.split())


def _where(number: int, feature: object, name_property: str) -> str:
    name = _name(feature, name_property)[:LONGEST_NAME]
    return f'feature {number}, "{name}"' if name else f"feature {number}"


def _geometry(feature: object) -> dict[str, object]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        _refuse("This is not a GeoJSON Feature.")
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        _refuse("It has no shape: its geometry is empty.")
    return geometry


def _polygons(geometry: dict[str, object]) -> Iterator[Polygon]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        found = kind or "shape without a type"
        _refuse(f"It is a {found}; an area must be a Polygon or a MultiPolygon.")
    if not isinstance(coordinates, list) or not coordinates:
        _refuse("It has no shape: its coordinates are empty.")
    for polygon in [coordinates] if kind == "Polygon" else coordinates:
        if not isinstance(polygon, list) or not polygon:
            _refuse("It has no shape: one of its polygons is empty.")
        yield tuple(_ring(ring) for ring in polygon)


def _ring(positions: object) -> Ring:
    if not isinstance(positions, list):
        _refuse("Its coordinates are not nested as a polygon's should be.")
    ring = tuple(_position(position) for position in positions)
    if len(ring) < _FEWEST_POSITIONS:
        _refuse("One of its rings has fewer than four positions.")
    if ring[0] != ring[-1]:
        _refuse("One of its rings is not closed: the last position must repeat the first.")
    return ring


def _position(position: object) -> tuple[float, float]:
    """Longitude and latitude; a height is dropped."""
    numbers = position if isinstance(position, list) else []
    degrees = [float(n) for n in numbers if isinstance(n, int | float) and math.isfinite(n)]
    if len(degrees) < _PAIR or len(degrees) != len(numbers):
        _refuse("One of its positions is not a pair of numbers.")
    return degrees[0], degrees[1]


def _check_place(outline: Outline) -> None:
    """Say what numbers that cannot be a town's longitude and latitude probably are."""
    west, south, east, north = _shape(outline).bounds
    run, rise = max(abs(west), abs(east)), max(abs(south), abs(north))
    if run > _FULL_TURN or rise > _HALF_TURN:
        _refuse("Its coordinates are not degrees. Convert the file to WGS 84 (EPSG:4326).")
    if rise > _POLE or north < _SOUTHERNMOST:
        _refuse("Its axes seem to be swapped: GeoJSON wants the longitude first.")
    if run > _HALF_TURN or east - west > _HALF_TURN:
        _refuse("It crosses the antimeridian. Cut it in two there, as RFC 7946, 3.1.9 says.")


def _check_shape(outline: Outline) -> None:
    shape = _shape(outline)
    if not shape.is_valid:
        _refuse(_invalid(explain_validity(shape)))
    size = _square_kilometres(shape)
    if size > LARGEST_AREA_KM2:
        _refuse(
            f"It measures {size:,.0f} km², which is no neighbourhood: "
            f"at most {LARGEST_AREA_KM2:,} km² can be watched."
        )


def _invalid(explanation: str) -> str:
    """GEOS's words, such as `Self-intersection[-73.6 45.5]`, made plain."""
    fault, _, place = explanation.partition("[")
    spot = place.rstrip("]").replace(" ", ", ")
    match fault:
        case "Self-intersection" | "Ring Self-intersection":
            return f"Its outline crosses or touches itself near {spot} (longitude, latitude)."
        case "Hole lies outside shell":
            return f"One of its holes lies outside, near {spot} (longitude, latitude)."
        case "Nested shells" | "Nested holes" | "Duplicate Rings":
            return f"Two of its parts lie on each other, near {spot} (longitude, latitude)."
        case _:
            return f"Its shape is not valid ({fault}), near {spot} (longitude, latitude)."


def _square_kilometres(shape: shapely.MultiPolygon) -> float:
    """On a flat map about its middle: near enough to tell a town from a country."""
    _, south, _, north = shape.bounds
    shrink = math.cos(math.radians((south + north) / 2))
    return float(shape.area) * shrink * (METRES_PER_DEGREE / 1_000) ** 2


def _shape(outline: Outline) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([(outer, holes) for outer, *holes in outline.polygons])


def _refuse(words: str) -> NoReturn:
    raise _FaultError(words)
