"""Drawing maps and charts."""

from pathlib import Path

from adapters.maps.mapmaker import Mapmaker, Tiled
from adapters.maps.shelf import Shelf
from adapters.maps.tiles import TileServer
from adapters.maps.workshop import Workshop
from bot.ports.world import Clock

__all__ = ["Mapmaker", "mapmaker_of"]


def mapmaker_of(url: str, attribution: str, folder: Path, clock: Clock) -> Mapmaker:
    """A mapmaker with the tiles of the server at `url`, kept in a folder; empty: without."""
    if not url:
        return Mapmaker(Workshop())
    server = TileServer(url, Shelf(folder, url), clock)
    return Mapmaker(Workshop(), Tiled(server=server, attribution=attribution))
