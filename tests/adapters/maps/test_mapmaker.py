"""The whole way from a view to a picture, with a real process that draws."""

import asyncio
import math
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typing_extensions import override

from adapters.maps import Mapmaker, mapmaker_of, workshop
from adapters.maps.mapmaker import Tiled
from adapters.maps.plans import bare
from adapters.maps.sheets import Job
from adapters.maps.shelf import Shelf
from adapters.maps.tiles import TileServer
from adapters.maps.workshop import Workshop
from bot.errors import LookupFailedError
from bot.model.areas import Outline
from bot.model.incidents import Category
from bot.model.maps import Digest, MapArea, MapView, Tally
from tests.adapters.maps.tileserver import TileServerStandIn, serving
from tests.adapters.maps.views import AROUND, GROUND, ONE, RED, alike, at, opened
from tests.fakes import FixedClock

TALLY = Tally(kinds=((Category.FIRE, 2),), hours=(1,) * 24)
QUICK = Path(__file__).with_name("quick.py")
THANKS = "© OpenStreetMap contributors"


class CountingWorkshop(Workshop):
    """Remembers what it was asked to draw."""

    def __init__(self) -> None:
        super().__init__(worker=QUICK)
        self.jobs: list[Job] = []

    @override
    async def drawn(self, job: Job) -> bytes:
        self.jobs.append(job)
        return await super().drawn(job)


def tiled(server: TileServerStandIn, folder: Path, clock: FixedClock) -> Mapmaker:
    """A mapmaker with tiles whose pictures name their jobs."""
    tiles = TileServer(server.url, Shelf(folder, server.url), clock)
    return Mapmaker(Workshop(worker=QUICK), Tiled(server=tiles, attribution=THANKS))


@pytest.fixture
async def office() -> AsyncIterator[tuple[Mapmaker, CountingWorkshop]]:
    """A mapmaker without tiles, and his workshop."""
    workshop = CountingWorkshop()
    maker = Mapmaker(workshop)
    yield maker, workshop
    await maker.close()


Office = tuple[Mapmaker, CountingWorkshop]


async def test_a_map_is_drawn_once_for_all_who_look_at_it(office: Office) -> None:
    maker, workshop = office
    pictures = await asyncio.gather(*(maker.map(ONE) for _ in range(20)))
    pictures.append(await maker.map(MapView(points=ONE.points)))
    assert len({picture.content for picture in pictures}) == 1
    assert len(workshop.jobs) == 1
    await maker.map(AROUND)
    assert len(workshop.jobs) == 2


async def test_the_real_worker_draws_maps_and_charts_and_knows_nothing_else() -> None:
    maker = Mapmaker(Workshop())
    picture = opened((await maker.map(ONE)).content)
    assert alike(at(picture, 400, 300), RED)
    chart = opened((await maker.digest(Digest(tally=TALLY), "en")).content)
    both = opened((await maker.digest(Digest(tally=TALLY, view=ONE), "en")).content)
    assert both.height == picture.height + chart.height
    assert _environment(_worker(maker)) <= {b"OPENBLAS_NUM_THREADS"}
    await maker.close()


async def test_a_chart_is_drawn_once_for_each_language(office: Office) -> None:
    maker, workshop = office
    digest = Digest(tally=TALLY)
    english = await maker.digest(digest, "en-GB")
    assert await maker.digest(digest, "en") == english
    assert await maker.digest(digest, "es") != english
    assert len(workshop.jobs) == 2


async def test_drawing_never_holds_up_anything_else(office: Office) -> None:
    maker, _ = office
    ring = tuple(
        (-73.6 + math.cos(each) / 50, 45.5 + math.sin(each) / 50) for each in range(100_000)
    )
    huge = MapArea(outline=Outline(polygons=(((*ring, ring[0]),),)))
    await maker.map(ONE)
    for view in (AROUND, MapView(areas=(huge,), circle=AROUND.circle)):
        before = time.thread_time()
        await maker.map(view)
        assert time.thread_time() - before < 0.08, "the thread that answers everybody drew itself"


async def test_whoever_stops_waiting_spoils_nothing_for_others(office: Office) -> None:
    maker, workshop = office
    first, second = (asyncio.create_task(maker.map(ONE)) for _ in range(2))
    await asyncio.sleep(0.01)
    first.cancel()
    assert (await second).content
    assert len(workshop.jobs) == 1


async def test_what_cannot_be_drawn_is_refused(office: Office) -> None:
    maker, _ = office
    for nothing in (MapView(), MapView(areas=(MapArea(outline=Outline(polygons=())),))):
        with pytest.raises(LookupFailedError):
            await maker.map(nothing)
        with pytest.raises(LookupFailedError):
            await maker.digest(Digest(tally=TALLY, view=nothing), "en")
    assert (await maker.map(ONE)).content


async def test_old_pictures_make_room_for_new_ones(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker, workshop = office
    monkeypatch.setattr(maker, "_album", type(maker._album)(60_000))  # noqa: SLF001 - its room is no setting
    await maker.map(ONE)
    await maker.map(AROUND)
    await maker.map(ONE)
    assert len(workshop.jobs) == 3


async def test_a_worker_that_dies_is_replaced(office: Office) -> None:
    maker, _ = office
    await maker.map(ONE)
    os.kill(_worker(maker), signal.SIGKILL)
    await asyncio.sleep(0.05)
    try:
        await maker.map(AROUND)
    except LookupFailedError:  # its end was not noticed before it was asked
        await maker.map(AROUND)


async def test_a_worker_that_hangs_is_ended_and_replaced() -> None:
    shop = Workshop(worker=QUICK, seconds=0.3)
    assert await shop.drawn(bare(ONE))
    maker = Mapmaker(shop)
    worker = _worker(maker)
    os.kill(worker, signal.SIGSTOP)
    with pytest.raises(LookupFailedError, match="TimeoutError"):
        await shop.drawn(bare(ONE))
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
    await shop.close()


@pytest.mark.parametrize(
    "program",
    ["raise SystemExit(1)", "import time; time.sleep(60)", "print('x' * 99_000_000)"],
)
async def test_a_worker_that_never_starts_well_costs_a_picture_and_no_more(
    tmp_path: Path, program: str
) -> None:
    worker = tmp_path / "worker.py"
    worker.write_text(program)
    shop = Workshop(worker=worker, starts_within=1.0)
    with pytest.raises(LookupFailedError):
        await shop.drawn(bare(ONE))
    await shop.close()


async def test_a_worker_left_alone_is_ended_and_started_again() -> None:
    shop = Workshop(worker=QUICK, idle=0.05)
    maker = Mapmaker(shop)
    await maker.map(ONE)
    worker = _worker(maker)
    for _ in range(100):
        await asyncio.sleep(0.05)
        if not _alive(worker):
            break
    assert not _alive(worker)
    assert (await maker.map(AROUND)).content
    await maker.close()


async def test_a_crowd_of_different_maps_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshop, "MOST_WAITING", 2)
    shop = Workshop(worker=QUICK)
    drawn = await asyncio.gather(
        *(shop.drawn(bare(ONE)) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(each, LookupFailedError) for each in drawn) == 3
    await shop.close()


async def test_maps_lie_on_tiles_and_name_who_made_them(tmp_path: Path) -> None:
    async with serving(TileServerStandIn()) as server:
        maker = mapmaker_of(server.url, THANKS, tmp_path, FixedClock())
        content = (await maker.map(ONE)).content
        asked = len(server.asked)
        assert asked > 5
        assert (await maker.map(ONE)).content == content
        assert len(server.asked) == asked
        await maker.close()
    picture = opened(content)
    colours = {at(picture, x, y) for x in range(100, 300, 3) for y in range(100, 300, 3)}
    assert any(alike(each, (255, 255, 255)) for each in colours), "streets"
    assert not all(alike(each, GROUND) for each in colours)
    corner = picture.crop((560, 575, 795, 597)).convert("L").tobytes()
    assert sum(pixel < 110 for pixel in corner) > 200, "letters"


async def test_a_map_of_somebodys_own_place_leaves_no_trace_on_disk(tmp_path: Path) -> None:
    async with serving(TileServerStandIn()) as server:
        maker = tiled(server, tmp_path, FixedClock())
        await maker.map(AROUND)
        assert server.asked
        assert not _held(tmp_path)
        await maker.map(ONE)
        assert _held(tmp_path)
        await maker.close()


@pytest.mark.parametrize("fault", ["down", "garbage", "gone"])
async def test_without_tiles_the_map_is_drawn_bare(tmp_path: Path, fault: str) -> None:
    plain = Mapmaker(Workshop(worker=QUICK))
    expected = await plain.map(ONE)
    await plain.close()
    async with serving(TileServerStandIn()) as server:
        server.status = 503 if fault == "down" else 404 if fault == "gone" else 200
        server.content = b"<html>" if fault == "garbage" else None
        maker = tiled(server, tmp_path, FixedClock())
        assert await maker.map(ONE) == expected
        await maker.close()


async def test_when_the_tile_server_is_back_so_are_the_streets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.maps.mapmaker.MAKESHIFT_S", 0.0)
    clock = FixedClock()
    async with serving(TileServerStandIn(status=503)) as server:
        maker = tiled(server, tmp_path, clock)
        bare_one = await maker.map(ONE)
        server.status = 200
        clock.advance(minutes=2)
        assert await maker.map(ONE) != bare_one
        await maker.close()


def _worker(maker: Mapmaker) -> int:
    process = maker._workshop._process  # noqa: SLF001 - nobody else knows its number
    assert process is not None
    return process.pid


def _environment(worker: int) -> set[bytes]:
    """The names in a process's environment, where the system tells them."""
    told = Path(f"/proc/{worker}/environ")
    found = told.read_bytes() if told.exists() else b""
    return {each.partition(b"=")[0] for each in found.split(b"\0")} - {b""}


def _held(folder: Path) -> list[Path]:
    """The files in a folder."""
    return [file for file in folder.rglob("*") if file.is_file()]


def _alive(worker: int) -> bool:
    try:
        os.kill(worker, 0)
    except ProcessLookupError:
        return False
    told = Path(f"/proc/{worker}/stat")
    return not told.exists() or told.read_text().rpartition(")")[2].split()[0] != "Z"


KILLED = """
import asyncio, os, signal
from adapters.maps.plans import bare
from adapters.maps.workshop import Workshop
from tests.adapters.maps.views import ONE

async def main():
    shop = Workshop()
    await shop.drawn(bare(ONE))
    print(shop._process.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_the_worker_ends_when_the_watch_is_killed() -> None:
    watch = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, stdout=PIPE, cwd=Path(__file__).parents[3]
    )
    said, _ = await watch.communicate()
    assert watch.returncode == -signal.SIGKILL
    for _ in range(100):
        if not _alive(int(said)):
            return
        await asyncio.sleep(0.05)
    message = "it still waits for work"
    raise AssertionError(message)
