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
