"""Places that were asked for once are known to every process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle

import pytest

from adapters.geocoding import geocoder_of
from adapters.playground.nominatim import Fault, NominatimServer, Weather
from bot.app.gazetteer import RememberingGeocoder, SharedTurns
from bot.errors import LookupFailedError
from bot.model.places import Point, cell_at, metres_between
from bot.ports.stores import Store
from bot.ports.world import Clock, Geocoder
from storage.engine import make_engine
from storage.units import SqlStore
from storage.vault import Vault
from tests.fakes import FixedClock, SeededRandom

JARRY = cell_at(Point(latitude=45.5432, longitude=-73.6281))
WORDS = "8140 rue St-Denis, Montréal"


@pytest.fixture
async def server() -> AsyncIterator[NominatimServer]:
    server = NominatimServer(weather=Weather(requests_per_second=None))
    await server.start()
    yield server
    await server.stop()


@asynccontextmanager
async def process(
    server: NominatimServer, store: Store, *, per_second: float = 1000, whose: str = "all"
) -> AsyncIterator[Geocoder]:
    """What a process of its own would have: nothing in common with others but the store."""
    url = f"nominatim+{server.url}?per_second={per_second}"
    geocoder = geocoder_of(url, SharedTurns(store, whose).lease)
    clock: Clock = FixedClock()
    try:
        yield RememberingGeocoder(geocoder, store, clock)
    finally:
        await geocoder.close()


async def test_what_one_process_asked_no_other_asks_again(
    server: NominatimServer, store: Store
) -> None:
    async with process(server, store) as one, process(server, store) as other:
        found, street = await one.find(WORDS), await one.streets(JARRY)
        asked = server.asked
        assert asked
        again = await other.find(f"  {WORDS.upper()} ")
        assert [place.label for place in again] == [place.label for place in found]
        assert await other.streets(JARRY) == street
        assert server.asked == asked
        assert cell_at(again[0].point) == cell_at(found[0].point)
        assert metres_between(again[0].point, found[0].point) < 80, "a block, not a house"


async def test_that_there_is_no_such_place_is_remembered_but_a_silence_is_not(
    server: NominatimServer, store: Store
) -> None:
    async with process(server, store) as one, process(server, store) as other:
        assert await one.find("zzz") == ()
        asked = server.asked
        assert await other.find("zzz") == ()
        assert server.asked == asked
        server.weather = Weather(requests_per_second=None, fault=Fault.OVERLOADED)
        with pytest.raises(LookupFailedError):
            await one.find(WORDS)
        server.weather = Weather(requests_per_second=None)
        assert await one.find(WORDS)


@pytest.mark.parametrize("shared", [True, False])
async def test_a_service_that_allows_so_many_a_second_is_asked_no_faster_by_all_together(
    server: NominatimServer, database_url: str, *, shared: bool
) -> None:
    server.weather = Weather(requests_per_second=8)  # a busy machine may come late to a turn
    async with AsyncExitStack() as stack:
        processes = []
        for number in range(3):
            store = SqlStore(make_engine(database_url), Vault(b"\0" * 32, SeededRandom()))
            stack.push_async_callback(store.close)
            whose = "all" if shared else str(number)
            one = process(server, store, per_second=3, whose=whose)
            processes.append(await stack.enter_async_context(one))
        words = ("Jarry", "Parc", "Jean-Talon", "Saint-Denis")
        asking = [one.find(word) for one, word in zip(cycle(processes), words, strict=False)]
        answers = await asyncio.gather(*asking, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, LookupFailedError)]
    assert bool(refused) is not shared


async def test_a_store_that_is_gone_is_no_reason_not_to_ask(
    server: NominatimServer, sqlite_url: str
) -> None:
    store = SqlStore(make_engine(f"{sqlite_url}.not-there"), Vault(b"\0" * 32, SeededRandom()))
    geocoder = geocoder_of(f"nominatim+{server.url}?per_second=1000")
    remembering = RememberingGeocoder(geocoder, store, FixedClock())
    assert await remembering.find(WORDS)
    assert await remembering.streets(JARRY)
    await geocoder.close()
    await store.close()
