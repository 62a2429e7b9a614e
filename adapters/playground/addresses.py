"""How Nominatim writes a find: address, display name and the three JSON forms.

The fields and their types are those of https://nominatim.org/release-docs/latest/api/Output/
"""

from adapters.playground.finds import Find

LICENCE = "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright"

_PLACE_IDS_FROM = 300_000_000
_OSM_IDS_FROM = 90_000_000
_TRANSLATED = {
    ("Montréal", "en"): "Montreal",
    ("Montréal", "es"): "Montreal",
    ("Québec", "en"): "Quebec City",
    ("Québec", "es"): "Quebec",
}
_STATE = {"en": "Quebec", "es": "Quebec"}
_COUNTRY = {"es": "Canadá"}
_REGION = {"Montréal": "Montréal (région administrative)", "Laval": "Laval"}


def language_of(wanted: str) -> str:
    """The first language of an Accept-Language text that the gazetteer has names in."""
    for part in wanted.lower().split(","):
        code = part.split(";")[0].strip().split("-")[0]
        if code in {"fr", "en", "es"}:
            return code
    return "fr"


def address(find: Find, language: str) -> dict[str, str]:
    """The parts of the address, from the smallest to the largest, country code last."""
    parts: dict[str, str] = {}
    if find.name and find.label not in {"road", "neighbourhood", "city", "state", "country"}:
        parts[find.label] = find.name
    if find.house_number:
        parts["house_number"] = find.house_number
    if find.road:
        parts["road"] = find.road
    parts |= _quarter(find, language)
    if find.label != "country":
        parts["state"] = _STATE.get(language, "Québec")
        parts["ISO3166-2-lvl4"] = "CA-QC"
    if find.neighbourhood and find.label != "neighbourhood":
        parts["postcode"] = find.neighbourhood.postcode
    return parts | {"country": _COUNTRY.get(language, "Canada"), "country_code": "ca"}


def _quarter(find: Find, language: str) -> dict[str, str]:
    quarter = find.neighbourhood
    city = quarter.city if quarter else find.city
    if not city:
        return {}
    parts = {"neighbourhood": quarter.name, "suburb": quarter.borough} if quarter else {}
    parts["city"] = _TRANSLATED.get((city, language), city)
    parts["region"] = _REGION.get(city, "Capitale-Nationale")
    return {part: name for part, name in parts.items() if name}


def display_name(parts: dict[str, str]) -> str:
    """The whole address in one line."""
    silent = {"country_code", "ISO3166-2-lvl4"}
    return ", ".join(name for part, name in parts.items() if part not in silent)


def place(find: Find, *, form: str, language: str, details: bool) -> dict[str, object]:
    """The find as `json` or `jsonv2` has it: numbers of the map are texts there."""
    parts = address(find, language)
    south, north, west, east = find.box
    written: dict[str, object] = {
        **_identity(find),
        "lat": f"{find.spot.latitude:.7f}",
        "lon": f"{find.spot.longitude:.7f}",
        "class" if form == "json" else "category": find.category,
        "type": find.kind,
        **_standing(find, parts),
        "boundingbox": [f"{edge:.7f}" for edge in (south, north, west, east)],
    }
    return written | {"address": parts} if details else written


def feature(find: Find, *, language: str, details: bool) -> dict[str, object]:
    """The find as a GeoJSON feature."""
    parts = address(find, language)
    south, north, west, east = find.box
    properties: dict[str, object] = {
        **_identity(find),
        "category": find.category,
        "type": find.kind,
        **_standing(find, parts),
    }
    del properties["licence"]
    return {
        "type": "Feature",
        "properties": properties | {"address": parts} if details else properties,
        "bbox": [round(edge, 7) for edge in (west, south, east, north)],
        "geometry": {
            "type": "Point",
            "coordinates": [round(find.spot.longitude, 7), round(find.spot.latitude, 7)],
        },
    }


def _identity(find: Find) -> dict[str, object]:
    return {
        "place_id": _PLACE_IDS_FROM + find.number,
        "licence": LICENCE,
        "osm_type": find.osm_type,
        "osm_id": _OSM_IDS_FROM + find.number,
    }


def _standing(find: Find, parts: dict[str, str]) -> dict[str, object]:
    return {
        "place_rank": find.rank,
        "importance": find.worth,
        "addresstype": find.label,
        "name": parts.get(find.label, find.name),
        "display_name": display_name(parts),
    }
