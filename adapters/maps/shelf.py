"""Where tiles are kept on disk: one file each, its first line says until when."""

import asyncio
import hashlib
import json
import os
import tempfile
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

MOST_TILES: Final = 5_000
"""Tiles kept at most, some 100 MB; those that were kept longest go first."""

IN_POCKET: Final = 256
"""Tiles kept in memory at most, some 5 MB."""

LOOKED_THROUGH: Final = 250
"""Tiles that are put on the shelf before it is counted again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TileName:
    """A tile of the pyramid; `turn` counts how often the antimeridian was crossed to reach it."""

    z: int
    x: int
    y: int
    turn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a server sent, empty where it has no such tile, and until when that holds."""

    content: bytes
    until: datetime
    tag: str = ""


class Keeper(Protocol):
    """Keeps tiles somewhere."""

    async def get(self, name: TileName) -> Kept | None:
        """What is kept of a tile, however old."""
        ...

    async def put(self, name: TileName, kept: Kept) -> None:
        """Keep a tile."""
        ...


class Pocket:
    """Tiles that leave no trace on disk: of places that somebody looked at alone."""

    def __init__(self, shelf: Keeper, most: int = IN_POCKET) -> None:
        """Look on the shelf, too, but put nothing there."""
        self._shelf, self._most = shelf, most
        self._tiles: OrderedDict[TileName, Kept] = OrderedDict()

    async def get(self, name: TileName) -> Kept | None:
        """What is kept of a tile, in memory or on the shelf."""
        return self._tiles.get(name) or await self._shelf.get(name)

    async def put(self, name: TileName, kept: Kept) -> None:
        """Keep a tile until the process ends or there are too many."""
        self._tiles[name] = kept
        self._tiles.move_to_end(name)
        while len(self._tiles) > self._most:
            self._tiles.popitem(last=False)


class Shelf:
    """Tiles of one server in a folder. A folder that cannot be written to keeps nothing."""

    def __init__(self, folder: Path, url: str, most: int = MOST_TILES) -> None:
        """Keep them apart from those of other servers."""
        self._folder = folder / hashlib.sha256(url.encode()).hexdigest()[:16]
        self._most = most
        self._put = 0

    async def get(self, name: TileName) -> Kept | None:
        """What is kept of a tile, however old."""
        return await asyncio.to_thread(self._read, name)

    async def put(self, name: TileName, kept: Kept) -> None:
        """Keep a tile."""
        await asyncio.to_thread(self._write, name, kept)

    def _read(self, name: TileName) -> Kept | None:
        try:
            line, _, content = self._file(name).read_bytes().partition(b"\n")
            said = json.loads(line)
            until = datetime.fromisoformat(said["until"])
            return Kept(content=content, until=until, tag=str(said["tag"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write(self, name: TileName, kept: Kept) -> None:
        line = json.dumps({"until": kept.until.isoformat(), "tag": kept.tag}).encode()
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._folder, suffix=".new")
            with os.fdopen(handle, "wb") as file:
                file.write(line + b"\n" + kept.content)
            Path(temporary).replace(self._file(name))
            if self._put % LOOKED_THROUGH == 0:
                self._clear()
            self._put += 1

    def _clear(self) -> None:
        """Take down what is too much."""
        files = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime)
        for file in files[: max(0, len(files) - self._most)]:
            file.unlink(missing_ok=True)

    def _file(self, name: TileName) -> Path:
        return self._folder / f"{name.z}-{name.x}-{name.y}.tile"
