import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from geopy.exc import GeocoderTimedOut

from adapters.geocoding import GeopyGeocoder, geocoder_of
from adapters.playground.nominatim import Fault, NominatimServer, Weather
from bot.errors import LookupFailedError
from bot.model.places import Point, blurred, cell_at, metres_between

JARRY = cell_at(Point(latitude=45.5432, longitude=-73.6281))
NOWHERE = cell_at(Point(latitude=10.0, longitude=-40.0))
CITY_BOX = "around=-73.98,45.40,-73.47,45.71"


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[GeopyGeocoder]:
    geocoder = geocoder_of(url)
    assert isinstance(geocoder, GeopyGeocoder)
    try:
        yield geocoder
    finally:
        await geocoder.close()


@pytest.fixture
async def server() -> AsyncIterator[NominatimServer]:
    server = NominatimServer(weather=Weather(requests_per_second=None))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def geocoder(server: NominatimServer) -> AsyncIterator[GeopyGeocoder]:
    async with opened(f"nominatim+{server.url}?per_second=1000") as geocoder:
        yield geocoder


async def test_an_address_is_found_without_its_house_number(geocoder: GeopyGeocoder) -> None:
    (place,) = await geocoder.find("8140 rue St-Denis, Montréal")
    assert place.label == "Rue Saint-Denis, Villeray, Montréal"
    meant = Point(latitude=45.54262, longitude=-73.62915)
    assert metres_between(place.point, meant) < 2


async def test_a_park_is_found_by_its_name(geocoder: GeopyGeocoder) -> None:
    place, *_ = await geocoder.find("parc Jarry")
    assert place.label.startswith("Parc Jarry, ")


async def test_places_that_cannot_be_told_apart_are_one_and_at_most_five_come(
    geocoder: GeopyGeocoder,
) -> None:
    for words in ("Saint-Denis", "Jarry", "Jean-Talon", "Parc"):
        labels = [place.label for place in await geocoder.find(words)]
        assert len(labels) == len(set(labels))
        assert 1 <= len(labels) <= 5


@pytest.mark.parametrize("words", ["Grant Avenue, Novato", "zzz", "", "  \n "])
async def test_words_that_mean_no_place_find_none(geocoder: GeopyGeocoder, words: str) -> None:
    assert await geocoder.find(words) == ()


async def test_a_block_is_called_by_its_two_nearest_streets(geocoder: GeopyGeocoder) -> None:
    name = await geocoder.streets(JARRY)
    assert name == "Rue Jarry Est & Rue Lajeunesse"


async def test_a_block_where_nothing_has_a_name_is_called_nothing(
    geocoder: GeopyGeocoder,
) -> None:
    assert await geocoder.streets(NOWHERE) == ""


async def test_a_block_without_streets_is_called_by_its_town(geocoder: GeopyGeocoder) -> None:
    river = cell_at(Point(latitude=45.4790, longitude=-73.5250))
    assert await geocoder.streets(river) == "Montréal"


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.BROKEN, Fault.OVERLOADED])
async def test_every_fault_of_the_service_is_a_failed_look_up(
    server: NominatimServer, geocoder: GeopyGeocoder, fault: Fault
) -> None:
    server.weather.fault = fault
    for ask in (geocoder.find("8140 rue Saint-Denis"), geocoder.streets(JARRY)):
        with pytest.raises(LookupFailedError) as failed:
            await ask
        assert failed.value.__cause__ is failed.value.__context__ is None
        assert "Saint-Denis" not in str(failed.value)


async def test_a_slow_answer_is_waited_for(
    server: NominatimServer, geocoder: GeopyGeocoder
) -> None:
    server.weather.fault = Fault.SLOW
    server.weather.slowness = 1.3  # geopy's own limit is a second, the watch's is ten
    assert await geocoder.find("8140 rue St-Denis")


async def test_a_failed_look_up_is_asked_again_and_an_answered_one_is_not(
    server: NominatimServer, geocoder: GeopyGeocoder
) -> None:
    server.weather.fault = Fault.DOWN
    with pytest.raises(LookupFailedError):
        await geocoder.find("8140 rue St-Denis")
    server.weather.fault = Fault.NONE
    found = await geocoder.find("8140 rue St-Denis")
    name = await geocoder.streets(JARRY)
    server.weather.fault = Fault.DOWN
    assert found == await geocoder.find("  8140 Rue  ST-DENIS ")
    assert name == await geocoder.streets(JARRY)
    with pytest.raises(LookupFailedError):
        await geocoder.find("8142 rue St-Denis")


async def test_requests_keep_to_one_a_second_for_all_who_ask(server: NominatimServer) -> None:
    server.weather.requests_per_second = 1.0
    async with opened(f"nominatim+{server.url}") as geocoder:
        began = asyncio.get_running_loop().time()
        await asyncio.gather(geocoder.find("Jarry"), geocoder.streets(JARRY))
        assert asyncio.get_running_loop().time() - began > 1.9


async def test_whoever_would_wait_too_long_is_sent_for_a_pin(server: NominatimServer) -> None:
    async with opened(f"nominatim+{server.url}?per_second=0.05") as geocoder:
        await geocoder.find("Jarry")
        with pytest.raises(LookupFailedError, match="wait"):
            await geocoder.find("Jean-Talon")


async def test_nothing_that_was_asked_or_answered_reaches_a_log(
    server: NominatimServer, geocoder: GeopyGeocoder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("geopy", "aiohttp", "aiohttp.client", "asyncio", "urllib3"):
        caplog.set_level(logging.DEBUG, logger=name)
    asyncio.get_running_loop().set_debug(True)
    await geocoder.find("8140 rue St-Denis")
    await geocoder.streets(JARRY)
    for fault in (Fault.DOWN, Fault.BROKEN, Fault.OVERLOADED):
        server.weather.fault = fault
        with pytest.raises(LookupFailedError):
            await geocoder.find(f"8142 rue St-Denis {fault}")
    lines = caplog.text.casefold()
    assert not [word for word in ("denis", "jarry", "45.5", "search?") if word in lines]
    assert re.search(r"\b814[02]\b", lines) is None, "a number of a house, and of no port"


@dataclass(kw_only=True)
class Service:
    """A map service on the loopback that says what it is told, and keeps what it was asked."""

    says: str = "[]"
    asked: list[web.Request] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    host: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        self.times.append(asyncio.get_running_loop().time())
        return web.Response(text=self.says, content_type="application/json")


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    service = Service()
    app = web.Application()
    app.router.add_get("/{path:.*}", service.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    service.host = f"127.0.0.1:{runner.addresses[0][1]}"
    yield service
    await runner.cleanup()


async def test_requests_name_the_application_and_the_box_to_look_in_first(
    service: Service,
) -> None:
    async with opened(f"nominatim+http://{service.host}/maps?{CITY_BOX}") as geocoder:
        assert await geocoder.find("Jarry") == ()
    (request,) = service.asked
    assert request.path == "/maps/search"
    assert request.headers["User-Agent"].startswith("porchlight-watch/")
    assert request.query["viewbox"] == "-73.98,45.4,-73.47,45.71"
    assert "bounded" not in request.query
    assert int(request.query["limit"]) >= 5


async def test_requests_are_evenly_spaced(service: Service) -> None:
    async with opened(f"nominatim+http://{service.host}?per_second=10") as geocoder:
        await asyncio.gather(*(geocoder.find(f"Rue {number}") for number in "abcd"))
    assert service.times[-1] - service.times[0] > 0.2, "three gaps of a tenth, on a busy machine"


async def test_only_so_many_answers_are_remembered(service: Service) -> None:
    async with opened(f"nominatim+http://{service.host}?per_second=1000") as geocoder:
        for number in range(1_001):
            await geocoder.find(f"Rue {number}")
        await geocoder.find("Rue 1000")
        assert len(service.asked) == 1_001
        await geocoder.find("Rue 0")
        assert len(service.asked) == 1_002


@pytest.mark.parametrize(
    "says",
    [
        "<html>",
        "7",
        '"Jarry"',
        "[7]",
        "[[]]",
        '[{"lat": "north", "lon": "west"}]',
        '[{"lat": [], "lon": {}}]',
        '[{"lat": "45.5"}]',
        '[{"lat": "95", "lon": "-73.6", "address": {"road": "Rue Jarry"}}]',
        '[{"lat": "nan", "lon": "-73.6", "address": {"road": "Rue Jarry"}}]',
        '[{"lat": "45.5", "lon": "inf", "address": {"road": "Rue Jarry"}}]',
        '{"error": "bad words: Jarry"}',
        '{"error": {"code": 400}}',
    ],
)
async def test_an_answer_that_makes_no_sense_is_a_failed_look_up(
    service: Service, says: str
) -> None:
    service.says = says
    async with opened(f"nominatim+http://{service.host}?per_second=1000") as geocoder:
        for ask in (geocoder.find("Jarry"), geocoder.streets(JARRY)):
            with pytest.raises(LookupFailedError) as failed:
                await ask
            assert "Jarry" not in str(failed.value)


def photon(*streets: str) -> str:
    features = [
        {
            "geometry": {"type": "Point", "coordinates": [-73.6, 45.5]},
            "properties": {
                "osm_key": "building",
                "housenumber": "12",
                "street": street,
                "city": "Montréal",
            },
        }
        for street in streets
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


async def test_photon_is_asked_once_for_both_streets(service: Service) -> None:
    service.says = photon("Rue Jarry", "Rue Jarry", "Rue Berri", "Rue Boyer")
    async with opened(f"photon+http://{service.host}?per_second=1000&{CITY_BOX}") as geocoder:
        assert await geocoder.streets(JARRY) == "Rue Jarry & Rue Berri"
        assert len(service.asked) == 1
        labels = [place.label for place in await geocoder.find("12 rue Jarry")]
    assert labels == ["Rue Jarry, Montréal", "Rue Berri, Montréal", "Rue Boyer, Montréal"]
    assert service.asked[1].query["lat"] == "45.555"


async def test_any_geocoder_of_geopy_will_do(service: Service) -> None:
    label = "12 Rue Jarry, Montréal, QC, Canada"
    geometry = {"type": "Point", "coordinates": [-73.6, 45.5]}
    feature = {"geometry": geometry, "properties": {"label": label, "name": label}}
    service.says = json.dumps({"features": [feature]})
    async with opened(f"pelias+http://{service.host}?per_second=1000") as geocoder:
        (place,) = await geocoder.find("12 rue Jarry")
        assert place.label == "Rue Jarry, Montréal, QC"
        assert await geocoder.streets(JARRY) == "Rue Jarry"


class OneWay:
    """A geocoder without `reverse`, whose service takes too long."""

    async def geocode(self, query: str, *, exactly_one: bool = True) -> None:
        raise GeocoderTimedOut(query + str(exactly_one))

    async def __aexit__(self, *error: object) -> None:
        pass


async def test_a_service_that_is_slow_or_knows_no_way_back_fails_the_look_up() -> None:
    geocoder = GeopyGeocoder(OneWay())
    with pytest.raises(LookupFailedError, match="GeocoderTimedOut"):
        await geocoder.find("Jarry")
    with pytest.raises(LookupFailedError, match="reverse"):
        await geocoder.streets(JARRY)


@pytest.mark.parametrize("fineness", [8, 9, 10])
async def test_a_blurred_block_has_streets_too(geocoder: GeopyGeocoder, fineness: int) -> None:
    assert "Rue" in await geocoder.streets(blurred(JARRY, fineness))
