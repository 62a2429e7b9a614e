"""The watch's side of drawing: one worker process, started when it is needed, never waited for."""

import asyncio
import pickle
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from adapters.maps.sheets import LENGTH, Job
from bot.errors import LookupFailedError

WORKER: Final = Path(__file__).with_name("worker.py")

LARGEST: Final = 4 << 20
"""Bytes of a picture."""

MOST_WAITING: Final = 30
"""Jobs that wait; whoever comes then goes without a picture."""


class Workshop:
    """Has sheets drawn in a process of its own, one at a time.

    The process has no environment, little memory, and may crash or hang: then there is no
    picture, and the next one is drawn by a new process. Left alone for a while, it is ended.
    """

    def __init__(
        self,
        *,
        worker: Path = WORKER,
        seconds: float = 10.0,
        starts_within: float = 60.0,
        idle: float = 600.0,
    ) -> None:
        """Draw each within so many seconds; loading the library may take longer, once."""
        self._worker, self._seconds, self._idle = worker, seconds, idle
        self._starts_within = starts_within
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._process: Process | None = None
        self._rest: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None

    async def drawn(self, job: Job) -> bytes:
        """The picture, as JPEG.

        Raises:
            LookupFailedError: it could not be drawn, or not in time.
        """
        if self._waiting >= MOST_WAITING:
            message = "too many pictures wait"
            raise LookupFailedError(message)
        async with self._queued():
            try:
                picture = await self._asked(pickle.dumps(job))
            except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
                await self._end()
                message = type(error).__name__
            except asyncio.CancelledError:
                await self._end()  # what it says now would be taken for the next picture
                raise
            else:
                if picture:
                    return picture
                message = "the picture could not be drawn"
        raise LookupFailedError(message)

    async def close(self) -> None:
        """End the worker."""
        async with self._turn:
            await self._end()

    @asynccontextmanager
    async def _queued(self) -> AsyncIterator[None]:
        self._waiting += 1
        try:
            async with self._turn:
                if self._rest is not None:
                    self._rest.cancel()
                yield
                loop = asyncio.get_running_loop()
                self._rest = loop.call_later(self._idle, self._tire)
        finally:
            self._waiting -= 1

    def _tire(self) -> None:
        self._closing = asyncio.get_running_loop().create_task(self.close())

    async def _asked(self, job: bytes) -> bytes:
        process = await self._ready()
        assert process.stdin is not None  # noqa: S101 - it was started with a pipe
        async with asyncio.timeout(self._seconds):
            process.stdin.write(len(job).to_bytes(LENGTH, "big") + job)
            await process.stdin.drain()
            return await _heard(process)

    async def _ready(self) -> Process:
        if self._process is not None and self._process.returncode is None:
            return self._process
        await self._end()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",  # neither the environment nor the folder has a say in what is imported
            str(self._worker),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env={"OPENBLAS_NUM_THREADS": "1"},  # else it reserves memory for every core
            cwd="/",
        )
        async with asyncio.timeout(self._starts_within):
            await _heard(self._process)
        return self._process

    async def _end(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def _heard(process: Process) -> bytes:
    """What the worker says next. Raises ValueError where it says too much."""
    assert process.stdout is not None  # noqa: S101 - it was started with a pipe
    length = int.from_bytes(await process.stdout.readexactly(LENGTH), "big")
    if length > LARGEST:
        raise ValueError(length)
    return await process.stdout.readexactly(length)
