"""A stand-in mail server on the loopback: it keeps what it is given, for whoever plays officer.

It takes letters and nothing else (RFC 5321, section 4.5.1, without encryption and passwords), so
that the whole way of a letter is played, from another process, too.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default

GREETING, GOODBYE, FINE = b"220 playground\r\n", b"221 Bye\r\n", b"250 OK\r\n"
GO_ON, UNKNOWN = b"354 Go on\r\n", b"502 Not known\r\n"
END = b"\r\n.\r\n"

PATH = re.compile(rb"<([^>]*)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A letter that came."""

    to: str
    subject: str
    text: str


@dataclass
class Postbox:
    """The server, and what came; `told` hears of each letter."""

    letters: list[Mail] = field(default_factory=list)
    told: Callable[[Mail], None] | None = None
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Where letters are taken."""
        sockets = () if self._server is None else self._server.sockets
        return f"smtp://127.0.0.1:{sockets[0].getsockname()[1]}"

    async def start(self) -> None:
        """Listen on a free port of the loopback."""
        self._server = await asyncio.start_server(self._served, "127.0.0.1", 0)

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def to(self, address: str) -> tuple[Mail, ...]:
        """What came for an address, oldest first."""
        return tuple(letter for letter in self.letters if letter.to == address)

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to = ""
        writer.write(GREETING)
        try:
            while line := await reader.readline():
                match line[:4].upper().strip():
                    case b"EHLO" | b"HELO" | b"MAIL" | b"RSET" | b"NOOP":
                        writer.write(FINE)
                    case b"RCPT":
                        found = PATH.search(line)
                        to = "" if found is None else found[1].decode()
                        writer.write(FINE)
                    case b"DATA":
                        writer.write(GO_ON)
                        self._keep(to, await reader.readuntil(END))
                        writer.write(FINE)
                    case b"QUIT":
                        writer.write(GOODBYE)
                        break
                    case _:
                        writer.write(UNKNOWN)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # whoever brought it went away
        finally:
            writer.close()

    def _keep(self, to: str, content: bytes) -> None:
        message = message_from_bytes(content.removesuffix(END), policy=default)
        letter = Mail(to=to, subject=message["Subject"], text=message.get_content())
        self.letters.append(letter)
        if self.told is not None:
            self.told(letter)
