import asyncio
import json
from pathlib import Path

import pytest

from adapters.media.cleaner import ConfinedCleaner
from bot.errors import WatchError
from bot.model.pictures import RawPicture, RawVideo
from tests.adapters.media.canaries import CANARY
from tests.adapters.media.photos import house, opened, saved
from tests.adapters.media.workshop import ROOT, worker_that

FAILING = [
    "raise SystemExit(3)",
    "import os; os.abort()",
    "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "import sys; sys.stdin.close()",
    "print('hello')",
    "print('picture.kind')",
    "import time; time.sleep(60)",
    "while True: pass",
    "import sys\nwhile True: sys.stdout.buffer.write(bytes(65536))",
]


@pytest.mark.parametrize("says", FAILING)
async def test_a_worker_that_fails_costs_the_picture_and_nothing_else(
    tmp_path: Path, says: str
) -> None:
    failing = ConfinedCleaner(worker=worker_that(tmp_path, says=says), seconds=0.5)
    with pytest.raises(WatchError, match=r"picture\.unreadable"):
        await failing.clean(RawPicture(content=bytes(3 << 20)))
    with pytest.raises(WatchError, match=r"video\.unreadable"):
        await failing.clean_video(RawVideo(content=bytes(3 << 20)))
    drawn = await ConfinedCleaner().clean(RawPicture(content=saved(house(), "PNG")))
    assert opened(drawn.content).size == (640, 480)


async def test_a_worker_knows_nothing_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", CANARY)
    says = r"""
import json, os, sys
sys.stdin.buffer.read()
known = json.dumps([dict(os.environ), os.getcwd(), sys.argv[1:], sys.path])
sys.stdout.buffer.write(b"\xff\xd8\xff" + known.encode() + b"\xff\xd9")
"""
    cleaner = ConfinedCleaner(worker=worker_that(tmp_path, says=says))
    picture = await cleaner.clean(RawPicture(content=b"any"))
    environment, folder, told, path = json.loads(picture.content[3:-2])
    assert set(environment) <= {"LC_CTYPE"}  # Python's own, PEP 538
    assert (folder, told) == ("/", ["picture"])
    assert not {"", "/", str(tmp_path)} & set(path)


async def test_what_takes_too_long_is_too_large_before_the_kernel_ends_it(
    tmp_path: Path,
) -> None:
    says = f"""
import sys
sys.path.append({str(ROOT)!r})
from adapters.media import worker

def forever(content):
    while True:
        pass

worker.ALLOWANCES["picture"] = worker.Allowance(memory=1 << 30, seconds=1)
worker._picture = lambda content: (forever, False)
worker.main("picture")
"""
    cleaner = ConfinedCleaner(worker=worker_that(tmp_path, says=says))
    with pytest.raises(WatchError, match=r"picture\.too_large"):
        await cleaner.clean(RawPicture(content=b"any"))


async def test_many_pictures_at_once_take_their_turns() -> None:
    cleaner = ConfinedCleaner(at_once=2)
    raw = [RawPicture(content=saved(house(100 + n, 100), "PNG")) for n in range(8)]
    drawn = await asyncio.gather(*(cleaner.clean(picture) for picture in raw))
    assert [opened(picture.content).width for picture in drawn] == [100 + n for n in range(8)]


async def test_a_cleaner_that_is_cancelled_leaves_no_worker_behind(tmp_path: Path) -> None:
    mark = tmp_path / "alive"
    says = f"import time; time.sleep(1.0); open({str(mark)!r}, 'w')"
    cleaner = ConfinedCleaner(worker=worker_that(tmp_path, says=says))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await cleaner.clean(RawPicture(content=b"any"))
    await asyncio.sleep(1.0)
    assert not mark.exists()
