"""Markup in, entities on the wire, safe HTML out."""

import pytest

from adapters.playground.screens import Write
from tests.adapters.playground.telegram.world import Street


@pytest.fixture(autouse=True)
async def started(street: Street) -> None:
    await street.meet(street.ana)
    await street.updates()


async def send(street: Street, text: str, **values: object) -> dict[str, object]:
    answer = await street.call("sendMessage", chat_id=street.ana.id, text=text, **values)
    return answer.result


def kinds(message: dict[str, object]) -> list[tuple[str, int, int]]:
    entities = message.get("entities", [])
    assert isinstance(entities, list)
    return [(each["type"], each["offset"], each["length"]) for each in entities]


@pytest.mark.parametrize(
    ("source", "read", "html"),
    [
        (
            "<b>a</b><strong>b</strong>",
            ("ab", [("bold", 0, 1), ("bold", 1, 1)]),
            "<b>a</b><b>b</b>",
        ),
        (
            "😀<i>é <u>x</u></i>",
            ("😀é x", [("italic", 2, 3), ("underline", 4, 1)]),
            "😀<i>é <u>x</u></i>",
        ),
        (
            "<s>a</s> <del>b</del>",
            ("a b", [("strikethrough", 0, 1), ("strikethrough", 2, 1)]),
            None,
        ),
        (
            "<tg-spoiler>a</tg-spoiler>",
            ("a", [("spoiler", 0, 1)]),
            "a",
        ),
        (
            '<span class="tg-spoiler">a</span>',
            ("a", [("spoiler", 0, 1)]),
            "a",
        ),
        (
            "<code>&lt;b&gt;</code>",
            ("<b>", [("code", 0, 3)]),
            "<code>&lt;b&gt;</code>",
        ),
        (
            "<pre>a\nb</pre>",
            ("a\nb", [("pre", 0, 3)]),
            "<pre>a\nb</pre>",
        ),
        (
            '<pre><code class="language-py">a</code></pre>',
            ("a", [("pre", 0, 1)]),
            "<pre>a</pre>",
        ),
        (
            "<blockquote>a\nb</blockquote>",
            ("a\nb", [("blockquote", 0, 3)]),
            "<blockquote>a<br>b</blockquote>",
        ),
        (
            "<blockquote expandable>a</blockquote>",
            ("a", [("expandable_blockquote", 0, 1)]),
            "<blockquote>a</blockquote>",
        ),
        (
            "<a href='https://x.org/?a=1&amp;b=2'>a</a>",
            ("a", [("text_link", 0, 1)]),
            '<a href="https://x.org/?a=1&amp;b=2">a</a>',
        ),
        (
            '<a href="javascript:alert(1)">a</a>',
            ("a", []),
            "a",
        ),
        (
            "  <b> a </b>  ",
            ("a", [("bold", 0, 1)]),
            "<b>a</b>",
        ),
        (
            "a &quot;b&quot; &#8364; &amp;lt; &nbsp;",
            ('a "b" € &lt; &nbsp;', []),
            None,
        ),
        (
            "<code>/help</code> /help",
            ("/help /help", [("code", 0, 5), ("bot_command", 6, 5)]),
            None,
        ),
        (
            "a > b",
            ("a > b", []),
            "a &gt; b",
        ),
    ],
)
async def test_html_becomes_entities_and_safe_html_again(
    street: Street, source: str, read: tuple[str, list[object]], html: str | None
) -> None:
    message = await send(street, source, parse_mode="HTML")
    assert (message["text"], kinds(message)) == read
    shown = street.last(street.ana)
    assert shown.text == read[0]
    if html is not None:
        assert shown.html == html


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
        ("<span>x</span>", 'Unsupported start tag "span" at byte offset 0'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        (
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
    ],
)
async def test_broken_html_is_refused_with_the_place(
    street: Street, source: str, error: str
) -> None:
    answer = await street.call(
        "sendMessage", chat_id=street.ana.id, text=source, parse_mode="HTML"
    )
    assert answer.error == f"400 Bad Request: can't parse entities: {error}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*a* _b_ __c__ ~d~ ||e||", "a b c d e", ["bold", "italic", "underline"]),
        (r"1\.5 \*x\*", "1.5 *x*", []),
        ("`a.b` ```py\nx = 1```", "a.b x = 1", ["code", "pre"]),
        (r"[a](https://x.org/a\)b)", "a", ["text_link"]),
        ("*a _b_*", "a b", ["bold", "italic"]),
        (">a\n>b\nc", "a\nb\nc", ["blockquote"]),
        (">a\n>b||", "a\nb", ["expandable_blockquote"]),
    ],
)
async def test_markdown_v2_is_read(
    street: Street, source: str, text: str, entities: list[str]
) -> None:
    message = await send(street, source, parse_mode="MarkdownV2")
    assert message["text"] == text
    assert [kind for kind, _, _ in kinds(message)][: len(entities)] == entities


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("1.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a*b", "Can't find end of Bold entity at byte offset 1"),
        ("a (b)", "Character '(' is reserved and must be escaped with the preceding '\\'"),
    ],
)
async def test_unescaped_markdown_is_refused(street: Street, source: str, error: str) -> None:
    answer = await street.call(
        "sendMessage", chat_id=street.ana.id, text=source, parse_mode="MarkdownV2"
    )
    assert answer.error == f"400 Bad Request: can't parse entities: {error}"


async def test_entities_may_be_given_outright_and_may_overlap(street: Street) -> None:
    entities = [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "text_link", "offset": 2, "length": 3, "url": "https://x.org"},
        {"type": "bold", "offset": 90, "length": 3},
    ]
    message = await send(street, "abcde", entities=entities)
    assert kinds(message) == [("bold", 0, 3), ("text_link", 2, 3)]
    assert street.last(street.ana).html == (
        '<b>ab<a href="https://x.org">c</a></b><a href="https://x.org">de</a>'
    )


async def test_every_text_is_searched_for_links_mentions_and_commands(street: Street) -> None:
    text = "/report@porch_bot see example.org, @ana_b #elm a@x.org 1/2 https://x.org/a."
    await street.server.act(str(street.ana.id), Write(chat=str(street.bot.id), text=text))
    (update,) = await street.updates()
    message = update["message"]
    assert isinstance(message, dict)
    assert kinds(message) == [
        ("bot_command", 0, 17),
        ("url", 22, 11),
        ("mention", 35, 6),
        ("hashtag", 42, 4),
        ("email", 47, 7),
        ("url", 59, 15),
    ]
    assert street.last(street.ana).html.count("<a href=") == 2


async def test_what_people_type_is_never_markup(street: Street) -> None:
    text = '<script>alert("x")</script> <b>y</b>'
    await street.server.act(str(street.ana.id), Write(chat=str(street.bot.id), text=text))
    html = street.last(street.ana).html
    assert "<" not in html.replace("&lt;", "")
