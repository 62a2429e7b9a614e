"""A real mail server on the loopback, with STARTTLS and a password, and whose word it is."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import IPv4Address
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.mail.smtp import MailServer, Privacy

USER, PASSWORD = "watch", "a pass@word"


@dataclass
class PostOffice:
    """What came to the mail server."""

    port: int = 0
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    letters: list[EmailMessage] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)

    @property
    def server(self) -> MailServer:
        """How the watch gets in."""
        return MailServer(
            host="127.0.0.1",
            port=self.port,
            privacy=Privacy.STARTTLS,
            user=USER,
            password=PASSWORD,
        )

    async def handle_RCPT(  # noqa: N802, PLR0917 - the server's own names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse whom the agency does not know."""
        del server, session, options
        if address in self.unknown:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the server's own name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the letter."""
        del server, session
        content = envelope.content
        assert isinstance(content, bytes)
        self.letters.append(message_from_bytes(content, policy=default))
        return "250 OK"


def let_in(
    _server: object, _session: object, _envelope: object, _how: str, who: object
) -> AuthResult:
    """Whether user and password are right."""
    assert isinstance(who, LoginPassword)
    right = who.login == USER.encode() and who.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


@asynccontextmanager
async def post_office(folder: Path) -> AsyncIterator[PostOffice]:
    """A server that takes letters after STARTTLS and the right password only."""
    office = PostOffice()
    certificate = self_signed(folder)
    inside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    inside.load_cert_chain(certificate)
    office.trust = ssl.create_default_context(cafile=certificate)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(
            office,
            tls_context=inside,
            require_starttls=True,
            auth_required=True,
            authenticator=let_in,
            loop=loop,
            hostname="localhost",
        ),
        "127.0.0.1",
        0,
    )
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
        await server.wait_closed()


def self_signed(folder: Path) -> Path:
    """A key and a certificate for the loopback, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    written = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(written + certificate.public_bytes(serialization.Encoding.PEM))
    return file
