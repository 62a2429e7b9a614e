"""Asking any geopy geocoder, slowly, and keeping quiet about it."""

import inspect
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, cast

import aiohttp
import h3.api.basic_int as h3
from geopy.exc import GeopyError

from adapters.geocoding.dialects import PLAIN, Box, Dialect, Location, Parts, streets_of
from adapters.geocoding.pace import Lease, Memory, Pace
from bot.errors import LookupFailedError
from bot.model.covers import lookup_cells
from bot.model.ids import Cell
from bot.model.places import Point, centre
from bot.ports.world import FoundPlace

MOST_PLACES = 5
"""Answers to one question."""

_ASKED_FOR = 10  # some of them turn out to be the same place
_REMEMBERED = 1_000
_SEVERAL: Mapping[str, object] = {"exactly_one": False, "limit": _ASKED_FOR}
_NO_SERVICE = "there is no map service"
_PATIENCE = 15.0  # seconds in the queue; beyond, a pin on the map is quicker

# Besides its own errors geopy lets out whatever its parsers stumble over in a strange answer.
_FAILURES = (
    GeopyError,
    aiohttp.ClientError,
    OSError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


class Geolocator(Protocol):
    """A geocoder of geopy's that was made with an asynchronous adapter.

    Its methods take the arguments that each service documents; not every one has `reverse`.
    """

    @property
    def geocode(self) -> Callable[..., Awaitable[object]]:
        """What the service finds for some words."""
        ...

    async def __aexit__(self, *error: object) -> None:
        """Close the connections."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a service wants to be asked; `around` is where to look first."""

    dialect: Dialect = PLAIN
    per_second: float = 1.0
    around: Box | None = None


class GeopyGeocoder:
    """Finds places with one of geopy's geocoders.

    Answers are remembered in memory; what was asked reaches no log and no error.
    """

    def __init__(
        self,
        geolocator: Geolocator,
        manners: Manners | None = None,
        lease: Lease | None = None,
    ) -> None:
        """Ask this geocoder, with these manners, in turns shared through `lease`."""
        # geopy writes whole addresses to its log, and the answer's page when it is refused.
        logging.getLogger("geopy").addFilter(_nothing)
        self._geolocator = geolocator
        self._manners = manners or Manners()
        self._pace = Pace(self._manners.per_second, _PATIENCE, lease)
        self._places: Memory[str, tuple[FoundPlace, ...]] = Memory(_REMEMBERED)
        self._streets: Memory[Cell, str] = Memory(_REMEMBERED)

    async def find(self, address: str) -> tuple[FoundPlace, ...]:
        """Places that the words may mean, likeliest first, at most five; empty when none.

        Raises:
            LookupFailedError: the service is down, slow or refuses.
        """
        words = " ".join(address.split())
        if not words:
            return ()
        asked = words.casefold()
        found = self._places.recall(asked)
        if found is None:
            found = tuple(self._merged(await self._ask("geocode", words, self._asking())))
            self._places.keep(asked, found)
        return found

    async def streets(self, cell: Cell) -> str:
        """The streets at a cell's centre: the nearest, and a second one from close by.

        The quarter and the town where no street has a name; empty where nothing has.

        Raises:
            LookupFailedError: the service is down, slow or refuses.
        """
        known = self._streets.recall(cell)
        if known is None:
            known = await self._named(cell)
            self._streets.keep(cell, known)
        return known

    async def close(self) -> None:
        """Close the connections."""
        await self._geolocator.__aexit__(None, None, None)

    async def _named(self, cell: Cell) -> str:
        here = await self._reverse(cell)
        streets = streets_of(here)
        if len(streets) == 1:
            with suppress(LookupFailedError):  # one street is better than none
                streets = streets_of((*here, *await self._reverse(_beside(cell))))
        return " & ".join(streets[:2]) or next((parts.label for parts in here), "")

    async def _reverse(self, cell: Cell) -> tuple[Parts, ...]:
        point = centre(cell)
        options = {**_SEVERAL, **self._manners.dialect.asking_back}
        answers = await self._ask("reverse", (point.latitude, point.longitude), options)
        return tuple(self._manners.dialect.parts(answer) for answer in answers)

    def _asking(self) -> Mapping[str, object]:
        dialect, box = self._manners.dialect, self._manners.around
        return {**_SEVERAL, **dialect.asking, **(dialect.around(box) if box else {})}

    async def _ask(
        self, way: str, question: object, options: Mapping[str, object]
    ) -> tuple[Location, ...]:
        ask: Callable[..., Awaitable[object]] | None = getattr(self._geolocator, way, None)
        if ask is None:
            message = f"the service has no {way}"
            raise LookupFailedError(message)
        await self._pace.turn()
        known = inspect.signature(ask).parameters
        try:
            answer = await ask(question, **{k: v for k, v in options.items() if k in known})
        except _FAILURES as error:
            fault = type(error).__name__
        else:
            return _several(answer)
        # Out here the error has no context: geopy's own may quote what was asked.
        raise LookupFailedError(fault)

    def _merged(self, answers: tuple[Location, ...]) -> Iterator[FoundPlace]:
        """The different places; those that cannot be told apart are one."""
        labels: set[str] = set()
        for answer in answers:
            label = self._manners.dialect.parts(answer).label
            if label and label not in labels and len(labels) < MOST_PLACES:
                labels.add(label)
                point = Point(latitude=answer.latitude, longitude=answer.longitude)
                yield FoundPlace(label=label, point=point)


class NoGeocoder:
    """Stands in where there is no map service: people send a pin."""

    async def find(self, address: str) -> tuple[FoundPlace, ...]:  # noqa: ARG002 - the port's word
        """Find nothing. Raises LookupFailedError."""
        raise LookupFailedError(_NO_SERVICE)

    async def streets(self, cell: Cell) -> str:  # noqa: ARG002 - the port's word
        """Know no street. Raises LookupFailedError."""
        raise LookupFailedError(_NO_SERVICE)

    async def close(self) -> None:
        """Nothing is open."""


def _nothing(record: logging.LogRecord) -> bool:  # noqa: ARG001 - whatever it says
    return False


def _several(answer: object) -> tuple[Location, ...]:
    """Geopy gives a list, one location or nothing; a location is a sequence, too."""
    if answer is None:
        return ()
    return tuple(answer) if isinstance(answer, list) else (cast("Location", answer),)


def _beside(cell: Cell) -> Cell:
    """A block next to the one at the cell's centre, always the same."""
    return Cell(h3.grid_ring(lookup_cells(cell)[0], 1)[0])
