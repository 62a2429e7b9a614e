"""What Telegram allows (core.telegram.org/bots/api, "Limits" in core.telegram.org/bots/faq)."""

from typing import Final

from bot.events import Limits
from bot.model.ids import PlatformName
from bot.model.rates import Rates

NAME: Final = PlatformName("telegram")

LIMITS: Final = Limits(
    text=4_096,
    caption=1_024,
    button_label=60,
    file_bytes=20 * 1024 * 1024,
    forms=False,
    pins=True,
    private_answers=False,
    keeps_files=True,
)
"""Lengths are counted after markup is taken out; files are those that a bot may download."""

NOTICE = 200
"""Characters of the pop-up that answers a pressed button."""

GLANCE = 60
"""Characters of a notice that can be read while it passes; longer ones wait to be closed."""

DESCRIPTION = 256
"""Characters of a command's description."""

UPDATES: Final = ("message", "callback_query", "my_chat_member", "chat_join_request")
"""The kinds of updates asked for; edited messages and channel posts mean nothing to the watch."""

WEBHOOK_BYTES = 1024 * 1024
"""Bytes of one update; real ones stay far below."""

ANONYMOUS_ADMIN = 1_087_968_824
"""The account that stands in for every admin who writes in a group's name."""


def length(text: str) -> int:
    """The length as Telegram counts offsets, in UTF-16 units: never less than in characters."""
    return len(text) + sum(1 for letter in text if ord(letter) > ord("\uffff"))


RATES: Final = Rates(
    per_second=29.8,
    window=30,
    chat_gap=1.0,
    group_per_minute=20,
    parts="/",
    in_flight=24,
)
"""Just under 30 messages a second, 1 in a chat, 20 a minute in a group (Bots FAQ).

On a busy machine messages arrive unevenly, and `EvenPace` slows down by as much. So many in
flight keep that pace as long as answers take no longer than 0.8 seconds.
"""
