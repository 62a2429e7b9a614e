import json
from pathlib import Path

import pytest

from bot.model.areas import AreaDraft
from bot.services.areas import AreasRead, drafts_from_geojson

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
        ("Polygon", [ACROSS], "antimeridian"),
        ("Polygon", [BEYOND], "antimeridian"),
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
        (None, [HOME], "shape without a type"),
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
    assert finding.where == "the file"
    assert words in finding.words
