"""The bot as a process of its own, which may be killed at any moment."""

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path

from bot.app.settings import Settings

ROOT = Path(__file__).parents[2]
RUNS = "the watch runs"
SERIOUS = frozenset({"warning", "error", "critical"})
PATIENCE_S = 60.0
"""Seconds that a start may take on a busy machine."""


class Victim:
    """`python -m bot run`, started again and again on the same database."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        """Run with these settings; `folder` is where the process works, without an `.env`."""
        self._environment = environment(settings)
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._runs = asyncio.Event()
        self.said: Counter[tuple[str, str]] = Counter()
        self.dead = asyncio.Event()

    async def start(self) -> None:
        """Start the process; it is not ready yet."""
        self._runs, self.dead = asyncio.Event(), asyncio.Event()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            cwd=self._folder,
            env=self._environment,
            stderr=asyncio.subprocess.PIPE,
        )
        self._reading = asyncio.create_task(self._read(self._process))

    async def ready(self) -> None:
        """Wait until it runs, or is dead."""
        async with asyncio.timeout(PATIENCE_S):
            await self._runs.wait()

    def kill(self) -> None:
        """`kill -9`, now; a dead one is left alone."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
            self.dead.set()

    async def buried(self) -> int:
        """Wait until the process is gone; its exit code."""
        if self._process is None or self._reading is None:
            return 0
        code = await self._process.wait()
        await self._reading
        return code

    async def stop(self) -> int:
        """Ask it to end, as an operator does; its exit code."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        return await self.buried()

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        """Count what it complains of; without reading, a full pipe would stop it."""
        if process.stderr is None:
            return
        while line := await process.stderr.readline():
            level, event = _told(line)
            if event.startswith(RUNS):
                self._runs.set()
            if level in SERIOUS:
                self.said[level, event] += 1
        self._runs.set()


def _told(line: bytes) -> tuple[str, str]:
    """Level and sentence of a line of the log; what is no such line is an error."""
    try:
        record = json.loads(line)
        return str(record["level"]), str(record["event"])
    except (ValueError, KeyError, TypeError):
        return "error", line.decode(errors="replace").strip()


def environment(settings: Settings) -> dict[str, str]:
    """The settings as environment variables, beside the little that Python itself needs."""
    given = {
        name.upper(): str(value)
        for name, value in settings.model_dump().items()
        if value not in (None, "")
    }
    return {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), **given}
