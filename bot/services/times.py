"""Reading moments that people write."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import dateparser

from bot.errors import WatchError
from bot.model.policy import Policy
from bot.services.words import within
from bot.texts.text import Text

OLDEST = timedelta(days=30)
"""How far back an incident may lie."""

LONGEST_WORDS = 60
"""Characters in which a moment or a stretch of time can be said."""

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NOON = 12

CLOCK = r"\d{1,2}(?:[:.h]\d{2})?\s*[ap]\.?m\b\.?|\d{1,2}[:.h]\d{2}|\d{1,2}\s?h\b"
"""A time of day: 14:30, 14.30, 14h30, 14h, 2:30 pm, 2pm."""

RANGE = re.compile(
    r"(?:from|between|desde|entre|de)?\s*(?P<day>.*?)[\s,]*"
    r"(?:\b(?:from|between|desde|entre|de|at|a)\s+)?(?:las?\s+)?"
    rf"(?P<first>{CLOCK})"
    r"\s*(?:-|\b(?:to|until|till|and|a|y|hasta)\b)\s*(?P<until>.*?)[\s,]*"
    r"(?:\b(?:at|a)\s+)?(?:las?\s+)?"
    rf"(?P<last>{CLOCK})"
    r"[\s,]*(?P<after>.*)",
    re.IGNORECASE,
)
"""A stretch of time: the day before it, after it, or one for each end."""

MEANS = {
    re.compile(pattern, re.IGNORECASE): known
    for pattern, known in {
        r"^(?:on|el|la)\s+": "",
        r"\blast night\b": "yesterday",
        r"\banoche\b": "ayer",
        r"\bantier\b|\bantes de ayer\b": "anteayer",
        r"\bmediod[ií]a\b": "12:00",
        r"\bhalf an hour\b": "30 minutes",
        r"\bmedia hora\b": "30 minutos",
    }.items()
}
"""What the library does not know, in words that it knows."""

TELLING = re.compile(rf"{CLOCK}|[^\W\d_]{{3}}|\d[-/.]\d", re.IGNORECASE)
"""A time, a word or a date: without one of them a number could mean anything."""


def moment(words: str, now: datetime, zone: str) -> datetime:
    """The past moment that the words name, such as "yesterday 18:30" or "2026-11-24 09:00".

    Raises:
        WatchError: `time.unclear`, `time.future`, `time.too_old`, or as `within`.
    """
    found = _parsed(within(words, LONGEST_WORDS), now, zone)
    if found is None:
        raise WatchError("time.unclear")
    if found > now:
        raise WatchError("time.future")
    if now - found > OLDEST:
        raise WatchError("time.too_old", count=OLDEST.days)
    return found


def window(words: str, now: datetime, zone: str, policy: Policy) -> tuple[datetime, datetime]:
    """The stretch of time that the words name, such as "yesterday 14:00-17:00".

    Without a day it is the last such stretch that has begun; what ends before it begins ends on
    the next day.

    Raises:
        WatchError: `window.unclear`, `window.future`, `window.long` or `window.short`, or as
            `within`.
    """
    first, last = _ends(within(words, LONGEST_WORDS), now, zone)
    if first > now:
        raise WatchError("window.future")
    least, most = policy.window_least, policy.window_most
    bounds = {"least": say_span(least), "most": say_span(most)}
    if last - first > most:
        raise WatchError("window.long", count=-(-(last - first) // HOUR), **bounds)
    if last - first < least:
        raise WatchError("window.short", count=(last - first) // MINUTE, **bounds)
    return first, last


def say_span(span: timedelta) -> Text:
    """A stretch of time in whole hours, or else in minutes."""
    if span % HOUR:
        return Text.of("span.minutes", count=span // MINUTE)
    return Text.of("span.hours", count=span // HOUR)


def _ends(words: str, now: datetime, zone: str) -> tuple[datetime, datetime]:
    parts = RANGE.fullmatch(words)
    if parts is None:
        raise WatchError("window.unclear")
    begins, ends = _clock(parts["first"]), _clock(parts["last"])
    day = parts["day"] or parts["after"]
    first = _parsed(f"{day} {begins}".strip(), now, zone) if begins else None
    if first is None or ends is None:
        raise WatchError("window.unclear")
    if parts["until"]:
        last = _parsed(f"{parts['until']} {ends}", now, zone)
        if last is None or last < first:
            raise WatchError("window.unclear")
        return first, last
    local = first.astimezone(ZoneInfo(zone))
    last = datetime.combine(local, time.fromisoformat(ends), local.tzinfo)
    if last <= local:  # by the clock on the wall, also in a night in which it is changed
        last += timedelta(days=1)
    return first, last.astimezone(now.tzinfo)


def _clock(written: str) -> str | None:
    """A time of day as HH:MM; None when there is no such time."""
    hour, minute, *_ = (int(digits) for digits in (*re.findall(r"\d+", written), "0"))
    half = re.search(r"[ap]", written.lower())
    if half is not None:
        if not 0 < hour <= NOON:
            return None
        hour = hour % NOON + (NOON if half[0] == "p" else 0)
    try:
        return time(hour, minute).strftime("%H:%M")
    except ValueError:
        return None


def _parsed(words: str, now: datetime, zone: str) -> datetime | None:
    """The moment, in the zone's wall time, which the library is told is all there is."""
    for pattern, known in MEANS.items():
        words = pattern.sub(known, words)
    if TELLING.search(words) is None:
        return None
    local = now.astimezone(ZoneInfo(zone))
    found = dateparser.parse(
        words,
        languages=["en", "es"],
        settings={
            "TIMEZONE": "UTC",
            "PREFER_DATES_FROM": "past",
            "RELATIVE_BASE": local.replace(tzinfo=None),
        },
    )
    if found is None:
        return None
    placed = found if found.tzinfo else found.replace(tzinfo=local.tzinfo)
    return placed.astimezone(now.tzinfo)
