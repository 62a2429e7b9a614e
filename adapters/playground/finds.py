"""What the stand-in geocoder can find, each thing with the words by which it is found."""

from dataclasses import dataclass

from adapters.playground.asked import read
from adapters.playground.gazetteer import Neighbourhood, Place, Spot, Street

_GENERIC = {"rue", "avenue", "boulevard", "est", "ouest"}
_KINDS = {"station": {"station", "metro"}, "bus_stop": {*_GENERIC}}
_WORTH = {"primary": 0.31, "secondary": 0.27, "tertiary": 0.23, "residential": 0.20}


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """One thing found, with what Nominatim tells of it."""

    number: int  # stays the same for the same thing
    category: str
    kind: str
    label: str  # what kind of address part it is: road, suburb, city, ...
    rank: int  # Nominatim's search rank: 30 a house, 26 a street, 16 a city
    worth: float
    name: str
    spot: Spot
    box: tuple[float, float, float, float]  # south, north, west, east, in degrees
    neighbourhood: Neighbourhood | None = None
    road: str = ""
    house_number: str = ""
    city: str = ""

    @property
    def osm_type(self) -> str:
        """Streets are ways, towns are relations, the rest are nodes."""
        if self.category == "boundary":
            return "relation"
        return "way" if self.label == "road" else "node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A find and the words that lead to it."""

    find: Find
    core: frozenset[str]  # the words without which it is not meant
    words: frozenset[str]  # every word that may be said of it
    street: Street | None = None


def _said_of(neighbourhood: Neighbourhood) -> frozenset[str]:
    parts = (neighbourhood.name, neighbourhood.borough, neighbourhood.city)
    return read(" ".join(parts)).words | {"quebec", "canada", "qc", "ca"}


def street_card(number: int, street: Street) -> Card:
    """The card of one stretch of a street."""
    words = read(street.name).words
    spots = [corner.spot for corner in street.corners]
    find = Find(
        number=number,
        category="highway",
        kind=street.kind,
        label="road",
        rank=26,
        worth=_WORTH[street.kind] + len(street.corners) / 1_000,
        name=street.name,
        spot=street.middle(),
        box=_box(spots),
        neighbourhood=street.neighbourhood,
        road=street.name,
    )
    return Card(
        find=find,
        core=words - _GENERIC,
        words=words | _said_of(street.neighbourhood),
        street=street,
    )


def place_card(number: int, place: Place) -> Card:
    """The card of a park, a station, a bus stop."""
    words = read(place.name).words
    find = Find(
        number=number,
        category=place.category,
        kind=place.kind,
        label=place.category,
        rank=30,
        worth=0.05 if place.kind == "bus_stop" else 0.29,
        name=place.name,
        spot=place.spot,
        box=_box([place.spot]),
        neighbourhood=place.neighbourhood,
        road=place.road,
        house_number=place.house_number,
    )
    more = _KINDS.get(place.kind, set()) | read(place.road).words
    return Card(find=find, core=words, words=words | more | _said_of(place.neighbourhood))


def neighbourhood_card(number: int, quarter: Neighbourhood) -> Card:
    """The card of a quarter of a town."""
    find = Find(
        number=number,
        category="place",
        kind="neighbourhood",
        label="neighbourhood",
        rank=20,
        worth=0.36,
        name=quarter.name,
        spot=quarter.spot,
        box=_box([quarter.spot], 0.01),
        neighbourhood=quarter,
    )
    return Card(find=find, core=read(quarter.name).words, words=_said_of(quarter))


def city_card(number: int, city: str) -> Card:
    """The card of a whole town."""
    find = Find(
        number=number,
        category="boundary",
        kind="administrative",
        label="city",
        rank=16,
        worth=0.7,
        name=city,
        spot=_CITIES[city],
        box=_box([_CITIES[city]], 0.12),
        city=city,
    )
    words = read(city).words
    return Card(find=find, core=words, words=words | {"quebec", "canada", "qc", "ca", "city"})


def house_find(number: int, street: Street, house_number: int, spot: Spot) -> Find:
    """A house on the street that has this number in the gazetteer."""
    return Find(
        number=100_000 + number * 20_000 + house_number,
        category="place",
        kind="house",
        label="place",
        rank=30,
        worth=0.0001,
        name="",
        spot=spot,
        box=_box([spot], 0.00005),
        neighbourhood=street.neighbourhood,
        road=street.name,
        house_number=str(house_number),
    )


def _box(spots: list[Spot], margin: float = 0.0005) -> tuple[float, float, float, float]:
    latitudes = [spot.latitude for spot in spots]
    longitudes = [spot.longitude for spot in spots]
    return (
        min(latitudes) - margin,
        max(latitudes) + margin,
        min(longitudes) - margin,
        max(longitudes) + margin,
    )


_CITIES = {
    "Montréal": Spot(latitude=45.5031824, longitude=-73.5698065),
    "Laval": Spot(latitude=45.5757802, longitude=-73.7530656),
    "Québec": Spot(latitude=46.8137431, longitude=-71.2084061),
}
WIDE = {
    label: Find(
        number=4_000 + rank,
        category="boundary",
        kind="administrative",
        label=label,
        rank=rank,
        worth=0.85,
        name=name,
        spot=spot,
        box=_box([spot], margin),
    )
    for label, rank, name, spot, margin in (
        ("state", 8, "Québec", Spot(latitude=52.4760892, longitude=-71.8258668), 9.0),
        ("country", 4, "Canada", Spot(latitude=61.0666922, longitude=-107.991707), 30.0),
    )
}
