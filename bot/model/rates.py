"""How fast platforms let a bot send, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """A platform's limits on sending.

    `per_second` messages of one bot overall; `chat_gap` seconds between two messages to one
    person; `group_per_minute` messages into one group, 0 when the platform has no such limit.
    """

    per_second: float
    chat_gap: float = 0.0
    group_per_minute: int = 0
