"""Pieces of a ready-made map from a tile server, asked for as tile servers want to be asked.

Tile servers are a shared good: one identifies oneself, keeps what one got for as long as its
headers say, and opens two connections at most (operations.osmfoundation.org/policies/tiles).
"""

import asyncio
import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib import metadata
from typing import Final

import aiohttp

from adapters.maps.frames import Frame
from adapters.maps.sheets import Tile
from adapters.maps.shelf import Keeper, Kept, Pocket, Shelf, TileName
from bot.errors import LookupFailedError
from bot.ports.world import Clock

CONNECTIONS: Final = 2

KEPT_FOR: Final = timedelta(days=7)
"""Where the server says nothing else."""

NOTHING_FOR: Final = timedelta(days=1)
"""How long it is believed that there is no such tile."""

LONGEST_KEPT: Final = timedelta(days=90)
YEAR_S: Final = 31_536_000

PATIENCE_S: Final = 8.0
"""Seconds for all tiles of one map."""

PAUSE: Final = timedelta(minutes=1)
"""After a failure the server is left alone for so long."""

LARGEST: Final = 1 << 20
"""Bytes of a tile."""

USUAL: Final = 256
"""Pixels a side of a tile; servers that send 512 draw everything in it twice as large."""

FINEST: Final = 18

BEGINNINGS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")
"""How PNG, JPEG and WebP begin; anything else is no tile, whatever its headers say."""


class TileServer:
    """Fetches the tiles of a frame from `url`, which holds {z}, {x} and {y}."""

    def __init__(self, url: str, shelf: Shelf, clock: Clock, patience: float = PATIENCE_S) -> None:
        """Keep tiles on a shelf."""
        self._url, self._clock, self._patience = url, clock, patience
        self._shelf, self._pocket = shelf, Pocket(shelf)
        self._session: aiohttp.ClientSession | None = None
        self._rests_until: datetime | None = None
        self._room = asyncio.Semaphore(CONNECTIONS)

    async def tiles(self, frame: Frame, *, private: bool = False) -> tuple[Tile, ...]:
        """The tiles under a frame; where the server has none the ground stays bare.

        `private`: they are kept in memory only, so that the disk does not tell who looked where.

        Raises:
            LookupFailedError: the server is down or slow, and not all of them were kept.
        """
        names, keeper = tuple(named(frame)), self._pocket if private else self._shelf
        try:
            async with asyncio.timeout(self._patience):
                found = await asyncio.gather(
                    *(self._one(name, keeper) for name in names), return_exceptions=True
                )
        except TimeoutError as error:
            self._rests_until = self._clock.now() + PAUSE
            message = "the tile server is slow"
            raise LookupFailedError(message) from error
        failures = [each for each in found if isinstance(each, BaseException)]
        if failures:
            raise failures[0]
        tiles = tuple(
            placed(name, content, frame)
            for name, content in zip(names, found, strict=True)
            if isinstance(content, bytes) and content
        )
        if not tiles:
            message = "the tile server has nothing here"
            raise LookupFailedError(message)
        return tiles

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _one(self, name: TileName, keeper: Keeper) -> bytes:
        kept = await keeper.get(name)
        if kept is not None and kept.until > self._clock.now():
            return kept.content
        try:
            async with self._room:
                return await self._fetched(name, kept, keeper)
        except LookupFailedError:
            if kept is None:
                raise
            return kept.content  # an old map is better than none

    async def _fetched(self, name: TileName, kept: Kept | None, keeper: Keeper) -> bytes:
        now = self._clock.now()
        if self._rests_until is not None and now < self._rests_until:
            message = "the tile server is left alone"
            raise LookupFailedError(message)
        try:
            fresh = await self._asked(name, kept, now)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            self._rests_until = now + PAUSE
            fault = type(error).__name__  # the error itself would tell the URL, and a key in it
        else:
            if fresh.until > now:
                await keeper.put(name, fresh)
            return fresh.content
        raise LookupFailedError(fault)

    async def _asked(self, name: TileName, kept: Kept | None, now: datetime) -> Kept:
        headers = {"If-None-Match": kept.tag} if kept is not None and kept.tag else {}
        url = self._url.format(z=name.z, x=name.x, y=name.y)
        async with self._line().get(url, headers=headers) as answer:
            until = kept_until(answer.headers, now)
            if kept is not None and answer.status == HTTPStatus.NOT_MODIFIED:
                return Kept(content=kept.content, until=until, tag=kept.tag)
            if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.NO_CONTENT, HTTPStatus.GONE}:
                return Kept(content=b"", until=now + NOTHING_FOR)
            answer.raise_for_status()
            content = await answer.content.read(LARGEST + 1)
            while len(content) <= LARGEST and (more := await answer.content.read(LARGEST)):
                content += more
            if len(content) > LARGEST or not content.startswith(BEGINNINGS):
                raise ValueError(name)
            return Kept(content=content, until=until, tag=answer.headers.get("ETag", ""))

    def _line(self) -> aiohttp.ClientSession:
        if self._session is None:
            version = metadata.version("porchlight-watch")
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                headers={"User-Agent": f"porchlight-watch/{version}", "Accept": "image/*"},
            )
        return self._session


def zoom_for(frame: Frame) -> int:
    """The zoom at which a tile comes out nearly as large as it was drawn."""
    exact = math.log2(1 / (USUAL * frame.pixel))
    return min(max(math.floor(exact + 0.3), 0), FINEST)


def named(frame: Frame) -> Iterator[TileName]:
    """The tiles under a frame, row by row; `x` may lie beyond the antimeridian."""
    zoom = zoom_for(frame)
    count = 2**zoom
    box = frame.box
    for y in range(
        max(math.floor(box.north * count), 0), min(math.ceil(box.south * count), count)
    ):
        for x in range(math.floor(box.west * count), math.ceil(box.east * count)):
            yield TileName(z=zoom, x=x % count, y=y, turn=x // count)


def placed(name: TileName, content: bytes, frame: Frame) -> Tile:
    """A tile where it belongs on the sheet."""
    count = 2**name.z
    left, top = (name.x / count + name.turn - frame.west), (name.y / count - frame.north)
    return Tile(
        left=left / frame.pixel,
        top=top / frame.pixel,
        side=1 / count / frame.pixel,
        content=content,
    )


def kept_until(headers: Mapping[str, str], now: datetime) -> datetime:
    """Until when an answer may be shown without asking again (RFC 9111, 5.2.2 and 5.3)."""
    orders = {word.strip().lower() for word in headers.get("Cache-Control", "").split(",")}
    if orders & {"no-store", "no-cache"}:
        return now
    for order in orders:
        name, _, seconds = order.partition("=")
        if name == "max-age" and seconds.isascii() and seconds.isdigit():
            return now + min(timedelta(seconds=min(int(seconds), YEAR_S)), LONGEST_KEPT)
    try:
        expires = parsedate_to_datetime(headers.get("Expires", ""))
    except ValueError:
        return now + KEPT_FOR
    return min(expires.replace(tzinfo=expires.tzinfo or UTC), now + LONGEST_KEPT)
