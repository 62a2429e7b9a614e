"""The bot as a process of its own, which may be killed at any moment."""

import asyncio
import json
import os
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.app.roles import Role
from bot.app.settings import Settings

ROOT = Path(__file__).parents[2]
RUNS = "the watch runs"
SERIOUS = frozenset({"warning", "error", "critical"})
PATIENCE_S = 60.0
"""Seconds that a start may take on a busy machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A process that was started, and its exit code once it is gone."""

    pid: int
    gone: asyncio.Task[int]


class Moment(StrEnum):
    """Where a bot may be told to die by its own hand: around a commit."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doom:
    """To die before or after the commit with this number, from 1."""

    moment: Moment
    commit: int


class Victim:
    """`python -m bot run`, started again and again on the same database."""

    def __init__(self, settings: Settings, folder: Path, role: Role = Role.ALL) -> None:
        """Run with these settings; `folder` is where the process works, without an `.env`."""
        self._environment = environment(settings)
        self._role = role
        self._folder = folder
        self._life: Life | None = None
        self._runs = asyncio.Event()
        self.said: Counter[tuple[str, str]] = Counter()
        self.dead = asyncio.Event()
        self.starting = self._began = 0.0  # seconds that the last start took, and when it was

    async def start(self, doom: Doom | None = None) -> None:
        """Start the process; it is not ready yet."""
        self._runs, self.dead = asyncio.Event(), asyncio.Event()
        self._began = time.monotonic()
        self._life = await self._born(doom)

    async def _born(self, doom: Doom | None) -> Life:
        if doom is not None:
            message = "only a forked bot can die by its own hand"
            raise ValueError(message)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            "--role",
            self._role,
            cwd=self._folder,
            env=self._environment,
            stderr=asyncio.subprocess.PIPE,
        )
        reading = self._listen(process.stderr)

        async def gone() -> int:
            code = await process.wait()
            await reading
            return code

        return Life(pid=process.pid, gone=asyncio.create_task(gone()))

    async def ended(self, within: float) -> bool:
        """Whether the process is gone by itself within so many seconds."""
        if self._life is None:
            return True
        done, _ = await asyncio.wait({self._life.gone}, timeout=within)
        return bool(done)

    async def ready(self) -> None:
        """Wait until it runs."""
        async with asyncio.timeout(PATIENCE_S):
            await self._runs.wait()

    def kill(self) -> None:
        """`kill -9`, now; a dead one is left alone."""
        if self._life is not None and not self.dead.is_set():
            self._signal(self._life, signal.SIGKILL)

    async def buried(self) -> int:
        """Wait until the process is gone; its exit code."""
        life, self._life = self._life, None
        return 0 if life is None else await life.gone

    async def stop(self) -> int:
        """Ask it to end, as an operator does; its exit code."""
        if self._life is not None:
            self._signal(self._life, signal.SIGTERM)
        return await self.buried()

    async def close(self) -> None:
        """Leave no process behind."""
        self.kill()
        await self.buried()

    def _signal(self, life: Life, number: int) -> None:
        with suppress(ProcessLookupError):  # it ended by itself
            os.kill(life.pid, number)
        self.dead.set()

    def _listen(self, stream: asyncio.StreamReader | None) -> asyncio.Task[None]:
        """Count what it complains of; without reading, a full pipe would stop it."""
        return asyncio.create_task(self._read(stream))

    async def _read(self, stream: asyncio.StreamReader | None) -> None:
        while stream is not None and (line := await stream.readline()):
            level, event = _told(line)
            if event.startswith(RUNS):
                self._runs.set()
                self.starting = time.monotonic() - self._began
            if level in SERIOUS:
                self.said[level, event] += 1


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
