"""Timestamps as a client with an English screen in UTC shows them."""

from datetime import UTC, datetime

FORMATS = {
    "t": "%H:%M",
    "T": "%H:%M:%S",
    "d": "%d/%m/%Y",
    "D": "{day} %B %Y",
    "f": "{day} %B %Y %H:%M",
    "F": "%A, {day} %B %Y %H:%M",
}
STEPS = (
    (31_536_000, "year"),
    (2_592_000, "month"),
    (86_400, "day"),
    (3_600, "hour"),
    (60, "minute"),
    (1, "second"),
)


def moment(seconds: int, style: str, now: float) -> str:
    """A moment in one of the seven styles; R is relative to `now`."""
    if style == "R":
        return _relative(seconds - now)
    try:
        then = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return "Invalid date"
    return then.strftime(FORMATS[style].format(day=then.day))


def _relative(distance: float) -> str:
    size = abs(distance)
    for step, name in STEPS:
        count = round(size / step)
        if size >= step * 0.95 and count:
            much = f"{count} {name}{'s' if count > 1 else ''}"
            break
    else:
        much = "a few seconds"
    return f"in {much}" if distance > 0 else f"{much} ago"
