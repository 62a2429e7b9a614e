"""Letters: to officers, and to whoever runs the watch."""

from dataclasses import dataclass
from typing import Protocol

from bot.errors import WatchError


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter in plain words; `to` is one mail address, its domain in ASCII."""

    to: str
    subject: str
    text: str


class Mailer(Protocol):
    """Takes letters to the post."""

    async def post(self, letter: Letter) -> None:
        """Hand the letter to the mail server; returns once it took it.

        Raises:
            WatchError: `mail.none` where no mail is set up, `mail.refused` when the server will
                not take a letter to this address.
            LookupFailedError: the server does not answer, or does not let the watch in.
        """
        ...


class NoMailer:
    """A watch without a post office."""

    async def post(self, letter: Letter) -> None:
        """Say that mail is not set up."""
        del letter
        raise WatchError("mail.none")
