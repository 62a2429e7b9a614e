"""From sentences to words: in the reader's language, zone and units; values stay values."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.catalogue import language_of, sentence
from bot.texts.render import Locale, Span, Style, lines, plain
from bot.texts.text import Ago, Day, Expanse, Hour, Metres, Quote, Text, Value

NOW = datetime(2026, 11, 24, 19, tzinfo=UTC)
"""Tuesday, two in the afternoon in Montréal."""

ENGLISH = Locale(language="en", zone="America/Toronto", now=NOW)
SPANISH = Locale(language="es-MX", zone="America/Mexico_City", now=NOW)


def said(value: Value, locale: Locale) -> str:
    """A value alone, as it is said within a sentence."""
    return plain(Text.of("place.label", label=value), locale)


@pytest.mark.parametrize(
    ("past", "english", "spanish"),
    [
        (timedelta(0), "just now", "ahora mismo"),
        (timedelta(seconds=44), "just now", "ahora mismo"),
        (timedelta(seconds=60), "1 minute ago", "hace 1 minuto"),
        (timedelta(minutes=10), "10 minutes ago", "hace 10 minutos"),
        (timedelta(hours=1), "1 hour ago", "hace 1 hora"),
        (timedelta(hours=19), "19 hours ago", "hace 19 horas"),
        (timedelta(days=1), "Monday 23 November, 14:00", "lunes 23 de noviembre, 13:00"),
    ],
)
def test_what_is_near_is_said_as_how_long_ago(past: timedelta, english: str, spanish: str) -> None:
    assert said(Ago(moment=NOW - past), ENGLISH) == english
    assert said(Ago(moment=NOW - past), SPANISH) == spanish


def test_a_moment_that_a_clock_sees_ahead_is_just_now() -> None:
    assert said(Ago(moment=NOW + timedelta(minutes=3)), ENGLISH) == "just now"


def test_an_hour_says_its_day_when_it_is_another() -> None:
    assert said(Hour(moment=NOW + timedelta(minutes=15)), ENGLISH) == "14:15"
    assert said(Hour(moment=NOW + timedelta(minutes=15)), SPANISH) == "13:15"
    assert said(Hour(moment=NOW - timedelta(days=1)), ENGLISH) == "Mon 23 Nov 14:00"


def test_a_day_is_the_readers_own() -> None:
    late = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)
    assert said(Day(moment=late), ENGLISH) == "Tuesday 24 November, 23:30"
    assert said(Day(moment=late), SPANISH) == "martes 24 de noviembre, 22:30"


@pytest.mark.parametrize(
    ("metres", "english", "spanish"),
    [
        (50, "50 m", "50 m"),
        (999, "999 m", "999 m"),
        (1_000, "1 km", "1 km"),
        (1_240, "1.2 km", "1.2 km"),
        (5_000, "5 km", "5 km"),
    ],
)
def test_distances_are_in_metres_or_kilometres(metres: int, english: str, spanish: str) -> None:
    assert said(Metres(metres=metres), ENGLISH) == english
    assert said(Metres(metres=metres), SPANISH).replace(",", ".") == spanish


@pytest.mark.parametrize(
    ("square_metres", "english"),
    [
        (7_854, "0.01 km²"),
        (282_743, "0.28 km²"),
        (3_141_593, "3.1 km²"),
        (4_420_000_000, "4,420 km²"),
    ],
)
def test_ground_is_said_in_square_kilometres(square_metres: int, english: str) -> None:
    assert said(Expanse(square_metres=square_metres), ENGLISH) == english


def test_ground_is_said_with_a_comma_in_spanish() -> None:
    assert said(Expanse(square_metres=282_743), SPANISH).replace(",", ".") == "0.28 km²"


@pytest.mark.parametrize(("count", "days"), [(1, "1 day"), (2, "2 days"), (30, "30 days")])
def test_a_count_chooses_the_form(count: int, days: str) -> None:
    assert plain(Text.of("request.days", count=count), ENGLISH) == days


def test_a_count_may_stand_in_a_sentence_of_one_form() -> None:
    found = plain(Text.of("words.too_long", count=1_500, length=1_501), ENGLISH)
    assert found == "This is 1,501 characters long; 1,500 fit. What matters most?"


@given(st.text())
def test_values_are_never_markup(value: str) -> None:
    assert said(value, ENGLISH) == value
    for mark in ("<b>{label}</b>", "{count}", "</i><b>", "%s", "\\1"):
        assert said(value + mark, ENGLISH) == value + mark


def test_marks_become_styles_and_the_rest_stays() -> None:
    (line,) = lines([Text.of("setup.done", area="<Mile & End>")], ENGLISH)
    assert line[0] == Span(text="This chat now watches over ")
    assert line[1] == Span(text="<Mile & End>", style=Style.BOLD)
    assert "".join(span.text for span in line).startswith(
        "This chat now watches over <Mile & End>."
    )


def test_a_text_within_a_text_takes_its_style_and_language() -> None:
    kind = Text.of("category.theft")
    head = Text.of("incident.head", category=kind, near="A", ago=Ago(moment=NOW))
    (line,) = lines([head], SPANISH)
    assert line[0] == Span(text="Robo o intrusión", style=Style.BOLD)
    assert plain(head, SPANISH) == "Robo o intrusión · cerca de A · ahora mismo"


@given(st.text())
def test_a_quote_is_shown_exactly(words: str) -> None:
    assert lines([Quote(text=words)], ENGLISH) == ((Span(text=words, style=Style.QUOTE),),)


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en-GB", "en"), ("es_419", "es"), ("ES", "es"), ("fr", "en"), ("", "en"), ("est", "en")],
)
def test_the_nearest_language_is_spoken(tag: str, language: str) -> None:
    assert language_of(tag) == language


def test_a_key_without_a_sentence_is_a_mistake_in_the_code() -> None:
    for count in (None, 2):
        with pytest.raises(KeyError):
            sentence("no.such", "en", count)
