import pytest

from adapters.playground.discord.people.markdown import Names, draw

NAMES = Names(
    user=lambda found: f"user{found}",
    channel=lambda found: f"channel{found}",
    role=lambda found: f"role{found}",
    now=1_700_000_000.0,
)


@pytest.mark.parametrize(
    ("source", "text", "html"),
    [
        ("plain", "plain", "plain"),
        ("**b** *i* _i_ __u__ ~~s~~", "b i i u s", "<b>b</b> <i>i</i> <i>i</i> <u>u</u> <s>s</s>"),
        ("***both***", "both", "<b><i>both</i></b>"),
        ("**a *b* c**", "a b c", "<b>a <i>b</i> c</b>"),
        (r"\*no\* \_no\_ \<@1>", "*no* _no_ <@1>", "*no* _no_ &lt;@1&gt;"),
        ("snake_case_name 2*3*4", "snake_case_name 234", "snake_case_name 2<i>3</i>4"),
        ("2 * 3 * 4 and ** b", "2 * 3 * 4 and ** b", "2 * 3 * 4 and ** b"),
        ("`a *b*`", "a *b*", "<code>a *b*</code>"),
        ("```py\nx < 1\n```", "x < 1", "<pre>x &lt; 1</pre>"),
        ("a\nb", "a\nb", "a<br>b"),
        ("> q\n> r\nafter", "q\nr\nafter", "<blockquote>q<br>r</blockquote>after"),
        ("a\n>>> b\nc", "a\nb\nc", "a<blockquote>b<br>c</blockquote>"),
        ("# Big\n## Less\n-# small", "Big\nLess\nsmall", "<b>Big</b><br><b>Less</b><br>small"),
        ("- one\n- two", "• one\n• two", "• one<br>• two"),
        ("#no", "#no", "#no"),
        ("[map](https://e.org/?a=1&b=2)", "map", '<a href="https://e.org/?a=1&amp;b=2">map</a>'),
        ("<https://e.org>", "https://e.org", '<a href="https://e.org">https://e.org</a>'),
        ("https://e.org.", "https://e.org.", '<a href="https://e.org">https://e.org</a>.'),
        ("[x](javascript:alert)", "[x](javascript:alert)", "[x](javascript:alert)"),
        (
            "<@1> <@!2> <#3> <@&4>",
            "@user1 @user2 #channel3 @role4",
            "@user1 @user2 #channel3 @role4",
        ),
        ("<b>&", "<b>&", "&lt;b&gt;&amp;"),
        ("<:lamp:1> </near:2>", ":lamp: /near", ":lamp: /near"),
        ("<t:1700003600:R>", "in 1 hour", "in 1 hour"),
        ("<t:1699992800:R>", "2 hours ago", "2 hours ago"),
        ("<t:1700000000:t> <t:1700000000:d>", "22:13 14/11/2023", "22:13 14/11/2023"),
        ("<t:1700000000>", "14 November 2023 22:13", "14 November 2023 22:13"),
        ("||hush||", "hush", "hush"),
    ],
)
def test_markdown_is_read_as_the_client_reads_it(source: str, text: str, html: str) -> None:
    drawn = draw(source, NAMES)
    assert (drawn.text, drawn.html) == (text, html)


@pytest.mark.parametrize(
    "source", ["*_" * 400 + "x" + "_*" * 400, "*" * 2000, "[" * 2000, "`" * 1999]
)
def test_hostile_markup_is_drawn_all_the_same(source: str) -> None:
    assert draw(source, NAMES).text
