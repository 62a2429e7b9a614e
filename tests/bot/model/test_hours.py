"""Quiet hours and digests by the clock on the wall, in nights in which it is changed, too."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.hours import (
    DAY_MINUTES,
    Hours,
    Quiet,
    next_daily,
    next_hour,
    rest_of,
    resting_until,
)

TORONTO = "America/Toronto"
NIGHT = Quiet(begins=22 * 60, ends=7 * 60)


def local(text: str, zone: str = TORONTO, fold: int = 0) -> datetime:
    """A moment by the clock on the wall."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def until(quiet: Quiet, now: datetime, zone: str = TORONTO) -> datetime | None:
    """When the quiet that holds this moment ends."""
    return resting_until(Hours(zone=zone, quiet=quiet), now)


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-05-04 21:59", None),
        ("2026-05-04 22:00", "2026-05-05 07:00"),
        ("2026-05-04 23:30", "2026-05-05 07:00"),
        ("2026-05-05 00:00", "2026-05-05 07:00"),
        ("2026-05-05 06:59", "2026-05-05 07:00"),
        ("2026-05-05 07:00", None),
        ("2026-05-05 12:00", None),
    ],
)
def test_a_night_is_quiet_until_the_morning(now: str, ends: str | None) -> None:
    assert until(NIGHT, local(now)) == (None if ends is None else local(ends))


def test_quiet_hours_may_lie_within_a_day() -> None:
    siesta = Quiet(begins=13 * 60, ends=15 * 60)
    assert until(siesta, local("2026-05-04 14:00")) == local("2026-05-04 15:00")
    assert until(siesta, local("2026-05-04 15:00")) is None
    assert until(siesta, local("2026-05-04 00:30")) is None


def test_without_quiet_hours_it_is_never_quiet() -> None:
    assert rest_of(Hours(zone=TORONTO), local("2026-05-04 03:00")) is None


def test_each_lives_by_the_clock_of_his_own_zone() -> None:
    now = datetime(2026, 5, 5, 3, tzinfo=UTC)
    assert until(NIGHT, now, "UTC") == datetime(2026, 5, 5, 7, tzinfo=UTC)
    assert until(NIGHT, now, TORONTO) == datetime(2026, 5, 5, 11, tzinfo=UTC)
    assert until(NIGHT, now, "Asia/Kolkata") is None


def test_a_night_in_which_clocks_are_put_forward_is_an_hour_shorter() -> None:
    rest = rest_of(Hours(zone=TORONTO, quiet=NIGHT), local("2026-03-07 23:00"))
    assert rest is not None
    assert rest.ends.astimezone(UTC) - rest.begins.astimezone(UTC) == timedelta(hours=8)
    assert rest.ends == local("2026-03-08 07:00")


def test_a_night_in_which_clocks_are_put_back_is_an_hour_longer() -> None:
    rest = rest_of(Hours(zone=TORONTO, quiet=NIGHT), local("2026-10-31 23:00"))
    assert rest is not None
    assert rest.ends.astimezone(UTC) - rest.begins.astimezone(UTC) == timedelta(hours=10)


def test_an_end_that_no_clock_shows_comes_when_it_would_have_come() -> None:
    early = Quiet(begins=22 * 60, ends=2 * 60 + 30)
    assert until(early, local("2026-03-08 01:59")) == local("2026-03-08 03:30")
    assert until(early, local("2026-03-08 03:30")) is None


def test_an_end_that_clocks_show_twice_comes_the_second_time() -> None:
    early = Quiet(begins=22 * 60, ends=1 * 60 + 30)
    second = local("2026-11-01 01:30", fold=1)
    assert until(early, local("2026-11-01 01:45", fold=0)) == second.astimezone(UTC)
    assert until(early, local("2026-11-01 01:29", fold=1)) == second.astimezone(UTC)
    assert until(early, second) is None


def test_a_beginning_that_clocks_show_twice_comes_the_first_time() -> None:
    late = Quiet(begins=1 * 60 + 30, ends=6 * 60)
    assert until(late, local("2026-11-01 01:29", fold=0)) is None
    assert until(late, local("2026-11-01 01:30", fold=0)) == local("2026-11-01 06:00")
    assert until(late, local("2026-11-01 01:00", fold=1)) == local("2026-11-01 06:00")


def test_quiet_hours_that_no_clock_shows_are_as_long_as_meant() -> None:
    within = Quiet(begins=2 * 60 + 10, ends=2 * 60 + 40)
    rest = rest_of(Hours(zone=TORONTO, quiet=within), local("2026-03-08 01:00"))
    assert rest is not None
    assert (rest.begins, rest.ends) == (local("2026-03-08 03:10"), local("2026-03-08 03:40"))


@pytest.mark.parametrize(
    ("now", "daily"),
    [
        ("2026-05-04 17:59", "2026-05-04 18:00"),
        ("2026-05-04 18:00", "2026-05-05 18:00"),
        ("2026-03-07 18:30", "2026-03-08 18:00"),
        ("2026-10-31 18:30", "2026-11-01 18:00"),
    ],
)
def test_a_digest_comes_at_its_hour_of_every_day(now: str, daily: str) -> None:
    assert next_daily(Hours(zone=TORONTO), local(now)) == local(daily)


def test_the_next_full_hour_is_never_now() -> None:
    assert next_hour(datetime(2026, 5, 4, 12, tzinfo=UTC)) == datetime(2026, 5, 4, 13, tzinfo=UTC)
    late = datetime(2026, 5, 4, 23, 59, 59, tzinfo=UTC)
    assert next_hour(late) == datetime(2026, 5, 5, tzinfo=UTC)


ZONES = st.sampled_from([TORONTO, "UTC", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"])
MINUTES = st.integers(0, DAY_MINUTES - 1)
YEAR = st.integers(0, 366 * DAY_MINUTES)


@given(ZONES, MINUTES, MINUTES, YEAR)
def test_the_stretch_is_that_which_holds_now_or_the_first_one_after(
    zone: str, begins: int, ends: int, minute: int
) -> None:
    if begins == ends:
        return
    hours = Hours(zone=zone, quiet=Quiet(begins=begins, ends=ends))
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    rest = rest_of(hours, now)
    assert rest is not None
    assert now < rest.ends
    assert rest.begins - now < timedelta(days=1, hours=2)
    before = rest_of(hours, rest.begins - timedelta(seconds=1))
    assert before is not None
    assert before.ends > rest.begins or before.begins == rest.begins
