"""From sentences to styled words; each platform draws the styles its own way."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_decimal

from bot.texts.catalogue import language_of, sentence
from bot.texts.text import Ago, Date, Day, Expanse, Hour, Line, Metres, Quote, Stretch, Text, Value

PIECES = re.compile(r"<b>|</b>|<i>|</i>|\{[a-z_]+\}|[^<{]+|[<{]")
"""Catalogue markup: bold, italic, named gaps, and the words between. Values are never parsed."""

SOON_S = 45
"""Seconds within which a moment is said as "just now"."""

KILOMETRE = 1_000

DATE = {"en": ("EEEE d MMMM", "EEE d MMM"), "es": ("EEEE d 'de' MMMM", "EEE d MMM")}
"""A day, whole and short, as each language writes it (CLDR patterns)."""


class Style(StrEnum):
    """How words are set apart."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    QUOTE = "quote"
    MARKED = "marked"  # words of a quote that stand out


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of words in one style."""

    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """The reader's language and time zone, and the moment of reading."""

    language: str
    zone: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a message is written on: its reader's language, and the characters there are."""

    locale: Locale
    room: int


def lines(said: Sequence[Line], locale: Locale) -> tuple[tuple[Span, ...], ...]:
    """The lines of a message as styled runs, one tuple a line."""
    return tuple(_line(line, locale) for line in said)


def plain(text: Text, locale: Locale) -> str:
    """A sentence without styles: for buttons, pop-ups, labels."""
    return "".join(span.text for span in _line(text, locale))


def _line(line: Line, locale: Locale) -> tuple[Span, ...]:
    if isinstance(line, Quote):
        return tuple(_quote(line))
    values = dict(line.values)
    count = values.get("count")
    found = sentence(line.key, locale.language, count if isinstance(count, int) else None)
    spans: list[Span] = []
    style = Style.PLAIN
    for piece in PIECES.findall(found):
        if piece in MARKS:
            style = MARKS[piece]
        elif len(piece) > 1 and piece.startswith("{"):
            spans.extend(_value(values[piece[1:-1]], style, locale))
        else:
            spans.append(Span(text=piece, style=style))
    return tuple(spans)


def _quote(quote: Quote) -> Iterator[Span]:
    said = 0
    for start, end in quote.marks:
        if start > said:
            yield Span(text=quote.text[said:start], style=Style.QUOTE)
        yield Span(text=quote.text[start:end], style=Style.MARKED)
        said = end
    if said < len(quote.text) or not quote.text:
        yield Span(text=quote.text[said:], style=Style.QUOTE)


MARKS = {"<b>": Style.BOLD, "</b>": Style.PLAIN, "<i>": Style.ITALIC, "</i>": Style.PLAIN}


def _value(value: Value, style: Style, locale: Locale) -> tuple[Span, ...]:
    if isinstance(value, Text):
        inner = _line(value, locale)
        return tuple(
            Span(text=span.text, style=style if span.style is Style.PLAIN else span.style)
            for span in inner
        )
    return (Span(text=_words(value, locale), style=style),)


Moment = Ago | Hour | Day | Stretch


def _words(value: str | int | Moment | Date | Metres | Expanse, locale: Locale) -> str:
    match value:
        case str():
            return value
        case int():
            return str(format_decimal(value, locale=language_of(locale.language)))
        case Date(day=day):
            return str(format_date(day, "d MMM y", locale=language_of(locale.language)))
        case Metres(metres=metres):
            return _distance(metres, locale)
        case Expanse(square_metres=square_metres):
            return _expanse(square_metres, locale)
        case _:
            return _moment(value, locale)


def _moment(value: Moment, locale: Locale) -> str:
    match value:
        case Ago(moment=moment):
            return _ago(moment, locale)
        case Hour(moment=moment):
            return _hour(moment, locale)
        case Day(moment=moment):
            return _day(moment, locale)
        case Stretch(first=first, last=last):
            return _stretch(first, last, locale)


def _ago(moment: datetime, locale: Locale) -> str:
    past = locale.now - moment
    if past < timedelta(seconds=SOON_S):
        return sentence("time.just_now", locale.language)
    if past > timedelta(hours=20):
        return _day(moment, locale)
    language = language_of(locale.language)
    return str(format_timedelta(-past, add_direction=True, locale=language))


def _hour(moment: datetime, locale: Locale) -> str:
    zone, language = ZoneInfo(locale.zone), language_of(locale.language)
    local = moment.astimezone(zone)
    said = format_time(local, "HH:mm", tzinfo=zone, locale=language)
    if local.date() == locale.now.astimezone(zone).date():
        return said
    return f"{format_date(local, DATE[language][1], locale=language)} {said}"


def _day(moment: datetime, locale: Locale) -> str:
    zone, language = ZoneInfo(locale.zone), language_of(locale.language)
    local = moment.astimezone(zone)
    said = format_time(local, "HH:mm", tzinfo=zone, locale=language)
    return f"{format_date(local, DATE[language][0], locale=language)}, {said}"


def _stretch(first: datetime, last: datetime, locale: Locale) -> str:
    zone = ZoneInfo(locale.zone)
    if first.astimezone(zone).date() != last.astimezone(zone).date():
        return f"{_day(first, locale)} - {_day(last, locale)}"
    language = language_of(locale.language)
    end = format_time(last.astimezone(zone), "HH:mm", tzinfo=zone, locale=language)
    return f"{_day(first, locale)}-{end}"


def _distance(metres: int, locale: Locale) -> str:
    language = language_of(locale.language)
    if metres < KILOMETRE:
        return f"{metres} m"
    return f"{format_decimal(round(metres / KILOMETRE, 1), locale=language)} km"


def _expanse(square_metres: int, locale: Locale) -> str:
    size = square_metres / KILOMETRE**2
    digits = 2 if size < 1 else 1
    return f"{format_decimal(round(size, digits), locale=language_of(locale.language))} km²"
