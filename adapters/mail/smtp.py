"""Letters to a mail server, one connection each."""

import logging
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from enum import StrEnum

import aiosmtplib

from bot.errors import LookupFailedError, WatchError
from bot.ports.mail import Letter
from bot.ports.world import Clock

log = logging.getLogger(__name__)

PATIENCE_S = 10.0
"""Seconds for each step of the conversation with the server."""


class Privacy(StrEnum):
    """How the way to the server is kept private."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A mail server and how it lets the watch in; without a user it asks for none."""

    host: str
    port: int
    privacy: Privacy
    user: str = ""
    password: str = field(default="", repr=False)


class SmtpMailer:
    """Hands letters to a mail server."""

    def __init__(
        self, server: MailServer, sender: str, clock: Clock, trust: ssl.SSLContext | None = None
    ) -> None:
        """Send through `server` as `sender`; `trust` says whose certificates are believed."""
        self._server = server
        self._sender = sender
        self._clock = clock
        self._trust = trust

    async def post(self, letter: Letter) -> None:
        """See `bot.ports.mail.Mailer.post`."""
        try:
            async with self._line() as line:
                await line.send_message(self._written(letter))
        except aiosmtplib.SMTPRecipientsRefused:
            raise WatchError("mail.refused") from None
        except (aiosmtplib.SMTPException, OSError, ValueError) as failure:
            log.warning("a letter was not taken (%s)", type(failure).__name__)
            raise LookupFailedError from None  # what it says may name the address

    async def greet(self) -> None:
        """Be let in by the server, and leave again.

        Raises:
            LookupFailedError: it does not answer, or does not let the watch in.
        """
        try:
            async with self._line():
                return
        except (aiosmtplib.SMTPException, OSError, ValueError) as failure:
            raise LookupFailedError(type(failure).__name__) from None

    def _line(self) -> aiosmtplib.SMTP:
        server = self._server
        encrypted = server.privacy is not Privacy.NONE
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            use_tls=server.privacy is Privacy.TLS,
            start_tls=server.privacy is Privacy.STARTTLS,
            tls_context=(self._trust or ssl.create_default_context()) if encrypted else None,
            timeout=PATIENCE_S,
        )

    def _written(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = make_msgid(domain=parseaddr(self._sender)[1].rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answers it
        message.set_content(letter.text)
        return message
