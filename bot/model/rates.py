"""How fast platforms let a bot send, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """A platform's limits on sending.

    `per_second` messages of one bot leave, evenly spaced; `window` is how many the platform
    takes in any second, 0 when only the spacing counts. `chat_gap` are the seconds between two
    messages into one chat; `group_per_minute` messages go into one group in any minute, 0 when
    the platform has no such limit. `parts` is what parts a chat's id from a part of it, such as
    a topic: limits are the whole chat's. `in_flight` messages may be under way at once, each to
    another address: after a crash these are in doubt.
    """

    per_second: float
    window: int = 0
    chat_gap: float = 0.0
    group_per_minute: int = 0
    parts: str = ""
    in_flight: int = 1
