"""Outlines as GeoJSON text (RFC 7946, MultiPolygon)."""

import json

from bot.model.areas import Outline


def to_geojson(outline: Outline) -> str:
    """The outline as the text that is kept."""
    return json.dumps({"type": "MultiPolygon", "coordinates": outline.polygons})


def from_geojson(kept: str) -> Outline:
    """The outline that `to_geojson` wrote."""
    return Outline(
        polygons=tuple(
            tuple(tuple((spot[0], spot[1]) for spot in ring) for ring in polygon)
            for polygon in json.loads(kept)["coordinates"]
        )
    )
