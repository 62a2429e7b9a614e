"""Letters reach a real mail server, encrypted and with a password, or it is said why not."""

import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.mail import SmtpMailer
from adapters.mail.smtp import MailServer, Privacy
from bot.errors import LookupFailedError, WatchError
from bot.ports.mail import Letter
from tests.adapters.mail.postoffices import PostOffice, post_office
from tests.fakes import FixedClock

LETTER = Letter(to="roy@police.example", subject="Código: ¡sí!", text="1234 5678\nÀ bientôt.")
SENDER = "Porchlight <watch@example.org>"


def mailer(office: PostOffice, server: MailServer | None = None) -> SmtpMailer:
    """The watch's own, which believes the server's certificate."""
    return SmtpMailer(server or office.server, SENDER, FixedClock(), office.trust)


async def test_a_letter_arrives_word_for_word(tmp_path: Path) -> None:
    async with post_office(tmp_path) as office:
        await mailer(office).post(LETTER)
    (letter,) = office.letters
    assert letter.get_content().replace("\r\n", "\n").strip() == LETTER.text
    assert (letter["To"], letter["Subject"]) == (LETTER.to, LETTER.subject)
    assert letter["From"] == SENDER
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@example.org>")


async def test_a_mailbox_that_is_unknown_there_is_said_to_be(tmp_path: Path) -> None:
    async with post_office(tmp_path) as office:
        office.unknown.add(LETTER.to)
        with pytest.raises(WatchError, match=r"mail\.refused"):
            await mailer(office).post(LETTER)
    assert not office.letters


async def test_nothing_goes_to_a_server_that_cannot_be_believed(tmp_path: Path) -> None:
    async with post_office(tmp_path) as office:
        stranger = SmtpMailer(office.server, SENDER, FixedClock(), ssl.create_default_context())
        with pytest.raises(LookupFailedError):
            await stranger.post(LETTER)
    assert not office.letters


@pytest.mark.parametrize(
    "wrong",
    [
        lambda server: replace(server, password="another"),  # noqa: S106 - of nobody
        lambda server: replace(server, privacy=Privacy.NONE),
        lambda server: replace(server, privacy=Privacy.TLS),
    ],
    ids=["another password", "unencrypted", "encrypted at once"],
)
async def test_a_server_that_does_not_let_the_watch_in_took_nothing(
    tmp_path: Path, wrong: Callable[[MailServer], MailServer]
) -> None:
    async with post_office(tmp_path) as office:
        with pytest.raises(LookupFailedError):
            await mailer(office, wrong(office.server)).post(LETTER)
    assert not office.letters


async def test_a_server_that_is_away_says_nothing(tmp_path: Path) -> None:
    async with post_office(tmp_path) as office:
        pass
    with pytest.raises(LookupFailedError):
        await mailer(office).post(LETTER)
