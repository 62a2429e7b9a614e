"""Tiles from a real server on loopback: asked for politely, kept, and done without."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from adapters.maps.frames import HEIGHT, WIDTH, framed
from adapters.maps.shelf import Kept, Pocket, Shelf, TileName
from adapters.maps.tiles import TileServer, kept_until, named, zoom_for
from bot.errors import LookupFailedError
from bot.model.maps import MapView
from bot.model.places import Point, cell_at
from bot.model.watches import Circle
from tests.adapters.maps.tileserver import TileServerStandIn, serving
from tests.adapters.maps.views import AROUND, ONE
from tests.fakes import NOON, FixedClock

FRAME = framed(ONE, tiled=True)
NAMES = tuple(named(FRAME))
WEEK = timedelta(days=7)


@pytest.fixture
async def server() -> AsyncIterator[TileServerStandIn]:
    """A tile server."""
    async with serving(TileServerStandIn()) as stand_in:
        yield stand_in


class Atlas:
    """A client of the server with its shelf, which survives a restart."""

    def __init__(self, server: TileServerStandIn, folder: Path) -> None:
        self.clock = FixedClock()
        self.shelf = Shelf(folder, server.url)
        self.client = TileServer(server.url, self.shelf, self.clock, patience=2.0)

    async def again(self, server: TileServerStandIn) -> None:
        """As after a restart."""
        await self.client.close()
        self.client = TileServer(server.url, self.shelf, self.clock, patience=2.0)


@pytest.fixture
async def atlas(server: TileServerStandIn, tmp_path: Path) -> AsyncIterator[Atlas]:
    """Somebody who wants tiles."""
    made = Atlas(server, tmp_path / "tiles")
    yield made
    await made.client.close()


async def test_all_tiles_under_a_frame_are_fetched_and_cover_it(
    server: TileServerStandIn, atlas: Atlas
) -> None:
    tiles = await atlas.client.tiles(FRAME)
    assert len(tiles) == len(NAMES) == len(server.asked)
    assert min(tile.left for tile in tiles) <= 0
    assert min(tile.top for tile in tiles) <= 0
    assert max(tile.left + tile.side for tile in tiles) >= WIDTH
    assert max(tile.top + tile.side for tile in tiles) >= HEIGHT
    assert all(200 < tile.side < 450 for tile in tiles)
    assert len(tiles) <= 30


async def test_whoever_asks_says_who_he_is_and_opens_two_connections_at_most(
    server: TileServerStandIn, atlas: Atlas
) -> None:
    server.pause = 0.01
    await asyncio.gather(atlas.client.tiles(FRAME), atlas.client.tiles(framed(AROUND, tiled=True)))
    assert all(
        request.headers["User-Agent"].startswith("porchlight-watch/") for request in server.asked
    )
    assert server.most_at_once == 2


async def test_a_tile_is_kept_for_a_week_where_the_server_says_nothing(
    server: TileServerStandIn, atlas: Atlas
) -> None:
    await atlas.client.tiles(FRAME)
    await atlas.again(server)
    atlas.clock.moment = NOON + WEEK - timedelta(seconds=1)
    await atlas.client.tiles(FRAME)
    assert len(server.asked) == len(NAMES)
    atlas.clock.moment = NOON + WEEK
    await atlas.client.tiles(FRAME)
    assert len(server.asked) == 2 * len(NAMES)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, WEEK.total_seconds()),
        ({"Cache-Control": "max-age=60"}, 60),
        ({"Cache-Control": "public, MAX-AGE=3600, stale-if-error=9"}, 3_600),
        ({"Cache-Control": "max-age=60", "Expires": "Mon, 04 May 2026 13:00:00 GMT"}, 60),
        ({"Expires": "Mon, 04 May 2026 13:00:00 GMT"}, 3_600),
        ({"Expires": "Mon, 04 May 2026 13:00:00"}, 3_600),
        ({"Expires": "Mon, 04 May 2020 13:00:00 GMT"}, -189_298_800),
        ({"Expires": "0"}, WEEK.total_seconds()),
        ({"Cache-Control": "max-age=forever"}, WEEK.total_seconds()),
        ({"Cache-Control": "no-cache, max-age=60"}, 0),
        ({"Cache-Control": "no-store"}, 0),
        ({"Cache-Control": f"max-age={10**30}"}, timedelta(days=90).total_seconds()),
        ({"Expires": "Mon, 04 May 2099 13:00:00 GMT"}, timedelta(days=90).total_seconds()),
    ],
)
def test_headers_say_how_long_a_tile_is_kept(headers: dict[str, str], seconds: float) -> None:
    assert (kept_until(headers, NOON) - NOON).total_seconds() == seconds


async def test_an_old_tile_is_asked_for_by_its_tag_and_lives_on(
    server: TileServerStandIn, atlas: Atlas
) -> None:
    server.headers = {"ETag": '"one"', "Cache-Control": "max-age=60"}
    first = await atlas.client.tiles(FRAME)
    atlas.clock.advance(minutes=2)
    assert await atlas.client.tiles(FRAME) == first
    assert server.asked[-1].headers["If-None-Match"] == '"one"'
    count = len(server.asked)
    atlas.clock.advance(seconds=30)
    assert await atlas.client.tiles(FRAME) == first
    assert len(server.asked) == count


async def test_what_must_not_be_kept_is_not(server: TileServerStandIn, atlas: Atlas) -> None:
    server.headers = {"Cache-Control": "no-store"}
    await atlas.client.tiles(FRAME)
    await atlas.client.tiles(FRAME)
    assert len(server.asked) == 2 * len(NAMES)
    assert await atlas.shelf.get(NAMES[0]) is None


async def test_where_somebody_looked_alone_is_kept_in_memory_only(
    server: TileServerStandIn, atlas: Atlas, tmp_path: Path
) -> None:
    await atlas.client.tiles(FRAME, private=True)
    await atlas.client.tiles(FRAME, private=True)
    assert len(server.asked) == len(NAMES)
    assert not files(tmp_path)
    await atlas.client.tiles(FRAME)
    assert len(files(tmp_path)) == len(NAMES)
    await atlas.again(server)
    asked = len(server.asked)
    await atlas.client.tiles(FRAME, private=True)
    assert len(server.asked) == asked, "what is public is used for all"


async def test_a_pocket_holds_no_more_than_it_may(tmp_path: Path) -> None:
    pocket = Pocket(Shelf(tmp_path, "a"), most=3)
    names = [TileName(z=17, x=x, y=1) for x in range(5)]
    for name in names:
        await pocket.put(name, Kept(content=b"x", until=NOON))
    held = [name for name in names if await pocket.get(name) is not None]
    assert held == names[2:]


async def test_a_missing_tile_leaves_a_gap_and_is_not_asked_for_again_that_day(
    server: TileServerStandIn, atlas: Atlas
) -> None:
    hole = NAMES[3]
    server.missing = {(hole.z, hole.x, hole.y)}
    assert len(await atlas.client.tiles(FRAME)) == len(NAMES) - 1
    assert len(await atlas.client.tiles(FRAME)) == len(NAMES) - 1
    assert set(server.counts.values()) == {1}
    atlas.clock.advance(hours=25)
    await atlas.client.tiles(FRAME)
    assert server.counts[f"/{hole.z}/{hole.x}/{hole.y}.png"] == 2


async def test_where_there_are_no_tiles_at_all_that_is_said(
    server: TileServerStandIn, atlas: Atlas
) -> None:
    server.status = 404
    with pytest.raises(LookupFailedError):
        await atlas.client.tiles(FRAME)


@pytest.mark.parametrize("status", [403, 418, 429, 500, 503])
async def test_a_server_that_refuses_is_left_alone_for_a_minute(
    server: TileServerStandIn, atlas: Atlas, status: int
) -> None:
    server.status = status
    with pytest.raises(LookupFailedError):
        await atlas.client.tiles(FRAME)
    asked = len(server.asked)
    assert asked <= 2, "it is not asked for the rest"
    server.status = 200
    with pytest.raises(LookupFailedError):
        await atlas.client.tiles(FRAME)
    assert len(server.asked) == asked
    atlas.clock.advance(minutes=1)
    assert len(await atlas.client.tiles(FRAME)) == len(NAMES)


@pytest.mark.parametrize(
    "content", [b"<html>Sign in to the hotel's network</html>", b"", b"\x89PNG" * 400_000]
)
async def test_what_is_no_tile_is_neither_shown_nor_kept(
    server: TileServerStandIn, atlas: Atlas, content: bytes
) -> None:
    server.content = content
    with pytest.raises(LookupFailedError):
        await atlas.client.tiles(FRAME)
    assert await atlas.shelf.get(NAMES[0]) is None


async def test_a_slow_server_is_not_waited_for(server: TileServerStandIn, tmp_path: Path) -> None:
    server.pause = 30
    client = TileServer(server.url, Shelf(tmp_path, server.url), FixedClock(), patience=0.1)
    with pytest.raises(LookupFailedError, match="slow"):
        await client.tiles(FRAME)
    await client.close()


async def test_a_server_that_is_gone_leaves_the_old_tiles(
    server: TileServerStandIn, atlas: Atlas
) -> None:
    tiles = await atlas.client.tiles(FRAME)
    server.status = 503
    atlas.clock.advance(days=30)
    assert await atlas.client.tiles(FRAME) == tiles


async def test_what_went_wrong_never_tells_the_address(tmp_path: Path) -> None:
    url = "http://127.0.0.1:1/{z}/{x}/{y}.png?key=secret"
    client = TileServer(url, Shelf(tmp_path, url), FixedClock(), patience=2)
    with pytest.raises(LookupFailedError) as caught:
        await client.tiles(FRAME)
    assert "secret" not in repr(caught.value)
    assert not isinstance(caught.value.__cause__, aiohttp.ClientError)
    assert caught.value.__context__ is None
    await client.close()


def test_beyond_the_antimeridian_the_world_goes_on() -> None:
    spot = Point(latitude=-17.8, longitude=179.999)
    frame = framed(MapView(circle=Circle(cell=cell_at(spot), radius=2_000)), tiled=True)
    names = tuple(named(frame))
    count = 2 ** zoom_for(frame)
    assert {name.x for name in names} >= {count - 1, 0}
    assert all(0 <= name.x < count for name in names)
    assert len({name.turn for name in names}) == 2


def files(folder: Path) -> list[Path]:
    """All files on a shelf."""
    return [file for file in folder.rglob("*") if file.is_file()]


async def test_a_shelf_keeps_no_more_than_it_may(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "a", most=10)
    for x in range(260):
        await shelf.put(TileName(z=17, x=x, y=1), Kept(content=b"\x89PNG", until=NOON))
    assert len(files(tmp_path)) <= 20


async def test_a_shelf_that_was_damaged_is_empty_there(tmp_path: Path) -> None:
    shelf, name = Shelf(tmp_path, "a"), TileName(z=17, x=1, y=1)
    await shelf.put(name, Kept(content=b"\n\n\x89PNG\n", until=NOON, tag='"t"'))
    kept = await shelf.get(name)
    assert kept == Kept(content=b"\n\n\x89PNG\n", until=NOON, tag='"t"')
    [file] = files(tmp_path)
    for damage in (b"", b"{}", b"[1]\n", b"\xff\xfe", b'{"until": 7, "tag": ""}\nx'):
        file.write_bytes(damage)
        assert await shelf.get(name) is None
    assert await Shelf(tmp_path, "b").get(name) is None, "each server has its own"


async def test_a_shelf_that_cannot_be_written_to_keeps_nothing(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_bytes(b"")
    shelf = Shelf(place, "a")
    await shelf.put(TileName(z=1, x=1, y=1), Kept(content=b"", until=NOON))
    assert await shelf.get(TileName(z=1, x=1, y=1)) is None
