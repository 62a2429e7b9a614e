"""What is public, over HTTP: GeoJSON, Atom with GeoRSS, CAP 1.2, and the page of the ledger."""

from adapters.feeds.routes import Feeds, FeedsUrlError
from adapters.feeds.transparency import Transparency

__all__ = ["Feeds", "FeedsUrlError", "Transparency"]
