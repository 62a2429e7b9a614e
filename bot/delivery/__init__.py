"""The way out: what is owed, to whom it goes, and the sending of it."""

from bot.delivery.carrier import Outbox
from bot.delivery.marks import MOST_TRIES
from bot.delivery.sender import Sender, Senders

__all__ = ["MOST_TRIES", "Outbox", "Sender", "Senders"]
