"""Buttons under messages, and the words that travel in them."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from adapters.telegram.drawing import shortened
from adapters.telegram.limits import LIMITS
from bot.model.actions import Action, decoded
from bot.replies import Button, Rows
from bot.texts.text import Text

PIN_KEY = "place.send_pin"
"""The sentence on the button that sends one's own place."""

STYLES = {"main": "primary", "danger": "danger"}

Say = Callable[[Text], str]
"""Says a sentence in the reader's language, without styles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where links lead that open the private chat with the bot."""

    base: str
    bot: Bot

    def to(self, action: Action) -> str:
        """The link that acts like a press of a button with this action."""
        payload = action.encoded().replace(":", "_")
        return f"{self.base}/{self.bot.username}?start={payload}"

    def action(self, url: str) -> Action | None:
        """The action behind one of our links."""
        if not url.startswith(f"{self.base}/{self.bot.username}?"):
            return None
        return started(parse_qs(urlsplit(url).query).get("start", [""])[0])


def started(payload: str) -> Action | None:
    """The action that a deep link carried."""
    return decoded(payload.replace("_", ":"))


def inline(rows: Rows, say: Say, links: Links | None) -> InlineKeyboardMarkup | None:
    """The buttons under a message; `links` where all can read it, None in a private chat."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(one, say, links) for one in row] for row in rows])


def _button(button: Button, say: Say, links: Links | None) -> InlineKeyboardButton:
    label = shortened(say(button.label), LIMITS.button_label)
    style = STYLES.get(button.tone)
    if button.private and links is not None:
        return InlineKeyboardButton(label, url=links.to(button.action), style=style)
    return InlineKeyboardButton(label, callback_data=button.action.encoded(), style=style)


def pin(say: Say) -> ReplyKeyboardMarkup:
    """The keyboard that sends one's own place; Telegram has it in private chats only."""
    label = shortened(say(Text.of(PIN_KEY)), LIMITS.button_label)
    return ReplyKeyboardMarkup(
        [[KeyboardButton(label, request_location=True)]],
        resize_keyboard=True,
        one_time_keyboard=True,
    )
