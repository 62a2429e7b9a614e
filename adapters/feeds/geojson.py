"""Feeds as GeoJSON (RFC 7946)."""

from collections.abc import Iterable, Mapping

from adapters.feeds.words import Site, title
from bot.model.places import centre
from bot.ports.feeds import PublicArea, PublicIncident

TYPE = "application/geo+json"

Feature = Mapping[str, object]


def of_incidents(incidents: Iterable[PublicIncident], site: Site) -> Feature:
    """One point each: the middle of the block."""
    return _collection(_incident(each, site) for each in incidents)


def of_areas(areas: Iterable[PublicArea]) -> Feature:
    """One MultiPolygon each."""
    return _collection(_area(each) for each in areas)


def _collection(features: Iterable[Feature]) -> Feature:
    return {"type": "FeatureCollection", "features": list(features)}


def _incident(incident: PublicIncident, site: Site) -> Feature:
    middle = centre(incident.cell)
    return {
        "type": "Feature",
        "id": site.name_of(incident.number),
        "geometry": {"type": "Point", "coordinates": [middle.longitude, middle.latitude]},
        "properties": {
            "number": incident.number,
            "title": title(incident),
            "category": incident.category.value,
            "near": incident.near,
            "text": incident.text,
            "happened": incident.happened.isoformat(),
            "posted": incident.posted.isoformat(),
            "updated": incident.changed.isoformat(),
            "state": incident.state.value,
            "block": f"{incident.cell:x}",
            "updates": [
                {"text": each.text, "at": each.at.isoformat(), "correction": each.corrects}
                for each in incident.updates
            ],
            "cap": site.cap(incident.number),
        },
    }


def _area(area: PublicArea) -> Feature:
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": area.outline.polygons},
        "properties": {"name": area.name, "parent": area.parent or None},
    }
