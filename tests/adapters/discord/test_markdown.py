from itertools import cycle, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.markdown import drawn, escape, quoted, unescape
from adapters.playground.discord.people.markdown import Names, draw
from bot.texts.render import Span, Style

ALIVE = st.text(alphabet="ab1 \n\t\\*_~`|<>@#:[]()/.+-!&t\u200b\ufeff🦊é", max_size=60)
WORDS = st.one_of(ALIVE, st.text(max_size=60), st.text(alphabet="*_>\\\n ", max_size=30))
NAMES = Names(user=lambda _: "USER", channel=lambda _: "CH", role=lambda _: "ROLE", now=0.0)


def quote(words: str) -> tuple[Span, ...]:
    return (Span(text=words, style=Style.QUOTE),)


def marked(words: str, cuts: list[int]) -> tuple[Span, ...]:
    """A quote, cut up at some places, every second piece of it marked."""
    edges = [0, *sorted(min(cut, len(words)) for cut in cuts), len(words)]
    styles = cycle((Style.QUOTE, Style.MARKED))
    pieces = (words[start:end] for start, end in pairwise(edges))
    spans = (Span(text=piece, style=style) for piece, style in zip(pieces, styles, strict=False))
    return tuple(span for span in spans if span.text) or quote(words)


@given(WORDS)
def test_words_come_back_from_their_escape(words: str) -> None:
    assert unescape(escape(words)) == words


@given(WORDS)
def test_a_quote_comes_back_exactly(words: str) -> None:
    assert quoted(drawn([quote(words)])) == words


@given(WORDS, WORDS, WORDS)
def test_a_quote_comes_back_from_between_other_lines(before: str, words: str, after: str) -> None:
    lines = [(Span(text=before, style=Style.BOLD),), quote(words), (Span(text=after),)]
    assert quoted(drawn(lines)) == words


@given(WORDS)
def test_a_quote_survives_what_discord_strips_from_the_ends(words: str) -> None:
    shown = drawn([quote("x"), (Span(text="-"),), quote(words)])
    last = shown[shown.index("\\-") + 3 :]
    stripped = last.strip() if words else last
    assert quoted(stripped) == words


@given(WORDS)
def test_words_that_are_no_quote_are_never_taken_for_one(words: str) -> None:
    assert quoted(drawn([(Span(text=words),), (Span(text=words, style=Style.BOLD),)])) == ""


@given(WORDS.filter(lambda words: "\u200b" not in words))
def test_the_eye_reads_exactly_the_words(words: str) -> None:
    assert draw(escape(words), NAMES).text == words


@pytest.mark.parametrize(
    "trap",
    [
        "@everyone",
        "<@123456789012345678>",
        "<#123456789012345678>",
        "<t:1700000000:R>",
        "https://example.org/x_y_z",
        "http://127.0.0.1:80/",
        "[click](https://example.org)",
        "# heading",
        "-# small",
        "- item",
        "+ item",
        "1. item",
        "> quote",
        ">>> quote",
        "`code`",
        "```\ncode\n```",
        "**bold** __under__ ~~gone~~ ||hidden|| _it_ *it*",
        ":smile: <:fox:123456789012345678>",
        "discord.gg/abcdef",
        "\\*not escaped\\*",
    ],
)
def test_nothing_in_peoples_words_comes_alive(trap: str) -> None:
    shown = draw(escape(f"{trap}\n{trap}"), NAMES)
    assert shown.text == f"{trap}\n{trap}"
    assert "<" not in shown.html.replace("<br>", "")


@given(WORDS, st.lists(st.integers(0, 60), max_size=8))
def test_a_quote_with_marked_words_comes_back_exactly(words: str, cuts: list[int]) -> None:
    shown = drawn([(Span(text="-"),), marked(words, cuts), (Span(text="-"),)])
    assert quoted(shown) == words


@given(WORDS.filter(lambda words: "\u200b" not in words), st.lists(st.integers(0, 60), max_size=8))
def test_the_eye_reads_exactly_the_words_of_a_marked_quote(words: str, cuts: list[int]) -> None:
    spaced = [span for span in marked(words, cuts) if not span.text.isspace()]
    assert quoted(drawn([tuple(spaced)])) == "".join(span.text for span in spaced)


def test_marked_words_stand_out_in_their_quote() -> None:
    line = (
        Span(text="my cousin", style=Style.MARKED),
        Span(text=" saw *it* from ", style=Style.QUOTE),
        Span(text="no. 14*", style=Style.MARKED),
        Span(text="\\", style=Style.QUOTE),
        Span(text="I\nlive", style=Style.MARKED),
    )
    shown = draw(drawn([line]), NAMES)
    assert shown.text == "my cousin saw *it* from no. 14*\\I\nlive"
    assert "<b>my cousin</b> saw *it* from <b>no. 14*</b>\\<b>I</b>" in shown.html
    assert "<b>live</b>" in shown.html


def test_styles_are_marked_and_neighbours_kept_apart() -> None:
    line = (
        Span(text="Theft", style=Style.BOLD),
        Span(text=" near ", style=Style.BOLD),
        Span(text="Grant* Ave", style=Style.ITALIC),
        Span(text=""),
        Span(text="!"),
    )
    assert drawn([line]) == "**Theft near** *Grant\\* Ave*!"
    tight = (Span(text="a", style=Style.BOLD), Span(text="b", style=Style.ITALIC))
    shown = draw(drawn([tight]), NAMES)
    assert shown.html == "<b>a</b>\u200b<i>b</i>"
