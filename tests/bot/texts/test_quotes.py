from datetime import UTC, datetime

import pytest

from bot.texts.render import Locale, Span, Style, lines
from bot.texts.text import Quote

LOCALE = Locale(language="en", zone="UTC", now=datetime(2026, 11, 24, 12, tzinfo=UTC))
WORDS = "my cousin saw <b>it</b>"


@pytest.mark.parametrize(
    ("marks", "spans"),
    [
        ((), (("my cousin saw <b>it</b>", Style.QUOTE),)),
        (((0, 9),), (("my cousin", Style.MARKED), (" saw <b>it</b>", Style.QUOTE))),
        (
            ((3, 9), (10, 13)),
            (
                ("my ", Style.QUOTE),
                ("cousin", Style.MARKED),
                (" ", Style.QUOTE),
                ("saw", Style.MARKED),
                (" <b>it</b>", Style.QUOTE),
            ),
        ),
        (((0, 23),), (("my cousin saw <b>it</b>", Style.MARKED),)),
    ],
)
def test_marked_words_of_a_quote_stand_out(
    marks: tuple[tuple[int, int], ...], spans: tuple[tuple[str, Style], ...]
) -> None:
    (line,) = lines((Quote(text=WORDS, marks=marks),), LOCALE)
    assert line == tuple(Span(text=text, style=style) for text, style in spans)


def test_an_empty_quote_is_one_empty_run() -> None:
    assert lines((Quote(text=""),), LOCALE) == ((Span(text="", style=Style.QUOTE),),)
