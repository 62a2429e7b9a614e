"""Incidents and areas for other tools: GeoJSON, Atom with GeoRSS, CAP 1.2."""

from adapters.feeds.routes import Feeds, FeedsUrlError

__all__ = ["Feeds", "FeedsUrlError"]
