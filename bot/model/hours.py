"""When somebody may be told of things: a time zone, quiet hours, the hour of the daily digest."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.incidents import Category

URGENT = frozenset({Category.FIRE, Category.HAZARD})
"""Kinds that may pass quiet hours, if the person says so: what burns, leaks or hangs loose."""

DAY_MINUTES = 24 * 60
DAILY_HOURS = (8, 12, 18, 21)
"""The hours of the local day at which a daily digest may come."""

USUAL_DAILY = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """From one minute of the local day to another, over midnight when the second is earlier."""

    begins: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A person's hours; many people may share the same ones. `zone` is an IANA name.

    With `urgent` what cannot wait passes the quiet hours. `daily` is the local hour of a digest.
    """

    zone: str
    quiet: Quiet | None = None
    urgent: bool = False
    daily: int = USUAL_DAILY


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A stretch of quiet: from `begins`, until just before `ends`."""

    begins: datetime
    ends: datetime


def rest_of(hours: Hours, now: datetime) -> Rest | None:
    """The quiet stretch that holds `now`, or the next one; None without quiet hours.

    In the night in which clocks are put forward, an end that no clock shows comes when it would
    have come; in the night in which they are put back, an end that clocks show twice comes the
    second time.
    """
    if hours.quiet is None:
        return None
    today = now.astimezone(ZoneInfo(hours.zone)).date()
    for days in (-1, 0, 1, 2):
        rest = _rest_on(today + timedelta(days=days), hours.quiet, hours.zone)
        if now < rest.ends:
            return rest
    return None


def resting_until(hours: Hours, now: datetime) -> datetime | None:
    """When the quiet that holds `now` ends; None when it is not quiet."""
    rest = rest_of(hours, now)
    return rest.ends if rest is not None and rest.begins <= now else None


def next_daily(hours: Hours, now: datetime) -> datetime:
    """The first moment after `now` at which the local clock shows the hour of the digest."""
    return next_at(now, hours.zone, hours.daily)


def next_at(now: datetime, zone: str, hour: int) -> datetime:
    """The first moment after `now` at which a full hour of a zone's local day begins."""
    today = now.astimezone(ZoneInfo(zone)).date()
    moments = (_moment(today + timedelta(days=days), hour * 60, zone) for days in range(3))
    return next(moment for moment in moments if moment > now)


def next_hour(now: datetime) -> datetime:
    """The first full hour after `now`, as clocks in UTC show it."""
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _rest_on(day: date, quiet: Quiet, zone: str) -> Rest:
    over = quiet.ends <= quiet.begins
    begins = _moment(day, quiet.begins, zone)
    return Rest(
        begins=begins, ends=_last_moment(day + timedelta(days=int(over)), quiet.ends, zone)
    )


def _moment(day: date, minute: int, zone: str) -> datetime:
    """A minute of a local day, in UTC: the first of two, the one meant where none is shown."""
    local = datetime.combine(day, time(*divmod(minute, 60)), ZoneInfo(zone))
    return local.astimezone(UTC)


def _last_moment(day: date, minute: int, zone: str) -> datetime:
    local = datetime.combine(day, time(*divmod(minute, 60)), ZoneInfo(zone))
    return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
