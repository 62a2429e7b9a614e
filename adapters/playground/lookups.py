"""Finding things in the gazetteer, by words or by a point, roughly as Nominatim does."""

from functools import cached_property
from typing import TYPE_CHECKING

from adapters.playground.asked import Asked, read
from adapters.playground.finds import (
    WIDE,
    Card,
    Find,
    city_card,
    house_find,
    neighbourhood_card,
    place_card,
    street_card,
)
from adapters.playground.gazetteer import Gazetteer, Spot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

HOUSE_WITHIN = 120.0  # metres from a point to the street whose house numbers answer for it
STREET_WITHIN = 400.0
NEIGHBOURHOOD_WITHIN = 2_000.0
CITY_WITHIN = 15_000.0

# Zoom of a reverse search: the least at which each detail is named.
# https://nominatim.org/release-docs/latest/api/Reverse/#result-restriction
ZOOM_HOUSE, ZOOM_STREET, ZOOM_NEIGHBOURHOOD, ZOOM_CITY, ZOOM_STATE = 18, 16, 12, 10, 5

LEAST_SHARE = 0.5  # of a name that must be said
_NOTHING = (0.0, 0)


class Finder:
    """The index over one gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Index this gazetteer."""
        self._gazetteer = gazetteer

    def search(self, text: str) -> tuple[Find, ...]:
        """Everything that fits all the words, best first; a house where its number is known."""
        asked = read(text)
        fitting = [(_cover(card, asked), card) for card in self._cards]
        best = max((cover for cover, _ in fitting), default=_NOTHING)
        if best == _NOTHING:
            return ()
        cards = [card for cover, card in fitting if cover == best]
        houses = [house for card in cards if (house := _house(card, asked))]
        finds = houses or [card.find for card in cards]
        return tuple(sorted(finds, key=lambda find: -find.worth))

    def reverse(self, spot: Spot, zoom: int) -> Find | None:
        """What lies here, in the detail that the zoom asks for; None where nothing is near."""
        steps: Iterable[tuple[int, Callable[[Spot], Find | None]]] = (
            (ZOOM_HOUSE, self._house_at),
            (ZOOM_STREET, self._street_at),
            (ZOOM_NEIGHBOURHOOD, self._neighbourhood_at),
            (ZOOM_CITY, self._city_at),
            (ZOOM_STATE, self._state_at),
            (0, self._country_at),
        )
        for least, look in steps:
            if zoom >= least and (find := look(spot)):
                return find
        return None

    @cached_property
    def _cards(self) -> tuple[Card, ...]:
        gazetteer = self._gazetteer
        places = (*gazetteer.places, *gazetteer.crossings())
        return (
            *(street_card(number, street) for number, street in enumerate(gazetteer.streets)),
            *(place_card(1_000 + number, place) for number, place in enumerate(places)),
            *(
                neighbourhood_card(2_000 + number, quarter)
                for number, quarter in enumerate(gazetteer.neighbourhoods)
            ),
            *self._cities,
        )

    @cached_property
    def _cities(self) -> tuple[Card, ...]:
        names = sorted({quarter.city for quarter in self._gazetteer.neighbourhoods})
        return tuple(city_card(3_000 + number, name) for number, name in enumerate(names))

    def _nearest(self, spot: Spot) -> tuple[float, int, Spot, int]:
        """Metres, which street, the spot on it, the house number there."""
        return min(
            (metres, index, foot, number)
            for index, street in enumerate(self._gazetteer.streets)
            for metres, foot, number in [street.nearest(spot)]
        )

    def _house_at(self, spot: Spot) -> Find | None:
        metres, index, foot, number = self._nearest(spot)
        if metres > HOUSE_WITHIN:
            return None
        return house_find(index, self._gazetteer.streets[index], number, foot)

    def _street_at(self, spot: Spot) -> Find | None:
        metres, index, _, _ = self._nearest(spot)
        if metres > STREET_WITHIN:
            return None
        return street_card(index, self._gazetteer.streets[index]).find

    def _neighbourhood_at(self, spot: Spot) -> Find | None:
        return _near(self._cards, spot, "neighbourhood", NEIGHBOURHOOD_WITHIN)

    def _city_at(self, spot: Spot) -> Find | None:
        return _near(self._cities, spot, "city", CITY_WITHIN)

    def _state_at(self, spot: Spot) -> Find | None:
        return WIDE["state"] if self._city_at(spot) else None

    def _country_at(self, spot: Spot) -> Find | None:
        return WIDE["country"] if self._city_at(spot) else None


def _near(cards: tuple[Card, ...], spot: Spot, label: str, within: float) -> Find | None:
    finds = [card.find for card in cards if card.find.label == label]
    near = min(finds, key=lambda find: find.spot.metres_to(spot))
    return near if near.spot.metres_to(spot) <= within else None


def _cover(card: Card, asked: Asked) -> tuple[float, int]:
    """The share of the thing's own name that was said, and how many words that is."""
    if not asked.words or not asked.words <= card.words:
        return _NOTHING
    said = len(card.core & asked.words)
    share = said / len(card.core)
    if card.find.kind == "bus_stop":
        worth = 1.0 if asked.corner else 0.1  # else a street in a quarter of that name is meant
        return (worth, said) if share == 1.0 else _NOTHING
    return (share, said) if share >= LEAST_SHARE else _NOTHING


def _house(card: Card, asked: Asked) -> Find | None:
    if card.street is None or asked.house_number is None:
        return None
    spot = card.street.house(asked.house_number)
    return house_find(card.find.number, card.street, asked.house_number, spot) if spot else None
