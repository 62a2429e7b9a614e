"""One WebSocket connection: JSON out in order, compressed as the client asked."""

import asyncio
import contextlib
import json
import zlib
from dataclasses import dataclass, field

from aiohttp import web

from adapters.playground.discord.wire import JSON


@dataclass(slots=True)
class ZlibStream:
    """Transport compression: one zlib stream for the whole connection."""

    stream: "zlib._Compress" = field(default_factory=zlib.compressobj)

    def press(self, text: bytes) -> bytes:
        """The next piece of the stream, flushed so that the client can read it."""
        return self.stream.compress(text) + self.stream.flush(zlib.Z_SYNC_FLUSH)


@dataclass(slots=True, kw_only=True, eq=False)
class Wire:
    """The way out to a connected client."""

    socket: web.WebSocketResponse
    request: web.Request
    zlib: ZlibStream | None = None
    queue: asyncio.Queue[JSON | int] = field(default_factory=asyncio.Queue)
    beat: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, payload: JSON) -> None:
        """Send a payload after everything that was sent before it."""
        self.queue.put_nowait(payload)

    def close(self, code: int) -> None:
        """Close the connection after everything that was sent before."""
        self.queue.put_nowait(code)

    def cut(self) -> None:
        """Tear the connection without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()

    async def write(self) -> None:
        """Send what is queued until the connection ends."""
        with contextlib.suppress(ConnectionError, RuntimeError):
            while True:
                payload = await self.queue.get()
                if isinstance(payload, int):
                    await self.socket.close(code=payload)
                    return
                await self._write(json.dumps(payload, separators=(",", ":")))

    async def _write(self, text: str) -> None:
        if self.zlib is None:
            await self.socket.send_str(text)
        else:
            await self.socket.send_bytes(self.zlib.press(text.encode()))
