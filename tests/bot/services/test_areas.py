import json
from io import StringIO
from pathlib import Path

import pytest
from typing_extensions import override

from bot.model.areas import AreaDraft
from bot.model.places import Point, ancestors, cell_at, centre
from bot.services.areas import AreasRead, Reading, drafts_from_geojson, features, read_areas

DISTRICTS = Path("adapters/playground/data/areas-montreal.geojson")

Corners = list[tuple[float, float]]


def box(west: float, south: float, size: float = 0.02) -> Corners:
    east, north = west + size, south + size
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


HOME = box(-73.63, 45.53)
ELSEWHERE = box(-73.60, 45.53)


def feature(name: object, kind: object, coordinates: object) -> dict[str, object]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"name": name}, "geometry": geometry}


def read(*features: object) -> AreasRead:
    return drafts_from_geojson(
        json.dumps({"type": "FeatureCollection", "features": features}), "name"
    )


def only_draft(found: AreasRead) -> AreaDraft:
    assert not found.findings
    (draft,) = found.drafts
    return draft


def refusal_of_the_first(*features: object) -> str:
    """The words on the first feature; a good one after it must load all the same."""
    found = read(*features, feature("Good", "Polygon", [ELSEWHERE]))
    assert [draft.name for draft in found.drafts] == ["Good"]
    (finding,) = found.findings
    assert finding.where.startswith("feature 1")
    return finding.words


def test_all_districts_of_montreal_load_without_a_finding() -> None:
    found = drafts_from_geojson(DISTRICTS.read_text("utf-8"), "name")
    assert not found.findings
    assert len({draft.name for draft in found.drafts}) == len(found.drafts) == 58
    assert all(draft.cells for draft in found.drafts)
    assert all(draft.parent is None for draft in found.drafts)
    assert sum(len(draft.outline.polygons) > 1 for draft in found.drafts) == 8


def test_a_single_feature_is_a_file_too() -> None:
    found = drafts_from_geojson(json.dumps(feature("Home", "Polygon", [HOME])), "name")
    draft = only_draft(found)
    assert draft.name == "Home"
    assert draft.outline.polygons == ((tuple(HOME),),)


def test_holes_and_several_polygons_are_kept() -> None:
    hole = box(-73.625, 45.535, 0.005)
    draft = only_draft(read(feature("Home", "MultiPolygon", [[HOME, hole], [ELSEWHERE]])))
    assert draft.outline.polygons == ((tuple(HOME), tuple(hole)), (tuple(ELSEWHERE),))


def test_heights_are_dropped() -> None:
    high = [(*corner, 31.5) for corner in HOME]
    draft = only_draft(read(feature("Home", "Polygon", [high])))
    assert draft.outline.polygons == ((tuple(HOME),),)


def test_a_byte_order_mark_does_no_harm() -> None:
    text = "\ufeff" + json.dumps(feature("Home", "Polygon", [HOME]))
    assert only_draft(drafts_from_geojson(text, "name")).name == "Home"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Saint-\u0000Paul\n\u00c9mard ", "Saint- Paul \u00c9mard"),
        ("E\u0301mard", "\u00c9mard"),
        (193, "193"),
    ],
)
def test_a_name_is_tidied(given: object, kept: str) -> None:
    assert only_draft(read(feature(given, "Polygon", [HOME]))).name == kept


@pytest.mark.parametrize("name", [None, "", " \n ", True, ["Home"], 1.5])
def test_a_missing_name_is_explained(name: object) -> None:
    words = refusal_of_the_first(feature(name, "Polygon", [HOME]))
    assert '"name" is missing or empty' in words


def test_a_name_that_no_button_could_hold_is_explained() -> None:
    assert "longer than 100" in refusal_of_the_first(feature("x" * 101, "Polygon", [HOME]))


def test_of_two_features_with_one_name_the_first_loads() -> None:
    found = read(feature("Home", "Polygon", [HOME]), feature("HOME", "Polygon", [ELSEWHERE]))
    (draft,) = found.drafts
    assert draft.outline.polygons == ((tuple(HOME),),)
    (finding,) = found.findings
    assert finding.where == 'feature 2, "HOME"'
    assert "same name" in finding.words


BOW_TIE = [(-73.63, 45.53), (-73.61, 45.55), (-73.61, 45.53), (-73.63, 45.55), (-73.63, 45.53)]
SWAPPED = [(latitude, longitude) for longitude, latitude in HOME]
SWAPPED_WEST = [(latitude, longitude - 40) for longitude, latitude in HOME]
MERCATOR = [(longitude * 111_000, latitude * 111_000) for longitude, latitude in HOME]
ACROSS = [(179.99, -16.8), (-179.99, -16.8), (-179.99, -16.7), (179.99, -16.7), (179.99, -16.8)]
BEYOND = [(179.99, -16.8), (180.01, -16.8), (180.01, -16.7), (179.99, -16.7), (179.99, -16.8)]
AROUND_POLE = [(-120, 80), (0, 80), (120, 80), (-120, 80)]
OUTSIDE_HOLE = box(-73.5, 45.53, 0.005)


@pytest.mark.parametrize(
    ("kind", "coordinates", "words"),
    [
        ("Polygon", [BOW_TIE], "crosses or touches itself near -73.62, 45.54"),
        ("Polygon", [HOME, OUTSIDE_HOLE], "holes lies outside"),
        ("MultiPolygon", [[HOME], [box(-73.625, 45.535, 0.005)]], "lie on each other"),
        ("Polygon", [SWAPPED], "longitude first"),
        ("Polygon", [SWAPPED_WEST], "longitude first"),
        ("Polygon", [MERCATOR], "not degrees"),
        ("Polygon", [AROUND_POLE], "around a pole"),
        ("Polygon", [box(-73, 45, 10)], "no neighbourhood"),
        ("Polygon", [box(-73.6231, 45.5412, 0.0001)], "smaller than a block"),
        ("Point", [-73.6, 45.5], "It is a Point"),
        ("LineString", HOME, "It is a LineString"),
        ("Polygon", [], "coordinates are empty"),
        ("MultiPolygon", [[]], "polygons is empty"),
        ("Polygon", [HOME[:3]], "fewer than four"),
        ("Polygon", [HOME[:4]], "not closed"),
        ("Polygon", HOME, "pair of numbers"),
        ("MultiPolygon", [HOME], "pair of numbers"),
        ("Polygon", [1], "not nested"),
        (["Polygon"], [HOME], "must be a Polygon"),
        (None, [HOME], "It is a ?"),
        ("Polygon", [[("a", "b")] * 4], "pair of numbers"),
        ("Polygon", [[[1]] * 4], "pair of numbers"),
        ("Polygon", [[(10**400, 45.5)] * 4], "pair of numbers"),
        ("Polygon", [[(float("nan"), 45.5)] * 4], "pair of numbers"),
        ("Polygon", [[HOME[0]] * 4], "not valid"),
    ],
)
def test_a_bad_shape_is_explained_and_the_good_ones_load(
    kind: object, coordinates: object, words: str
) -> None:
    assert words in refusal_of_the_first(feature("Bad", kind, coordinates))


@pytest.mark.parametrize("ring", [ACROSS, BEYOND])
def test_a_shape_across_the_antimeridian_is_cut_there(ring: Corners) -> None:
    draft = only_draft(read(feature("Taveuni", "Polygon", [ring])))
    sides = sorted({abs(x) for polygon in draft.outline.polygons for x, _ in polygon[0]})
    assert sides == pytest.approx([179.99, 180])
    assert len(draft.outline.polygons) == 2
    east, west = (
        centre(cell_at(Point(latitude=-16.75, longitude=x))) for x in (179.995, -179.995)
    )
    for spot in (east, west):
        assert not set(ancestors(cell_at(spot))).isdisjoint(draft.cells)


def test_a_shape_that_is_cut_already_stays_as_it_is() -> None:
    sides = [box(179.98, -16.8), box(-180, -16.8)]
    draft = only_draft(read(feature("Taveuni", "MultiPolygon", [[side] for side in sides])))
    assert draft.outline.polygons == tuple((tuple(side),) for side in sides)


def test_a_hole_across_the_antimeridian_stays_a_hole() -> None:
    hole = [(179.995, -16.76), (-179.995, -16.76), (-179.995, -16.74), (179.995, -16.74)]
    draft = only_draft(read(feature("Atoll", "Polygon", [ACROSS, [*hole, hole[0]]])))
    lagoon = cell_at(Point(latitude=-16.75, longitude=-179.999))
    assert set(ancestors(lagoon)).isdisjoint(draft.cells)


@pytest.mark.parametrize(
    "thing",
    [
        None,
        "Feature",
        {"type": "Polygon", "coordinates": [HOME], "properties": {"name": "Bare"}},
        {"type": "Feature", "properties": {"name": "Shapeless"}, "geometry": None},
        {"type": "Feature", "properties": {"name": "Shapeless"}},
        {"type": "Feature", "properties": None, "geometry": None},
    ],
)
def test_a_thing_that_is_no_feature_or_has_no_shape_is_explained(thing: object) -> None:
    assert refusal_of_the_first(thing)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ('{"type":\n  "FeatureCollection"', "line 2"),
        ("[" * 100_000, "too deeply"),
        ("[]", "not GeoJSON"),
        ('{"type": "Topology"}', "not GeoJSON"),
        ('{"type": ["Feature"]}', "not GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "no features"),
        ('{"type": "FeatureCollection", "features": {}}', "no features"),
    ],
)
def test_a_file_that_is_no_map_is_explained(text: str, words: str) -> None:
    found = drafts_from_geojson(text, "name")
    assert not found.drafts
    (finding,) = found.findings
    assert finding.where == ""
    assert words in finding.words


@pytest.mark.parametrize("key", ["name", "NOM", "Quartier"])
def test_the_property_that_holds_the_name_is_guessed_and_said(key: str) -> None:
    shape = feature("Home", "Polygon", [HOME]) | {"properties": {"OBJECTID": 7, key: "Home"}}
    found = read_areas(StringIO(json.dumps(shape)), Reading())
    assert only_draft(found).name == "Home"
    assert found.name_property == key


def test_a_file_without_names_says_how_to_name_the_property() -> None:
    shape = feature("Home", "Polygon", [HOME]) | {"properties": {"OBJECTID": 7}}
    (finding,) = read_areas(StringIO(json.dumps(shape)), Reading()).findings
    assert "--name-property which of its properties is one: OBJECTID." in finding.words
    (finding,) = read_areas(StringIO(json.dumps(shape | {"properties": {}})), Reading()).findings
    assert "no property that could be one" in finding.words


def test_a_point_with_a_radius_is_a_circle() -> None:
    spot = feature("Depot", "Point", [-73.62, 45.54, 12])
    wide = spot | {"properties": {"name": "Depot", "radius": 600}}
    how = Reading(radius_property="radius")
    draft = only_draft(read_areas(StringIO(json.dumps(wide)), how))
    middle = Point(latitude=45.54, longitude=-73.62)
    for metres, lies_in in ((500, True), (700, False)):
        there = Point(latitude=middle.latitude + metres / 111_195, longitude=middle.longitude)
        assert set(ancestors(cell_at(there))).isdisjoint(draft.cells) is not lies_in
    for radius in (None, "600", 0, -5, 1e9, float("nan")):
        bad = spot | {"properties": {"name": "Depot", "radius": radius}}
        (finding,) = read_areas(StringIO(json.dumps(bad)), how).findings
        assert "radius in metres" in finding.words


def test_axes_are_known_to_be_swapped_by_the_areas_beside() -> None:
    """Paris with its latitude first lies off Somalia, where nothing in the numbers is wrong."""
    paris = Point(latitude=48.85, longitude=2.35)
    swapped = json.dumps(feature("Bastille", "Polygon", [box(48.85, 2.36)]))
    assert not read_areas(StringIO(swapped), Reading(name_property="name")).findings
    (finding,) = read_areas(StringIO(swapped), Reading(around=paris)).findings
    assert "longitude first" in finding.words
    right = json.dumps(feature("Bastille", "Polygon", [box(2.36, 48.85)]))
    assert not read_areas(StringIO(right), Reading(around=paris)).findings


@pytest.mark.parametrize(
    ("name", "fine"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", True),
        ("urn:ogc:def:crs:EPSG::4326", True),
        ("EPSG:4269", True),
        ("urn:ogc:def:crs:EPSG::32188", False),
    ],
)
def test_coordinates_of_another_system_are_named(name: str, *, fine: bool) -> None:
    system = {"type": "name", "properties": {"name": name}}
    given = {"type": "FeatureCollection", "features": [feature("Home", "Polygon", [HOME])]}
    found = drafts_from_geojson(json.dumps(given | {"crs": system}), "name")
    assert bool(found.drafts) is fine
    assert ["ogr2ogr" in finding.words for finding in found.findings] == [True] * (not fine)


def test_an_outline_with_too_many_corners_says_how_to_simplify_it() -> None:
    rim = [(-73.63 + 0.02 * i / 100_000, 45.53) for i in range(100_000)]
    ring = [*rim, (-73.61, 45.55), rim[0]]
    assert "100,002 positions" in refusal_of_the_first(feature("Rim", "Polygon", [ring]))


class Slow(StringIO):
    """A file that counts what is read of it at once."""

    largest = 0

    @override
    def read(self, size: int | None = -1, /) -> str:
        found = super().read(size)
        self.largest = max(self.largest, len(found))
        return found


def test_a_large_file_is_never_held_whole() -> None:
    many = [feature(f"Home {i}", "Polygon", [box(-73.63, 45.53)]) for i in range(4_000)]
    text = json.dumps({"features": many, "type": "FeatureCollection"}, indent=1)
    file = Slow(text)
    assert len(read_areas(file, Reading()).drafts) == 4_000
    assert file.largest < len(text) / 3


@pytest.mark.parametrize("chunk", [1, 7, 64])
def test_a_file_reads_alike_however_it_is_cut(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "CHUNK", chunk)
    text = json.dumps(
        {
            "type": "FeatureCollection",
            "generated": 1234567890,
            "bbox": [-73.63, 45.53, -73.58, 45.55],
            "features": [
                feature("Home", "Polygon", [HOME]),
                feature("Bow tie", "Polygon", [BOW_TIE]),
                feature("Elsewhere", "Polygon", [ELSEWHERE]),
            ],
            "after": {"deep": [1, 2.5, None]},
        },
        indent=2,
    )
    found = read_areas(StringIO(text), Reading())
    assert [draft.name for draft in found.drafts] == ["Home", "Elsewhere"]
    assert [finding.where for finding in found.findings] == ['feature 2, "Bow tie"']
    broken = read_areas(StringIO(text.replace('"after":', '"after"')), Reading())
    line = text[: text.index('"after":')].count("\n") + 1
    assert f"line {line}" in broken.findings[0].words
