"""What was asked of the server, call by call."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One REST call."""

    time: float  # seconds since the epoch
    method: str
    route: str  # the template, as `/channels/{channel}/messages`
    path: str
    channel: str  # the channel's id, or empty
    status: int  # 0: the connection was cut
    application: str
