"""Reading areas from GeoJSON (RFC 7946): the good ones load, the others are explained."""

import unicodedata
from dataclasses import dataclass, field
from io import StringIO
from typing import NoReturn, TextIO

from bot.model.areas import AreaDraft, Outline
from bot.model.covers import cells_of
from bot.model.ids import Cell
from bot.model.places import Point
from bot.services.areas.features import Item, Member, pieces
from bot.services.areas.refusals import FaultError, Finding, refuse
from bot.services.areas.shapes import circle_around, outline_of, point_of

LONGEST_NAME = 100
"""Characters; a platform's button holds about as many."""

NAMES = (
    "name",
    "nom",
    "nombre",
    "nome",
    "district",
    "neighbourhood",
    "neighborhood",
    "quartier",
    "barrio",
    "arrondissement",
    "label",
    "title",
)
"""Properties that hold a name in most files, likeliest first; case does not matter."""

KNOWN_SYSTEMS = ("CRS84", "4326", "4269")
"""Coordinates that are longitude and latitude to within two metres: WGS 84 and NAD 83."""

LARGEST_CIRCLE_M = 30_000
MOST_PROPERTIES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is to be read.

    `name_property` says which of a feature's properties is its name; empty: the likeliest one.
    `radius_property`, if any, makes a Point a circle: it holds metres. `around` is where the
    other areas of the watch lie. `unnamed`, if any, names features that have no name, with their
    number behind it. `bare` drafts come without cells: reckoning those of a whole file takes long.
    """

    name_property: str = ""
    radius_property: str = ""
    around: Point | None = None
    unnamed: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AreasRead:
    """What a file held: the areas that can be kept, and what was wrong with the others.

    `name_property` is the one that was used; empty when the file has no names.
    """

    drafts: tuple[AreaDraft, ...]
    findings: tuple[Finding, ...]
    name_property: str = ""


def drafts_from_geojson(text: str, name_property: str) -> AreasRead:
    """Read areas from a FeatureCollection or a Feature, in longitude and latitude (WGS 84)."""
    return read_areas(StringIO(text), Reading(name_property=name_property))


def read_areas(source: TextIO, how: Reading) -> AreasRead:
    """Read areas from a file, one feature after the other."""
    pile = _Pile(how=how, name_property=how.name_property)
    try:
        for piece in pieces(source):
            match piece:
                case Item(value=value):
                    pile.take(value)
                case Member(name=name, value=value):
                    pile.members[name] = value
        pile.close()
    except FaultError as fault:
        finding = Finding(where="", text=fault.text)
        return AreasRead(drafts=(), findings=(finding,), name_property=pile.name_property)
    return AreasRead(
        drafts=tuple(pile.drafts.values()),
        findings=tuple(pile.findings),
        name_property=pile.name_property,
    )


@dataclass(slots=True, kw_only=True)
class _Pile:
    """What was read so far."""

    how: Reading
    name_property: str
    members: dict[str, object] = field(default_factory=dict)
    drafts: dict[str, AreaDraft] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    count: int = 0

    def take(self, feature: object) -> None:
        """Read one feature."""
        self.count += 1
        self.name_property = self.name_property or likeliest(_properties(feature))
        try:
            draft = self._draft(feature)
            if draft.name.casefold() in self.drafts:
                refuse("map.same_name")
        except FaultError as fault:
            self.findings.append(Finding(where=self._where(feature), text=fault.text))
        else:
            self.drafts[draft.name.casefold()] = draft

    def close(self) -> None:
        """Look at what stands around the features. Raises FaultError."""
        if "crs" in self.members:
            _check_system(self.members["crs"])
        match self.members.get("type"):
            case "Feature":
                self.take(self.members)
            case "FeatureCollection":
                if not self.count:
                    refuse("map.no_features")
            case _:
                refuse("map.no_geojson")

    def _draft(self, feature: object) -> AreaDraft:
        name = _name(feature, self.name_property) or self._nameless(feature)
        if len(name) > LONGEST_NAME:
            refuse("map.long_name", most=str(LONGEST_NAME))
        geometry = _geometry(feature)
        if geometry.get("type") == "Point" and self.how.radius_property:
            outline = self._circle(feature, geometry)
        else:
            outline = outline_of(geometry, self.how.around)
        return AreaDraft(name=name, outline=outline, cells=() if self.how.bare else cells(outline))

    def _circle(self, feature: object, geometry: dict[str, object]) -> Outline:
        radius = _properties(feature).get(self.how.radius_property)
        if not isinstance(radius, int | float) or not 0 < radius <= LARGEST_CIRCLE_M:
            most = f"{LARGEST_CIRCLE_M:,}"
            refuse("map.no_radius", property=self.how.radius_property, most=most)
        return circle_around(point_of(geometry, self.how.around), round(radius))

    def _nameless(self, feature: object) -> str:
        """The stand-in for a name, where there is one."""
        if not self.how.unnamed:
            refuse_nameless(self.name_property, _properties(feature))
        return f"{self.how.unnamed}{self.count}"

    def _where(self, feature: object) -> str:
        name = _name(feature, self.name_property)[:LONGEST_NAME]
        return f'feature {self.count}, "{name}"' if name else f"feature {self.count}"


def cells(outline: Outline) -> tuple[Cell, ...]:
    """The cells of an outline. Raises FaultError when it holds no block."""
    found = cells_of(outline)
    if not found:
        refuse("map.too_small")
    return found


def likeliest(properties: dict[str, object]) -> str:
    """Which of a feature's properties is its name, in most files; empty when none is."""
    held = {key.casefold(): key for key, value in properties.items() if isinstance(value, str)}
    return next((held[name] for name in NAMES if name in held), "")


def refuse_nameless(name_property: str, properties: dict[str, object]) -> NoReturn:
    """Say that there is no name, and which properties could be one. Raises FaultError."""
    if name_property:
        refuse("map.nameless", property=name_property)
    could_be = [tidied(key) for key, value in properties.items() if isinstance(value, str | int)]
    if could_be:
        refuse("map.nobody_named", properties=", ".join(could_be[:MOST_PROPERTIES]))
    refuse("map.nothing_named")


def tidied(name: str) -> str:
    """A name without control characters and doubled spaces."""
    letters = unicodedata.normalize("NFC", name)
    spaced = "".join(letter if letter.isprintable() else " " for letter in letters)
    return " ".join(spaced.split())


def _name(feature: object, name_property: str) -> str:
    value = _properties(feature).get(name_property)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return tidied(str(value))


def _properties(feature: object) -> dict[str, object]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _geometry(feature: object) -> dict[str, object]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        refuse("map.no_feature")
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        refuse("map.shapeless")
    return geometry


def _check_system(said: object) -> None:
    """Older files name their coordinates (GeoJSON 2008, 3); ours must be degrees."""
    properties = said.get("properties") if isinstance(said, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str) and not name.upper().endswith(KNOWN_SYSTEMS):
        refuse("map.other_system", system=tidied(name)[:60])
