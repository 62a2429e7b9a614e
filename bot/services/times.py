"""Reading moments that people write."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import dateparser

from bot.errors import WatchError
from bot.services.words import plain

OLDEST = timedelta(days=30)
"""How far back an incident may lie."""

SHORTEST_WINDOW = timedelta(minutes=15)
LONGEST_WINDOW = timedelta(hours=12)
"""How long a stretch of time a request may cover (VOICE: "15 minutes to 12 hours")."""

RANGE = re.compile(
    r"^(?P<day>.*?)\s*(?P<first>\d{1,2}[:.h]\d{2})\s*(?:-|to|until|a|hasta)\s*"
    r"(?P<last>\d{1,2}[:.h]\d{2})\s*$",
    re.IGNORECASE,
)


def moment(words: str, now: datetime, zone: str) -> datetime:
    """The past moment that the words name, such as "yesterday 18:30" or "2026-11-24 09:00".

    Raises:
        WatchError: `time.unclear`, `time.future` or `time.too_old`.
    """
    found = _parsed(words, now, zone)
    if found is None:
        raise WatchError("time.unclear")
    if found > now:
        raise WatchError("time.future")
    if now - found > OLDEST:
        raise WatchError("time.too_old", count=OLDEST.days)
    return found


def window(words: str, now: datetime, zone: str) -> tuple[datetime, datetime]:
    """The stretch of time that the words name, such as "yesterday 14:00-17:00".

    Raises:
        WatchError: `window.unclear`, `window.future`, or `window.length` with the hours given.
    """
    parts = RANGE.match(plain(words))
    if parts is None:
        raise WatchError("window.unclear")
    day = parts["day"].strip(" ,") or "today"
    first = _parsed(f"{day} {_clock(parts['first'])}", now, zone)
    last = _parsed(f"{day} {_clock(parts['last'])}", now, zone)
    if first is None or last is None:
        raise WatchError("window.unclear")
    if last <= first:
        last += timedelta(days=1)
    if first > now:
        raise WatchError("window.future")
    if not SHORTEST_WINDOW <= last - first <= LONGEST_WINDOW:
        raise WatchError("window.length", hours=f"{(last - first) / timedelta(hours=1):.1f}")
    return first, last


def _clock(written: str) -> str:
    return written.lower().replace(".", ":").replace("h", ":")


def _parsed(words: str, now: datetime, zone: str) -> datetime | None:
    local = now.astimezone(ZoneInfo(zone))
    found = dateparser.parse(
        plain(words),
        languages=["en", "es"],
        settings={
            "TIMEZONE": zone,
            "RETURN_AS_TIMEZONE_AWARE": True,
            "PREFER_DATES_FROM": "past",
            "RELATIVE_BASE": local.replace(tzinfo=None),
        },
    )
    return None if found is None else found.astimezone(now.tzinfo)
