"""A stand-in Telegram: the Bot API on loopback, and the people behind it."""

from adapters.playground.telegram.nouns import Bot, Chat, ChatKind, Human
from adapters.playground.telegram.rates import Rates
from adapters.playground.telegram.server import TelegramServer

__all__ = ["Bot", "Chat", "ChatKind", "Human", "Rates", "TelegramServer"]
