"""Reading moments and stretches of time as people write them, in English and Spanish."""

from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import WatchError
from bot.model.policy import Policy
from bot.services.times import moment, window

ZONE = "America/Toronto"
HERE = ZoneInfo(ZONE)
NOW = datetime(2026, 5, 4, 8, tzinfo=HERE).astimezone(UTC)
"""Monday morning."""


def local(found: datetime) -> str:
    """A moment as a clock on the wall and a calendar show it."""
    assert found.tzinfo is not None
    return found.astimezone(HERE).strftime("%a %d %H:%M")


def why(words: str) -> str:
    """Under which key a moment is refused."""
    with pytest.raises(WatchError) as refusal:
        moment(words, NOW, ZONE)
    return refusal.value.text.key


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("07:30", "Mon 04 07:30"),
        ("7:30 am", "Mon 04 07:30"),
        ("0:30", "Mon 04 00:30"),
        ("14:30", "Sun 03 14:30"),
        ("14h30", "Sun 03 14:30"),
        ("3pm", "Sun 03 15:00"),
        ("now", "Mon 04 08:00"),
        ("ahora", "Mon 04 08:00"),
        ("5 minutes ago", "Mon 04 07:55"),
        ("half an hour ago", "Mon 04 07:30"),
        ("an hour ago", "Mon 04 07:00"),
        ("hace 10 minutos", "Mon 04 07:50"),
        ("hace una hora", "Mon 04 07:00"),
        ("hace media hora", "Mon 04 07:30"),
        ("today 07:00", "Mon 04 07:00"),
        ("hoy a las 07:00", "Mon 04 07:00"),
        ("yesterday 18:30", "Sun 03 18:30"),
        ("Yesterday at 6:30 pm", "Sun 03 18:30"),
        ("ayer 18:30", "Sun 03 18:30"),
        ("Ayer a las 18:30", "Sun 03 18:30"),
        ("last night 23:00", "Sun 03 23:00"),
        ("anoche a las 23:00", "Sun 03 23:00"),
        ("anteayer 10:00", "Sat 02 10:00"),
        ("antier 10:00", "Sat 02 10:00"),
        ("on Sunday at 14:00", "Sun 03 14:00"),
        ("el domingo a las 14:00", "Sun 03 14:00"),
        ("lunes 14:00", "Mon 27 14:00"),
        ("2 days ago", "Sat 02 08:00"),
        ("May 3 10:00", "Sun 03 10:00"),
        ("3 de mayo 10:00", "Sun 03 10:00"),
        ("2026-05-01 09:00", "Fri 01 09:00"),
        ("14:30 UTC", "Sun 03 10:30"),
        ("ayer\u00a018\u200b:30", "Sun 03 18:30"),
    ],
)
def test_a_moment_may_be_written_in_many_ways(words: str, found: str) -> None:
    assert local(moment(words, NOW, ZONE)) == found


@pytest.mark.parametrize(
    "words", ["asdf", "12", "1", "a", "at 9", "1999", "24:00", "25:61", "when it rained", "🙂"]
)
def test_what_names_no_moment_is_unclear(words: str) -> None:
    assert why(words) == "time.unclear"


@pytest.mark.parametrize(
    "words", ["tomorrow 9:00", "mañana 9:00", "in 5 minutes", "2026-11-24 09:00"]
)
def test_what_has_not_happened_yet_cannot_be_reported(words: str) -> None:
    assert why(words) == "time.future"


@pytest.mark.parametrize("words", ["2026-01-01 09:00", "three months ago", "hace 2 meses"])
def test_what_happened_long_ago_cannot_be_reported(words: str) -> None:
    assert why(words) == "time.too_old"


def test_a_moment_needs_words_and_not_too_many() -> None:
    assert why(" ") == "words.empty"
    assert why("yesterday " * 10) == "words.too_long"


def spanned(words: str) -> tuple[str, str]:
    """A stretch of time, as wall clocks and calendars show its ends."""
    first, last = window(words, NOW, ZONE, Policy())
    return local(first), local(last)


def why_not(words: str) -> tuple[str, int | None]:
    """Under which key a stretch of time is refused, and with which number."""
    with pytest.raises(WatchError) as refusal:
        window(words, NOW, ZONE, Policy())
    count = dict(refusal.value.text.values).get("count")
    assert count is None or isinstance(count, int)
    return refusal.value.text.key, count


YESTERDAY = ("Sun 03 14:00", "Sun 03 17:00")


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        ("yesterday 14:00-17:00", YESTERDAY),
        ("yesterday 14:00\u201317:00", YESTERDAY),
        ("yesterday, 14:00 to 17:00", YESTERDAY),
        ("yesterday 14h00 - 17h00", YESTERDAY),
        ("yesterday 14.00-17.00", YESTERDAY),
        ("yesterday from 2 pm until 5 pm", YESTERDAY),
        ("from 2pm to 5pm yesterday", YESTERDAY),
        ("between 14:00 and 17:00 yesterday", YESTERDAY),
        ("14:00-17:00", YESTERDAY),
        ("14h-17h", YESTERDAY),
        ("Sunday 14:00-17:00", YESTERDAY),
        ("2026-05-03 14:00-17:00", YESTERDAY),
        ("May 3, 14:00 to 17:00", YESTERDAY),
        ("ayer 14:00-17:00", YESTERDAY),
        ("Ayer de 14:00 a 17:00", YESTERDAY),
        ("ayer de las 14:00 a las 17:00", YESTERDAY),
        ("ayer entre las 14:00 y las 17:00", YESTERDAY),
        ("ayer desde las 14:00 hasta las 17:00", YESTERDAY),
        ("el domingo 14:00-17:00", YESTERDAY),
        ("3 de mayo 14:00 a 17:00", YESTERDAY),
        ("yesterday 14:00 - yesterday 17:00", YESTERDAY),
        ("06:00-07:30", ("Mon 04 06:00", "Mon 04 07:30")),
        ("today 07:00-09:00", ("Mon 04 07:00", "Mon 04 09:00")),
        ("22:00-01:00", ("Sun 03 22:00", "Mon 04 01:00")),
        ("yesterday 22:00-01:00", ("Sun 03 22:00", "Mon 04 01:00")),
        ("anoche de 22:00 a 01:00", ("Sun 03 22:00", "Mon 04 01:00")),
        ("yesterday 12am-3am", ("Sun 03 00:00", "Sun 03 03:00")),
        ("yesterday 11am-12pm", ("Sun 03 11:00", "Sun 03 12:00")),
        ("saturday 22:00 to sunday 04:00", ("Sat 02 22:00", "Sun 03 04:00")),
    ],
)
def test_a_stretch_of_time_may_be_written_in_many_ways(words: str, ends: tuple[str, str]) -> None:
    assert spanned(words) == ends


@pytest.mark.parametrize(
    "words",
    [
        "yesterday",
        "14:00",
        "sometime",
        "foo 14:00-17:00",
        "25:00-26:00",
        "yesterday 14:61-15:00",
        "13pm-14pm",
        "0am-3am",
        "yesterday 17:00 - yesterday 14:00",
        "- 14:00",
        "1:00 " * 11,
    ],
)
def test_what_names_no_stretch_of_time_is_unclear(words: str) -> None:
    assert why_not(words) == ("window.unclear", None)


def test_what_has_not_begun_yet_cannot_be_asked_about() -> None:
    for words in ("tomorrow 9:00-10:00", "mañana 9:00-10:00", "today 09:00-10:00"):
        assert why_not(words) == ("window.future", None)


def test_fifteen_minutes_are_the_least_and_twelve_hours_the_most() -> None:
    assert spanned("yesterday 14:00-14:15") == ("Sun 03 14:00", "Sun 03 14:15")
    assert spanned("yesterday 06:00-18:00") == ("Sun 03 06:00", "Sun 03 18:00")
    assert why_not("yesterday 14:00-14:14") == ("window.short", 14)
    assert why_not("yesterday 06:00-18:01") == ("window.long", 13)
    assert why_not("saturday 08:00 - sunday 14:00") == ("window.long", 30)
    assert why_not("yesterday 14:00-14:00") == ("window.long", 24)


def test_a_night_in_which_the_clocks_change_is_as_long_as_it_is() -> None:
    spring = datetime(2026, 3, 8, 12, tzinfo=UTC)
    first, last = window("2026-03-07 22:00-04:00", spring, ZONE, Policy())
    assert last - first == timedelta(hours=5)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=70))
def test_whatever_is_written_is_read_or_refused(words: str) -> None:
    for read in (moment, partial(window, policy=Policy())):
        try:
            read(words, NOW, ZONE)
        except WatchError:
            continue


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="0123456789:.-h apmyesterdaytolunes", max_size=60))
def test_whatever_looks_like_a_time_is_read_or_refused(words: str) -> None:
    for read in (moment, partial(window, policy=Policy())):
        try:
            read(words, NOW, ZONE)
        except WatchError:
            continue
