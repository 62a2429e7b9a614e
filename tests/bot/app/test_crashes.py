import asyncio
import json
import signal
import sys
from pathlib import Path

import pytest

from bot.app.town import built
from tests.bot.app.operators import environment

ROOT = Path(__file__).parents[3]

LOOK = """
import ctypes, resource, sys
from bot.app.cli import app

@app.command()
def core():
    from bot.app.crashes import leave_no_core
    before = resource.getrlimit(resource.RLIMIT_CORE)
    leave_no_core()
    print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))

app()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
async def test_no_core_is_left_and_nobody_can_look_into_the_memory() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        LOOK,
        "core",
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    assert told.decode().strip() == "(0, 0) 0"


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
async def test_a_running_bot_may_leave_no_core_and_logs_in_listed_words(tmp_path: Path) -> None:
    async with built() as town:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            cwd=tmp_path,
            env={**environment(town.settings(tmp_path)), "PYTHONPATH": str(ROOT)},
            stderr=asyncio.subprocess.PIPE,
        )
        await town.telegram.until(
            lambda: any(call.call.lower() == "getupdates" for call in town.telegram.ledger),
            within=30,
        )
        limits = limits_of(process.pid)
        process.send_signal(signal.SIGTERM)
        _, told = await process.communicate()
    assert process.returncode == 0
    assert limits["Max core file size"] == ["0", "0"]
    events = [json.loads(line)["event"] for line in told.decode().splitlines()]
    assert "the watch runs on telegram, discord" in events
    assert not [event for event in events if event.startswith("said at")]


def limits_of(process: int) -> dict[str, list[str]]:
    """Name, soft and hard limit."""
    lines = Path(f"/proc/{process}/limits").read_text(encoding="ascii").splitlines()
    return {line[:26].strip(): line[26:].split()[:2] for line in lines}
