"""The watch's side of drawing pictures anew: a worker process for each, and no trust in it."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from typing_extensions import override

from adapters.media import refusals
from bot.errors import WatchError
from bot.model.pictures import CleanPicture, CleanVideo, RawPicture, RawVideo

LARGEST = 20 << 20
"""Bytes that may come in: what Telegram lets a bot download."""

_STDIN, _STDOUT = 0, 1

WORKER = Path(__file__).with_name("worker.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of media: the longest wait in seconds, the largest answer in bytes, its ends.

    The answer's first and last bytes are all that is looked at here: the worker proved the rest.
    """

    name: str
    seconds: float
    largest: int
    begins: bytes
    ends: bytes
    refusals: Mapping[bytes, str]
    unreadable: str


PICTURE = Kind(
    name="picture",
    seconds=20.0,
    largest=4 << 20,  # more than 1,280 x 1,280 pixels of noise ever take
    begins=b"\xff\xd8\xff",
    ends=b"\xff\xd9",
    refusals={refusals.KIND: "picture.kind", refusals.TOO_LARGE: "picture.too_large"},
    unreadable="picture.unreadable",
)
VIDEO = Kind(
    name="video",
    seconds=140.0,
    largest=8 << 20,  # what half a minute takes at its fixed rate; Discord carries 10 MiB
    begins=b"\0\0\0\x20ftypisom",
    ends=b"",
    refusals={
        refusals.KIND: "video.kind",
        refusals.TOO_LARGE: "video.too_large",
        refusals.TOO_LONG: "video.too_long",
    },
    unreadable="video.unreadable",
)


class ConfinedCleaner:
    """Draws pictures and videos anew, each in a process that knows nothing else.

    The process has no environment, no network, no files and little time and memory. It may
    crash, hang or talk nonsense: then what came in counts as unreadable.
    """

    def __init__(
        self, *, worker: Path = WORKER, seconds: float | None = None, at_once: int = 2
    ) -> None:
        """Draw so many at once, each within so many seconds instead of its kind's own."""
        self._worker = worker
        self._seconds = seconds
        self._room = asyncio.Semaphore(at_once)

    async def clean(self, picture: RawPicture) -> CleanPicture:
        """The picture as JPEG, at most 1,280 pixels a side, without metadata.

        Raises:
            WatchError: `picture.unreadable`, `picture.kind` or `picture.too_large`.
        """
        return CleanPicture(content=await self._drawn(PICTURE, picture.content))

    async def clean_video(self, video: RawVideo) -> CleanVideo:
        """The video as MP4, at most 720p and 30 seconds, without sound or metadata.

        Raises:
            WatchError: `video.unreadable`, `video.kind`, `video.too_large` or `video.too_long`.
        """
        return CleanVideo(content=await self._drawn(VIDEO, video.content))

    async def _drawn(self, kind: Kind, content: bytes) -> bytes:
        if len(content) > LARGEST:
            raise WatchError(kind.refusals[refusals.TOO_LARGE])
        async with self._room:
            answer = await self._ask(kind, content)
        if not (answer.startswith(kind.begins) and answer.endswith(kind.ends)):
            raise WatchError(kind.refusals.get(answer, kind.unreadable))
        return answer

    async def _ask(self, kind: Kind, content: bytes) -> bytes:
        """What a fresh worker answers; nothing where it fails or takes too long."""
        worker, said = await asyncio.get_running_loop().subprocess_exec(
            lambda: _Said(kind.largest),
            sys.executable,
            "-I",  # neither the environment nor the folder has a say in what is imported
            str(self._worker),
            kind.name,
            stderr=DEVNULL,
            env={},
            cwd="/",
        )
        try:
            _tell(worker, content)
            async with asyncio.timeout(self._seconds or kind.seconds):
                answer = await said.answer
                if answer:  # then it ends by itself, unless it was taken over
                    await said.gone.wait()
                return answer
        except TimeoutError:
            return b""
        finally:
            worker.close()
            await said.gone.wait()


class _Said(asyncio.SubprocessProtocol):
    """What a worker says, until it falls silent or says too much."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.gone = asyncio.Event()
        self._heard = bytearray()

    @override
    def pipe_data_received(self, fd: int, data: bytes) -> None:
        self._heard += data
        if len(self._heard) > self._largest:
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
