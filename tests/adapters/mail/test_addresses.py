"""What SMTP_URL may be, and what it may not."""

import pytest

from adapters.mail import MailUrlError, SmtpMailer, mailer_of
from adapters.mail.addresses import server_of
from adapters.mail.smtp import MailServer, Privacy
from bot.ports.mail import NoMailer
from tests.fakes import FixedClock

SENDER = "Porchlight <watch@example.org>"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp://me%40here:p%3Aw@mail.example.org?starttls",
            MailServer(
                host="mail.example.org",
                port=587,
                privacy=Privacy.STARTTLS,
                user="me@here",
                password="p:w",  # noqa: S106 - of nobody
            ),
        ),
        (
            "smtps://mail.example.org:4650",
            MailServer(host="mail.example.org", port=4650, privacy=Privacy.TLS),
        ),
        ("smtp://127.0.0.1", MailServer(host="127.0.0.1", port=25, privacy=Privacy.NONE)),
        ("smtp://[::1]:2525", MailServer(host="::1", port=2525, privacy=Privacy.NONE)),
        ("smtp://localhost:25", MailServer(host="localhost", port=25, privacy=Privacy.NONE)),
    ],
)
def test_each_form_names_a_server(url: str, server: MailServer) -> None:
    assert server_of(url) == server
    assert isinstance(mailer_of(url, SENDER, FixedClock()), SmtpMailer)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "smtp://mail.example.org",
        "smtp://user:secret-pw@10.0.0.1:25",
        "smtp://mail.example.org?tls",
        "smtps://",
        "smtp://user:secret-pw@mail.example.org:port?starttls",
        "smtp://mail.example.org/inbox?starttls",
        "https://mail.example.org",
    ],
)
def test_another_form_is_refused_and_no_password_shown(url: str) -> None:
    with pytest.raises(MailUrlError, match="smtps://user:password@mail") as refusal:
        mailer_of(url, SENDER, FixedClock())
    assert "secret-pw" not in str(refusal.value)


@pytest.mark.parametrize("sender", ["", "Porchlight", "a@b.example\nBcc: c@d.example"])
def test_somebody_must_be_named_who_sends(sender: str) -> None:
    with pytest.raises(MailUrlError, match="MAIL_FROM must say who sends"):
        mailer_of("smtp://localhost", sender, FixedClock())


def test_without_a_url_there_is_no_post_office() -> None:
    assert isinstance(mailer_of("", "", FixedClock()), NoMailer)
