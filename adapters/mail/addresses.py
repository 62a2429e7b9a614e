"""Which mail server the operator chose: the forms of SMTP_URL."""

from email.utils import parseaddr
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from adapters.mail.smtp import MailServer, Privacy, SmtpMailer
from bot.ports.mail import NoMailer
from bot.ports.world import Clock

FORMS = """\
  smtp://user:password@mail.example.org:587?starttls    encrypted once connected
  smtps://user:password@mail.example.org:465            encrypted from the start
  smtp://127.0.0.1:25                                   without either: on this machine only
User and password may be left out; what is special in them is written as %40 for @."""
"""What SMTP_URL may be."""

PORTS = {Privacy.STARTTLS: 587, Privacy.TLS: 465, Privacy.NONE: 25}


class MailUrlError(ValueError):
    """SMTP_URL or MAIL_FROM does not fit; the message shows what would, and no password."""

    def __init__(self, fault: str) -> None:
        """Say what is wrong and what would work."""
        super().__init__(f"{fault} SMTP_URL may be:\n{FORMS}\nMAIL_FROM is an address of yours.")


def mailer_of(url: str, sender: str, clock: Clock) -> SmtpMailer | NoMailer:
    """The post office that SMTP_URL names (see FORMS); none where it is empty.

    Raises:
        MailUrlError: the URL has another form, or nobody is named who sends.
    """
    if not url:
        return NoMailer()
    if "@" not in parseaddr(sender)[1] or not sender.isprintable():
        message = "MAIL_FROM must say who sends, such as Porchlight <watch@example.org>."
        raise MailUrlError(message)
    return SmtpMailer(server_of(url), sender, clock)


def server_of(url: str) -> MailServer:
    """The server that the URL names. Raises MailUrlError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        message = "SMTP_URL is no URL."
        raise MailUrlError(message) from None
    privacy = _privacy(parts)
    if not host or parts.path.strip("/"):
        message = "SMTP_URL names no server."
        raise MailUrlError(message)
    if privacy is Privacy.NONE and not _here(host):
        message = "Letters hold codes, so they leave this machine encrypted: add ?starttls."
        raise MailUrlError(message)
    return MailServer(
        host=host,
        port=port or PORTS[privacy],
        privacy=privacy,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _privacy(parts: SplitResult) -> Privacy:
    match (parts.scheme, parts.query):
        case "smtps", "":
            return Privacy.TLS
        case "smtp", "starttls":
            return Privacy.STARTTLS
        case "smtp", "":
            return Privacy.NONE
        case _:
            message = "SMTP_URL has another form."
            raise MailUrlError(message)


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
