"""The way out: what is owed, to whom it goes, and the sending of it."""

from bot.delivery.contents import says
from bot.delivery.sender import MOST_TRIES, Outbox, Sender, Senders

__all__ = ["MOST_TRIES", "Outbox", "Sender", "Senders", "says"]
