import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from geopy.adapters import AioHTTPAdapter
from geopy.exc import GeocoderRateLimited, GeocoderServiceError, GeocoderTimedOut
from geopy.geocoders import Nominatim
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from adapters.playground.gazetteer import Spot, demo_gazetteer
from adapters.playground.nominatim import Fault, NominatimServer, Weather

AREAS = Path("adapters/playground/data/areas-montreal.geojson")
AGENT = {"User-Agent": "porchlight-tests/1"}


@pytest.fixture
async def server() -> AsyncIterator[NominatimServer]:
    server = NominatimServer(weather=Weather(requests_per_second=None))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def web(server: NominatimServer) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(server.url, headers=AGENT) as session:
        yield session


@pytest.fixture
async def geocoder(server: NominatimServer) -> AsyncIterator[Nominatim]:
    async with Nominatim(
        domain=server.domain,
        scheme="http",
        user_agent="porchlight-tests/1",
        adapter_factory=AioHTTPAdapter,
        timeout=2,
    ) as geocoder:
        yield geocoder


async def found(web: aiohttp.ClientSession, path: str, **query: str) -> list[dict[str, object]]:
    async with web.get(path, params=query) as answer:
        assert answer.status == 200
        assert answer.content_type == "application/json"
        finds: list[dict[str, object]] = await answer.json()
        return finds


def names(finds: list[dict[str, object]]) -> list[str]:
    return [str(find["display_name"]) for find in finds]


async def test_unmodified_geopy_finds_a_house(geocoder: Nominatim) -> None:
    place = await geocoder.geocode("8140 rue St-Denis, Montréal", addressdetails=True)
    assert place.address.startswith("8140, Rue Saint-Denis, Villeray, ")
    assert place.latitude == pytest.approx(45.54262)
    assert place.longitude == pytest.approx(-73.62915)
    assert place.raw["address"]["country_code"] == "ca"


async def test_unmodified_geopy_finds_a_structured_address(geocoder: Nominatim) -> None:
    place = await geocoder.geocode({"street": "505 Jarry Est", "city": "Montréal"})
    assert place.address.startswith("505, Rue Jarry Est, Villeray")


async def test_unmodified_geopy_names_a_point(geocoder: Nominatim) -> None:
    place = await geocoder.reverse((45.54262, -73.62915))
    assert "Rue Saint-Denis" in place.address or "Rue Jarry Est" in place.address
    assert place.raw["address"]["neighbourhood"] == "Villeray"


async def test_unmodified_geopy_is_told_of_nothing(geocoder: Nominatim) -> None:
    assert await geocoder.geocode("Grant Avenue, Novato") is None
    assert await geocoder.reverse((0.0, 0.0)) is None


async def test_a_place_is_written_as_nominatim_writes_it(web: aiohttp.ClientSession) -> None:
    (park, *_) = await found(web, "/search", q="Parc Jarry", format="json", addressdetails="1")
    assert list(park) == [
        *("place_id", "licence", "osm_type", "osm_id", "lat", "lon", "class", "type"),
        *("place_rank", "importance", "addresstype", "name", "display_name", "boundingbox"),
        "address",
    ]
    assert (park["lat"], park["lon"]) == ("45.5342000", "-73.6275000")
    assert isinstance(park["place_id"], int)
    assert park["class"], park["type"] == ("leisure", "park")
    box = park["boundingbox"]
    assert isinstance(box, list)
    south, north, west, east = box
    assert float(south) < 45.5342 < float(north)
    assert float(west) < -73.6275 < float(east)


async def test_the_second_form_says_category_and_gives_no_address_unasked(
    web: aiohttp.ClientSession,
) -> None:
    (park, *_) = await found(web, "/search", q="Parc Jarry", format="jsonv2")
    assert park["category"] == "leisure"
    assert "class" not in park
    assert "address" not in park


async def test_geojson_has_numbers_with_the_longitude_first(web: aiohttp.ClientSession) -> None:
    async with web.get("/search", params={"q": "Parc Jarry", "format": "geojson"}) as answer:
        collection = await answer.json()
    assert collection["type"] == "FeatureCollection"
    park = collection["features"][0]
    assert park["geometry"] == {"type": "Point", "coordinates": [-73.6275, 45.5342]}
    assert park["properties"]["category"] == "leisure"


async def test_a_street_in_several_neighbourhoods_is_ambiguous(web: aiohttp.ClientSession) -> None:
    every = names(await found(web, "/search", q="Rue Saint-Denis", format="jsonv2"))
    assert len(every) == 4
    assert {name.split(", ")[1] for name in every} >= {"Villeray", "La Petite-Patrie", "Mile End"}
    assert any("Québec, Capitale-Nationale" in name for name in every)
    only = names(await found(web, "/search", q="Rue Saint-Denis, Villeray", format="jsonv2"))
    assert [name.split(", ")[1] for name in only] == ["Villeray"]


async def test_a_house_number_east_and_west_is_ambiguous(web: aiohttp.ClientSession) -> None:
    both = names(await found(web, "/search", q="500 Jarry", format="jsonv2"))
    assert {name.split(", ")[1] for name in both} == {"Rue Jarry Est", "Rue Jarry Ouest"}


@pytest.mark.parametrize(
    "words",
    ["Jarry & Saint-Denis", "st-denis / jarry", "Rue Saint-Denis et Rue Jarry Est, Montréal"],
)
async def test_a_street_corner_is_found(web: aiohttp.ClientSession, words: str) -> None:
    (corner,) = await found(web, "/search", q=words, format="jsonv2")
    assert (corner["lat"], corner["lon"]) == ("45.5426200", "-73.6291500")


async def test_names_follow_the_language(web: aiohttp.ClientSession) -> None:
    query = {"q": "Villeray", "format": "jsonv2"}
    (english, *_) = await found(web, "/search", **query, **{"accept-language": "en-CA,fr;q=0.5"})
    assert "Montreal" in str(english["display_name"])
    (spanish, *_) = await found(web, "/search", **query, **{"accept-language": "es"})
    assert str(spanish["display_name"]).endswith("Canadá")
    (french, *_) = await found(web, "/search", **query)
    assert "Montréal" in str(french["display_name"])


async def test_the_view_decides_what_comes_first(web: aiohttp.ClientSession) -> None:
    quebec = "-71.30,46.85,-71.10,46.75"
    query = {"q": "Rue Saint-Denis", "format": "jsonv2", "viewbox": quebec}
    hinted = names(await found(web, "/search", **query))
    assert len(hinted) == 4
    assert "Vieux-Québec" in hinted[0]
    assert len(await found(web, "/search", **query, bounded="1")) == 1


async def test_limit_and_country_are_heeded(web: aiohttp.ClientSession) -> None:
    assert len(await found(web, "/search", q="Rue Saint-Denis", limit="2", format="json")) == 2
    assert await found(web, "/search", q="Villeray", countrycodes="fr", format="json") == []


async def test_a_point_can_be_searched_for(web: aiohttp.ClientSession) -> None:
    (here,) = await found(web, "/search", q="45.54262, -73.62915", format="jsonv2")
    assert "Villeray" in str(here["display_name"])


@pytest.mark.parametrize(
    ("zoom", "kind"), [("18", "place"), ("17", "road"), ("14", "neighbourhood"), ("10", "city")]
)
async def test_the_zoom_decides_the_detail(
    web: aiohttp.ClientSession, zoom: str, kind: str
) -> None:
    query = {"lat": "45.5426", "lon": "-73.6290", "zoom": zoom, "format": "jsonv2"}
    async with web.get("/reverse", params=query) as answer:
        assert (await answer.json())["addresstype"] == kind


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/search?format=json", "Nothing to search for."),
        ("/search?q=a&limit=many", "Parameter 'limit' must be a number."),
        ("/reverse?lat=45.5&format=json", "Parameter 'lon' missing."),
        ("/reverse?lat=north&lon=1", "Parameter 'lat' must be a number."),
        ("/reverse?lat=nan&lon=1", "Parameter 'lat' must be a number."),
    ],
)
async def test_a_senseless_question_is_refused_as_json(
    web: aiohttp.ClientSession, path: str, message: str
) -> None:
    async with web.get(path) as answer:
        assert answer.status == 400
        assert await answer.json() == {"error": {"code": 400, "message": message}}


async def test_words_and_structure_do_not_go_together(web: aiohttp.ClientSession) -> None:
    async with web.get("/search", params={"q": "Jarry", "city": "Montréal"}) as answer:
        assert answer.status == 400
        assert "cannot be used together" in (await answer.json())["error"]["message"]


async def test_an_unknown_form_is_refused(web: aiohttp.ClientSession) -> None:
    async with web.get("/search", params={"q": "Jarry", "format": "yaml"}) as answer:
        assert answer.status == 400
        assert "must be one of" in await answer.text()


async def test_nothing_near_is_an_error_without_a_status(web: aiohttp.ClientSession) -> None:
    async with web.get("/reverse", params={"lat": "0", "lon": "0", "format": "json"}) as answer:
        assert answer.status == 200
        assert await answer.json() == {"error": "Unable to geocode"}


async def test_the_status_is_plain_or_json(web: aiohttp.ClientSession) -> None:
    async with web.get("/status") as answer:
        assert await answer.text() == "OK"
    async with web.get("/status", params={"format": "json"}) as answer:
        assert (await answer.json())["status"] == 0


@pytest.mark.parametrize("agent", ["", "Python/3.11 aiohttp/3.9", "python-requests/2.31"])
async def test_a_nameless_application_is_blocked(web: aiohttp.ClientSession, agent: str) -> None:
    async with web.get("/search?q=Jarry", headers={"User-Agent": agent}) as answer:
        assert answer.status == 403


async def test_more_than_one_request_a_second_is_too_many() -> None:
    now = 100.0
    server = NominatimServer(clock=lambda: now)
    await server.start()
    try:
        async with aiohttp.ClientSession(server.url, headers=AGENT) as web:
            statuses = []
            for now in (100.0, 100.5, 101.0, 101.98, 102.5):  # noqa: B007 - the clock reads it
                async with web.get("/search?q=Jarry") as answer:
                    statuses.append(answer.status)
    finally:
        await server.stop()
    assert statuses == [200, 429, 200, 200, 429]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.DOWN, GeocoderServiceError),
        (Fault.SLOW, GeocoderTimedOut),
        (Fault.BROKEN, GeocoderServiceError),
        (Fault.OVERLOADED, GeocoderServiceError),
    ],
)
async def test_geopy_meets_the_faults(
    server: NominatimServer,
    geocoder: Nominatim,
    fault: Fault,
    error: type[Exception],
) -> None:
    server.weather = Weather(fault=fault, slowness=1.0, requests_per_second=None)
    with pytest.raises(error):
        await geocoder.geocode("Jarry", timeout=0.2)
    server.weather.fault = Fault.NONE
    assert await geocoder.geocode("Jarry")


async def test_geopy_understands_the_rate_limit(
    server: NominatimServer, geocoder: Nominatim
) -> None:
    server.weather = Weather(requests_per_second=0.01)
    assert await geocoder.geocode("Jarry")
    with pytest.raises(GeocoderRateLimited):
        await geocoder.geocode("Jarry")


def districts() -> dict[str, BaseGeometry]:
    collection = json.loads(AREAS.read_text("utf-8"))
    return {
        area["properties"]["name"].split("-", 1)[1]: shape(area["geometry"])
        for area in collection["features"]
    }


def test_every_corner_lies_in_the_district_that_it_claims() -> None:
    areas = districts()
    gazetteer = demo_gazetteer()
    claims = [
        (street.name, street.neighbourhood.district, corner.spot)
        for street in gazetteer.streets
        for corner in street.corners
    ]
    claims += [
        (place.name, place.neighbourhood.district, place.spot) for place in gazetteer.places
    ]
    claims += [
        (quarter.name, quarter.district, quarter.spot) for quarter in gazetteer.neighbourhoods
    ]
    assert len(claims) > 150
    wrong = [
        (name, claimed, holding)
        for name, claimed, spot in claims
        for holding in [_holding(areas, spot)]
        if holding != ([claimed] if claimed else [])
    ]
    assert wrong == []


def _holding(areas: dict[str, BaseGeometry], spot: Spot) -> list[str]:
    point = Point(spot.longitude, spot.latitude)
    return [name for name, area in areas.items() if area.contains(point)]


def test_house_numbers_grow_along_every_street() -> None:
    for street in demo_gazetteer().streets:
        numbers = [corner.house_number for corner in street.corners]
        assert numbers in (sorted(numbers), sorted(numbers, reverse=True)), street.name
