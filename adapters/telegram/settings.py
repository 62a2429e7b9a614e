"""What the watch must be told to live on Telegram."""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from adapters.telegram.limits import NAME
from bot.events import Ear

ONLY: Final = Ear(bot=NAME)
"""The bot of a watch that has one there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings:
    """Token and servers; without `webhook_url` updates are polled.

    `ear` says which of the watch's bots on Telegram this is. `api_url` and `file_url` are what
    stands before the token in the addresses of the Bot API.
    `webhook_url` is the public https address at which Telegram reaches `webhook_path` of the
    watch's own HTTP server. In seconds: `poll` is how long a poll waits for updates, `pause` the
    first pause after a failure (it doubles up to a minute), `finish` how long an update that is
    being taken in may take when the bot goes.
    """

    token: str = field(repr=False)
    ear: Ear = ONLY
    api_url: str = "https://api.telegram.org/bot"
    file_url: str = "https://api.telegram.org/file/bot"
    link_url: str = "https://t.me"
    webhook_url: str = ""
    poll: int = 50
    pause: float = 1.0
    finish: float = 3.0

    @property
    def webhook_path(self) -> str:
        """The path of `webhook_url`, as the watch's own HTTP server must serve it."""
        return urlsplit(self.webhook_url).path or "/"

    @property
    def webhook_secret(self) -> str:
        """What Telegram must show with every update; follows from the token alone."""
        return hmac.digest(self.token.encode(), b"porchlight webhook", hashlib.sha256).hex()


class BadTokenError(Exception):
    """Telegram does not know the token; the message says where tokens come from."""

    def __init__(self) -> None:
        """Say it to the operator, without the token."""
        super().__init__(
            "Telegram refuses the bot token. Write to @BotFather on Telegram: /newbot makes a bot "
            "and gives its token, /token shows the one of a bot that you have. It goes into "
            "TELEGRAM_TOKEN or the file named by TELEGRAM_TOKEN_FILE."
        )


class BadWebhookError(Exception):
    """Telegram refuses the webhook's address; the message says why."""

    def __init__(self, reason: str) -> None:
        """Say it to the operator in Telegram's words."""
        super().__init__(
            f"Telegram refuses TELEGRAM_WEBHOOK_URL: {reason}. It must be a public https address "
            "on port 443, 80, 88 or 8443; leave it empty to fetch updates instead."
        )
