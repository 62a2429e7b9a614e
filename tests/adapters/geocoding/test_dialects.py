from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from adapters.geocoding.dialects import NOMINATIM, PHOTON, PLAIN, Parts


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What geopy would give."""

    address: str = ""
    latitude: float = 45.5
    longitude: float = -73.6
    raw: Mapping[str, object] = field(default_factory=dict)


HOUSE = {
    "house_number": "8140",
    "road": "Rue Saint-Denis",
    "neighbourhood": "Villeray",
    "suburb": "Villeray et environs",
    "city": "Montréal",
    "postcode": "H2P 2G6",
    "country_code": "ca",
}


def nominatim(kind: str, closer: str, name: str, address: object) -> str:
    raw = {"class": kind, "type": closer, "name": name, "address": address}
    return NOMINATIM.parts(Answer(raw=raw)).label


@pytest.mark.parametrize(
    ("kind", "closer", "name", "label"),
    [
        ("place", "house", "", "Rue Saint-Denis, Villeray, Montréal"),
        ("place", "house", "Villa Rosa", "Rue Saint-Denis, Villeray, Montréal"),
        ("building", "yes", "Villa Rosa", "Rue Saint-Denis, Villeray, Montréal"),
        ("office", "lawyer", "Cabinet Roy", "Rue Saint-Denis, Villeray, Montréal"),
        ("leisure", "park", "Parc Jarry", "Parc Jarry, Villeray, Montréal"),
        ("highway", "residential", "Rue Saint-Denis", "Rue Saint-Denis, Villeray, Montréal"),
        ("amenity", "cafe", "Café 8140", "Rue Saint-Denis, Villeray, Montréal"),
        ("amenity", "cafe", "8140, rue Saint-Denis", "Rue Saint-Denis, Villeray, Montréal"),
    ],
)
def test_nominatim_names_streets_and_public_places_but_no_house(
    kind: str, closer: str, name: str, label: str
) -> None:
    assert nominatim(kind, closer, name, HOUSE) == label


def test_nominatim_names_smaller_and_larger_places_as_well() -> None:
    village = {"pedestrian": "Kirchplatz", "suburb": "Dorf", "village": "Au"}
    assert nominatim("highway", "pedestrian", "Kirchplatz", village) == "Kirchplatz, Dorf, Au"
    assert nominatim("boundary", "administrative", "Laval", {"city": "Laval"}) == "Laval"


@pytest.mark.parametrize("address", [None, [], "8140", {"road": 8140}, {"road": " "}])
def test_nominatim_s_strange_answers_give_no_label(address: object) -> None:
    assert not nominatim("place", "house", "", address)


def test_photon_names_streets_and_public_places_but_no_house() -> None:
    def label(**said: str) -> str:
        town = {"district": "Villeray", "city": "Montréal"}
        return PHOTON.parts(Answer(raw={"properties": said | town})).label

    house = label(
        osm_key="building",
        osm_value="yes",
        name="Villa Rosa",
        housenumber="8140",
        street="Rue Saint-Denis",
        type="house",
    )
    street = label(osm_key="highway", osm_value="residential", name="Rue Berri", type="street")
    park = label(osm_key="leisure", osm_value="park", name="Parc Jarry", type="house")
    assert house == "Rue Saint-Denis, Villeray, Montréal"
    assert street == "Rue Berri, Villeray, Montréal"
    assert park == "Parc Jarry, Villeray, Montréal"


@pytest.mark.parametrize(
    ("address", "label"),
    [
        (
            "8140 Rue Saint-Denis, Villeray, Montréal, QC H2P 2G6",
            "Rue Saint-Denis, Villeray, Montréal",
        ),
        ("8140, Rue Saint-Denis, Montréal, H2P 2G6, Canada", "Rue Saint-Denis, Montréal, Canada"),
        ("Hauptstraße 12b, 10827 Berlin, Deutschland", "Hauptstraße, Berlin, Deutschland"),
        ("12-14 Grant Ave, Novato", "Grant Ave, Novato"),
        ("12 b Grant Ave, Novato", "Grant Ave, Novato"),
        ("#4, 12/3 Grant Ave, Novato", "Grant Ave, Novato"),
        ("7th Street, Novato", "7th Street, Novato"),
        ("1er Mai, Lyon, Lyon", "1er Mai, Lyon"),
        ("8140", ""),
        ("", ""),
    ],
)
def test_any_other_service_s_line_loses_its_house_number(address: str, label: str) -> None:
    assert PLAIN.parts(Answer(address=address)).label == label


def test_parts_that_say_the_same_are_said_once() -> None:
    assert Parts(name="Laval", street="", quarter="Laval", town="Laval").label == "Laval"
