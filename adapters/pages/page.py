"""From the public report to a page in a language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from adapters.pages.words import WORDS, bands, hint, outcomes, standing
from bot.ports.reports import AgencyRow, EntryRow, Ground, PromptRow, PublicReport
from bot.texts.catalogue import sentence
from bot.texts.render import Locale, plain

MOMENT: Final = {"en": "d MMMM y, HH:mm", "es": "d 'de' MMMM 'de' y, HH:mm"}
"""A moment as each language writes it (CLDR patterns)."""

STEPS: Final = 4
"""Shades of the map, from few to many requests."""

TEMPLATES: Final = Environment(
    loader=PackageLoader("adapters.pages", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where the page's other files are, seen from the page: by language, and the two copies."""

    languages: tuple[tuple[str, str], ...]
    ledger: str
    table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A row of a chart: what it is about, how many, and how long beside the longest (0-100)."""

    label: str
    count: str
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """A shape with its shade: 0 where nobody asked, up to `STEPS`."""

    name: str
    path: str
    count: str
    shade: int
    x: float
    y: float


def rendered(report: PublicReport, ground: Ground | None, links: Links, language: str) -> bytes:
    """The page: no script, no request to anywhere, one file."""
    page = TEMPLATES.get_template("page.html.jinja")
    locale = Locale(language=language, zone="UTC", now=report.made)
    words = {name: sentence(key, language) for name, key in WORDS.items()}
    return page.render(
        language=language,
        links=links,
        w=words,
        style=Markup(TEMPLATES.get_template("page.css").render()),  # noqa: S704 - our own file
        made=format_datetime(report.made, MOMENT[language], locale=language),
        figures=_figures(report, words, language),
        months=_bars([(_month(day, language), n) for day, n in report.months], language),
        outcomes=_bars(
            [(sentence(outcomes(o), language), n) for o, n in report.outcomes], language
        ),
        areas=_bars(report.areas, language),
        bands=_bars([(sentence(bands(b), language), n) for b, n in report.bands], language),
        rules=_bars(report.rules, language),
        agencies=[_agency(each, language) for each in report.agencies],
        prompts=[_prompt(each, language) for each in report.prompts],
        ground=ground,
        patches=() if ground is None else _patches(ground, language),
        entries=[_entry(each, locale) for each in report.entries],
        report=report,
    ).encode()


def _figures(report: PublicReport, words: dict[str, str], language: str) -> list[tuple[str, str]]:
    """The four numbers at the top, with what each counts."""
    counts = {
        "requests": report.requests,
        "refusals": report.refusals,
        "suspensions": report.suspensions,
        "entries": report.count,
    }
    return [(words[f"figure_{name}"], _number(count, language)) for name, count in counts.items()]


def _bars(counts: Sequence[tuple[str, int]], language: str) -> list[Bar]:
    most = max((count for _, count in counts), default=0) or 1
    return [
        Bar(label=label, count=_number(count, language), share=-(-100 * count // most))
        for label, count in counts
    ]


def _patches(ground: Ground, language: str) -> list[Patch]:
    most = max((shape.count for shape in ground.shapes), default=0) or 1
    return [
        Patch(
            name=shape.name,
            path=shape.path,
            count=_number(shape.count, language) if shape.count else "",
            shade=-(-STEPS * shape.count // most),
            x=round(shape.at[0], 1),
            y=round(shape.at[1], 1),
        )
        for shape in ground.shapes
    ]


def _agency(row: AgencyRow, language: str) -> dict[str, str]:
    last = "-" if row.last is None else str(format_date(row.last, "d MMM y", locale=language))
    return {
        "name": row.name,
        "state": row.state.value,
        "standing": sentence(standing(row.state), language),
        "requests": _number(row.requests, language),
        "refusals": _number(row.refusals, language),
        "last": last,
    }


def _prompt(row: PromptRow, language: str) -> dict[str, str]:
    counts = {
        "shown": row.shown,
        "edited": row.edited,
        "sent": row.sent,
        "dropped": row.dropped,
    }
    figures = {name: _number(count, language) for name, count in counts.items()}
    return {"kind": sentence(hint(row.prompt), language), **figures}


def _entry(row: EntryRow, locale: Locale) -> dict[str, str]:
    return {
        "number": str(row.number),
        "kind": row.kind.value,
        "words": plain(row.words, locale),
        "quote": row.quote,
        "digest": row.digest,
    }


def _month(first: date, language: str) -> str:
    return str(format_date(first, "MMM yy", locale=language))


def _number(count: int, language: str) -> str:
    return str(format_decimal(count, locale=language))
