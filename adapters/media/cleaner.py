"""The watch's side of drawing pictures anew: a worker process for each, and no trust in it."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL
from pathlib import Path

from typing_extensions import override

from bot.errors import WatchError
from bot.model.pictures import CleanPicture, RawPicture

LARGEST_PICTURE = 20 << 20
"""Bytes that may come in: what Telegram lets a bot download."""

LARGEST_ANSWER = 4 << 20
"""Bytes that may come back: more than 1,280 x 1,280 pixels of noise ever take."""

_STDIN, _STDOUT = 0, 1

WORKER = Path(__file__).with_name("worker.py")

_REFUSALS = {b"kind": "picture.kind", b"too_large": "picture.too_large"}


class ConfinedCleaner:
    """Draws pictures anew with Pillow, each in a process that knows nothing else.

    The process has no environment, no files to write and little time and memory. It may crash,
    hang or talk nonsense: then the picture counts as unreadable.
    """

    def __init__(self, *, worker: Path = WORKER, seconds: float = 20.0, at_once: int = 2) -> None:
        """Allow each picture so many seconds, and so many pictures at once."""
        self._worker = worker
        self._seconds = seconds
        self._room = asyncio.Semaphore(at_once)

    async def clean(self, picture: RawPicture) -> CleanPicture:
        """The picture as JPEG, at most 1,280 pixels a side, without metadata.

        Raises:
            WatchError: `picture.unreadable`, `picture.kind` or `picture.too_large`.
        """
        if len(picture.content) > LARGEST_PICTURE:
            raise WatchError("picture.too_large")
        async with self._room:
            answer = await self._ask(picture.content)
        if not (answer.startswith(b"\xff\xd8\xff") and answer.endswith(b"\xff\xd9")):
            raise WatchError(_REFUSALS.get(answer, "picture.unreadable"))
        return CleanPicture(content=answer)

    async def _ask(self, content: bytes) -> bytes:
        """What a fresh worker answers; nothing where it fails or takes too long."""
        worker, said = await asyncio.get_running_loop().subprocess_exec(
            _Said,
            sys.executable,
            "-I",  # neither the environment nor the folder has a say in what is imported
            str(self._worker),
            stderr=DEVNULL,
            env={},
            cwd="/",
        )
        try:
            _tell(worker, content)
            async with asyncio.timeout(self._seconds):
                return await said.answer
        except TimeoutError:
            return b""
        finally:
            worker.close()
            await said.gone.wait()


class _Said(asyncio.SubprocessProtocol):
    """What a worker says, until it falls silent or says too much."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.gone = asyncio.Event()
        self._heard = bytearray()

    @override
    def pipe_data_received(self, fd: int, data: bytes) -> None:
        self._heard += data
        if len(self._heard) > LARGEST_ANSWER:
            self._end(b"")

    @override
    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        if fd == _STDOUT:
            self._end(bytes(self._heard))

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._end(b"")
        self.gone.set()

    def _end(self, answer: bytes) -> None:
        if not self.answer.done():
            self.answer.set_result(answer)


def _tell(worker: asyncio.SubprocessTransport, content: bytes) -> None:
    stdin = worker.get_pipe_transport(_STDIN)
    if isinstance(stdin, asyncio.WriteTransport):
        stdin.write(content)
        stdin.write_eof()
