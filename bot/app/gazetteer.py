"""A map service that is asked once for each place, whichever process asks."""

import json
import logging

from bot.model.ids import Cell
from bot.model.places import cell_at, centre
from bot.model.policy import days
from bot.ports.stores import Store
from bot.ports.world import Clock, FoundPlace, Geocoder

log = logging.getLogger(__name__)


class RememberingGeocoder:
    """Asks the store before the service, and keeps what the service said.

    Places are kept as blocks, words and answers sealed. A store that cannot be asked now is no
    reason not to ask the service.
    """

    def __init__(self, geocoder: Geocoder, store: Store, clock: Clock) -> None:
        """Remember for this service."""
        self._geocoder, self._store, self._clock = geocoder, store, clock

    async def find(self, address: str) -> tuple[FoundPlace, ...]:
        """See `Geocoder.find`."""
        asked = f"find {' '.join(address.split()).casefold()}"
        known = await self._recalled(asked)
        if known is not None:
            return tuple(
                FoundPlace(label=label, point=centre(Cell(cell)))
                for label, cell in json.loads(known)
            )
        places = await self._geocoder.find(address)
        await self._keep(
            asked, json.dumps([(place.label, cell_at(place.point)) for place in places])
        )
        return places

    async def streets(self, cell: Cell) -> str:
        """See `Geocoder.streets`."""
        asked = f"streets {cell}"
        known = await self._recalled(asked)
        if known is None:
            known = await self._geocoder.streets(cell)
            await self._keep(asked, known)
        return known

    async def _recalled(self, asked: str) -> str | None:
        try:
            async with self._store.unit() as uow:
                return await uow.gazetteer.recall(asked)
        except Exception as fault:  # noqa: BLE001 - whatever the store raises
            log.warning("kept places could not be read (%s)", type(fault).__name__)
            return None

    async def _keep(self, asked: str, answer: str) -> None:
        try:
            async with self._store.unit() as uow:
                await uow.gazetteer.keep(asked, answer, days(self._clock.now()))
                await uow.commit()
        except Exception as fault:  # noqa: BLE001 - whatever the store raises
            log.warning("a place could not be kept (%s)", type(fault).__name__)


class SharedTurns:
    """Turns at a service that all processes on one store take one after the other."""

    def __init__(self, store: Store, what: str) -> None:
        """Turns at this."""
        self._store, self._what = store, what

    async def lease(self, spacing: float, patience: float) -> float | None:
        """Take the next turn; how many seconds to wait for it, None if longer than `patience`."""
        async with self._store.unit() as uow:
            wait = await uow.turns.lease(self._what, spacing, patience)
            await uow.commit()
        return wait
