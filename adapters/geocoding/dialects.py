"""How the services answer: what to ask of each, and where its answers keep street and town.

Whatever a service says, no house number comes out of here.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

Raw = Mapping[str, object]

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

# OpenStreetMap's keys of what has a name that anybody may say. The name of a house, an office or
# a workshop says as much as its number.
_PUBLIC = frozenset(
    {"aeroway", "amenity", "boundary", "highway", "historic", "landuse", "leisure", "natural"}
    | {"place", "public_transport", "railway", "shop", "tourism", "waterway"}
)
_HOMES = frozenset({"house", "houses", "residential"})


class Location(Protocol):
    """One of geopy's answers."""

    @property
    def address(self) -> str:
        """All of the address in one line."""
        ...

    @property
    def latitude(self) -> float:
        """In degrees."""
        ...

    @property
    def longitude(self) -> float:
        """In degrees."""
        ...

    @property
    def raw(self) -> object:
        """What the service said, as it said it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What is kept of an address; any part may be empty."""

    name: str = ""
    street: str = ""
    quarter: str = ""
    town: str = ""

    @property
    def label(self) -> str:
        """The parts for people, from the smallest to the largest."""
        parts = (self.name or self.street, self.quarter, self.town)
        return ", ".join(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What is particular to one service: arguments of geopy's methods, and its answers.

    `asking` goes to `geocode`, `asking_back` to `reverse`; `around` makes the arguments of
    `geocode` that prefer a box; `parts` reads an answer.
    """

    parts: Callable[[Location], Parts]
    asking: Mapping[str, object] = field(default_factory=dict)
    asking_back: Mapping[str, object] = field(default_factory=dict)
    around: Callable[[Box], Mapping[str, object]] = lambda _: {}


def _nominatim_parts(location: Location) -> Parts:
    raw = _mapping(location.raw)
    address = _mapping(raw.get("address"))
    kind = _text(raw, "class", "category")
    return _unnumbered(
        Parts(
            name=_name(raw, kind, _text(raw, "type")),
            street=_text(address, "road", "pedestrian", "footway", "square"),
            quarter=_text(address, "neighbourhood", "quarter", "suburb", "city_district"),
            town=_text(address, "city", "town", "village", "municipality", "hamlet"),
        ),
        _text(address, "house_number"),
    )


def _nominatim_around(box: Box) -> Mapping[str, object]:
    west, south, east, north = box
    return {"viewbox": [(south, west), (north, east)]}


def _photon_parts(location: Location) -> Parts:
    """From `properties`, where a street's own name stands under `name`."""
    said = _mapping(_mapping(location.raw).get("properties"))
    is_street = said.get("type") == "street"
    name = _name(said, _text(said, "osm_key"), _text(said, "osm_value"))
    return _unnumbered(
        Parts(
            name="" if is_street else name,
            street=name if is_street else _text(said, "street"),
            quarter=_text(said, "locality", "district"),
            town=_text(said, "city", "county"),
        ),
        _text(said, "housenumber"),
    )


def _photon_around(box: Box) -> Mapping[str, object]:
    """The middle of the box; Photon's own `bbox` would shut everything else out."""
    west, south, east, north = box
    return {"location_bias": ((south + north) / 2, (west + east) / 2)}


def _plain_parts(location: Location) -> Parts:
    """The first three parts between commas that are no number of a house and no post code."""
    words = (_without_number(part) for part in str(location.address).split(","))
    kept = list(dict.fromkeys(word for word in words if word))[:3]
    street, quarter, town = (*kept, "", "", "")[:3]
    return Parts(street=street, quarter=quarter, town=town)


def _mapping(thing: object) -> Raw:
    return thing if isinstance(thing, Mapping) else {}


def _text(said: Raw, *keys: str) -> str:
    """The first of these that says something."""
    values = (said.get(key) for key in keys)
    return next(
        (value.strip() for value in values if isinstance(value, str) and value.strip()), ""
    )


def _name(said: Raw, kind: str, closer: str) -> str:
    """The name, if it is one that anybody may say. Streets, too, are `residential`."""
    private = kind not in _PUBLIC or (closer in _HOMES and kind != "highway")
    return "" if private else _text(said, "name")


def _unnumbered(parts: Parts, number: str) -> Parts:
    """Without the name or street that repeats the house's number."""
    if not number:
        return parts
    spoken = re.compile(rf"(?<!\w){re.escape(number)}(?!\w)", re.IGNORECASE)
    return Parts(
        name="" if spoken.search(parts.name) else parts.name,
        street=spoken.sub("", parts.street).strip(),
        quarter=parts.quarter,
        town=parts.town,
    )


_NUMBER = r"[#\d]+\s?[a-z]?(?:\s?[-/]\s?\d+\s?[a-z]?)?"  # 12, 12 b, 12-14, #12
_AROUND_A_NAME = re.compile(rf"^{_NUMBER}\s+(?=\D)|\s+{_NUMBER}$", re.IGNORECASE)


def _without_number(part: str) -> str:
    """A part of an address line without house number; empty where little else is left."""
    name = _AROUND_A_NAME.sub("", part.strip()).strip()
    digits = sum(letter.isdigit() for letter in name)
    letters = sum(letter.isalpha() for letter in name)
    return name if letters > digits else ""


NOMINATIM = Dialect(
    parts=_nominatim_parts,
    asking={"addressdetails": True},
    asking_back={"zoom": 16},  # streets, not houses
    around=_nominatim_around,
)
"""Nominatim and the services that run it (https://nominatim.org/release-docs/latest/api/)."""

PHOTON = Dialect(parts=_photon_parts, around=_photon_around)
"""Photon (https://github.com/komoot/photon)."""

PLAIN = Dialect(parts=_plain_parts)
"""Any other service: the one line that geopy makes of every answer."""


def streets_of(parts: Iterable[Parts]) -> tuple[str, ...]:
    """The different streets among these, in order."""
    return tuple(dict.fromkeys(part.street for part in parts if part.street))
