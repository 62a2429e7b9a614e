"""Areas: read from files, drawn around places, kept, changed and removed."""

from bot.services.areas.reading import AreasRead, Reading, drafts_from_geojson, read_areas
from bot.services.areas.refusals import Finding

__all__ = ["AreasRead", "Finding", "Reading", "drafts_from_geojson", "read_areas"]
