"""People's words, made fit to be shown: the same from every keyboard, and nothing unseen."""

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import WatchError
from bot.services.words import plain, within

UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u2066\u034f\u115f\u3164\u180e\ufe0f\u0007\ue000"
)


ODD = (
    "ab \n\r\t\u2028\u00b4`'\"\u2019\u201c\u2026\u2014\u0301\u0338\u200b\u3164\u00bd\ufb01\ufe0f"
    "\u00a0\0\U0001f3fd\U0001f44d-<>@:#12345"
)


@given(st.text())
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text(alphabet=ODD))
def test_what_is_plain_stays_as_it_is_however_odd(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text())
def test_nothing_unseen_is_left(text: str) -> None:
    for char in plain(text).replace("\n", ""):
        assert unicodedata.category(char) not in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
        assert not 0xFE00 <= ord(char) <= 0xFE0F
        assert not 0x1F3FB <= ord(char) <= 0x1F3FF


@given(st.text())
def test_blanks_are_single_and_lines_are_not_empty(text: str) -> None:
    assert re.search(r"[^\S\n]{2}|\n\s|\s\n|^\s|\s$", plain(text)) is None


@pytest.mark.parametrize(
    "typed",
    [
        'It\'s "grey" - he said... \U0001f44d',  # a desktop
        "It\u2019s \u201cgrey\u201d \u2014 he said\u2026 \U0001f44d\U0001f3fd",  # iOS
        "It\u2018s \u201egrey\u201c \u2013 he said... \U0001f44d\ufe0f",  # Android
        "It\u00b4s \u00abgrey\u00bb \u2212 he said\u2026 \U0001f44d",
        "It`s \u2033grey\u2033 \u2015 he\u00a0said\u2026 \U0001f44d\U0001f3ff",
        "It\u02bcs\u2003\uff02grey\uff02 \uff0d he  said... \U0001f44d\u200d",
        '  I\u200bt\'s "gr\u00adey" -\the said... \U0001f44d \n',
    ],
)
def test_the_same_sentence_is_the_same_from_every_keyboard(typed: str) -> None:
    assert plain(typed) == 'It\'s "grey" - he said... \U0001f44d'


@pytest.mark.parametrize(
    ("typed", "on_a_desktop"),
    [
        ("It\u2019s Ana\u2019s", "It's Ana's"),  # iOS, macOS: smart punctuation
        ("\u201cgrey\u201d, he said", '"grey", he said'),
        ("\u2018grey\u2019, he said", "'grey', he said"),
        ("\u201egrau\u201c", '"grau"'),  # German layouts
        ("\u00abgris\u00bb", '"gris"'),  # Spanish layouts
        ("<<gris>>", '"gris"'),  # what Telegram Desktop turns into the line before
        ("a van\u2014grey\u2014left", "a van--grey--left"),  # iOS, macOS, Telegram Desktop
        ("a van \u2013 grey", "a van - grey"),  # Gboard, Word
        ("nobody\u2026", "nobody..."),  # iOS
        ("he ran \u2192 north", "he ran -> north"),  # Word, macOS
        ("\u00bd full", "1/2 full"),  # Gboard
        ("Attention\u202f!", "Attention !"),  # French layouts
        ("Attention\u00a0!", "Attention !"),
        ("It ran.  It left. ", "It ran. It left."),  # two spaces become a full stop and one
        ("It ran.\u00a0 It left.", "It ran. It left."),
        ("\U0001f44d\U0001f3ff", "\U0001f44d"),  # a hand's own skin
        ("\u2764\ufe0f\u200d\U0001f525", "\u2764\U0001f525"),
        ("1\ufe0f\u20e3", "1\u20e3"),
        ("\uff48\uff45\uff4c\uff4c\uff4f", "hello"),  # wide letters
        ("cafe\u0301", "caf\u00e9"),  # macOS: letter and accent apart
        ("\ufb01ne", "fine"),  # from a PDF
        ("n\u00ba 3", "no 3"),
        ("look <:grinning_fox:1080108010801080108> there", "look there"),  # emoji of a server
        ("look <a:fox:1080108010801080108>there", "look there"),
        ("ask <@1080108010801080108> or <@!1080108010801080108>", "ask or"),
        ("in <#1080108010801080108> by <@&1080108010801080108>", "in by"),
        ("</report:1080108010801080108> at <t:1763910000:R>", "at"),
        ("<@<@1080108010801080108>1080108010801080108>", ""),
        ("one\r\n\r\ntwo", "one\ntwo"),  # Windows
    ],
)
def test_what_clients_do_by_themselves_does_not_show(typed: str, on_a_desktop: str) -> None:
    assert plain(typed) == plain(on_a_desktop)
    if "--" not in on_a_desktop:
        assert plain(typed) == on_a_desktop


@pytest.mark.parametrize(
    ("opening", "closing"), [("<@", "12345>"), ("<t:-", "-1>"), ("<:a:<", "<12345>"), ("<", "<")]
)
def test_the_most_tangled_text_takes_no_time(opening: str, closing: str) -> None:
    depth = 8_192 // len(opening + closing)
    began = time.process_time()
    left = plain(opening * depth + closing * depth)
    assert time.process_time() - began < 1
    assert plain(left) == left


@pytest.mark.parametrize(
    "kept", ["a < b > c", "<3", "5 <- 6", "a-b", "<b>bold</b>", "<@ana>", "<:fox:>", "t: 12"]
)
def test_signs_that_people_type_are_kept(kept: str) -> None:
    assert plain(kept) == kept


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\u0085", " \n\n \r\n"])
def test_lines_end_alike(ends: str) -> None:
    assert plain(f"one{ends}two") == "one\ntwo"


@pytest.mark.parametrize(
    "accented", ["caf\u00e9", "cafe\u0301", "caf\u200be\u0301", "cafe\u200b\u0301"]
)
def test_accents_are_one_letter_however_they_were_typed(accented: str) -> None:
    assert plain(accented) == "caf\u00e9"


@pytest.mark.parametrize("unseen", UNSEEN)
def test_marks_that_nobody_sees_are_dropped(unseen: str) -> None:
    assert plain(f"gr{unseen}ey") == "grey"
    assert plain(unseen) == ""


def test_a_thumb_has_no_skin_and_a_family_no_glue() -> None:
    thumbs = {plain(f"\U0001f44d{tone}") for tone in ("", *map(chr, range(0x1F3FB, 0x1F400)))}
    assert thumbs == {"\U0001f44d"}
    assert plain("\U0001f468\u200d\U0001f469\u200d\U0001f467") == "\U0001f468\U0001f469\U0001f467"


@pytest.mark.parametrize("empty", ["", " ", "\n", "\u200b", "\u3164", "\u2800", "\ud800", "\x00"])
def test_words_that_are_none_are_refused(empty: str) -> None:
    with pytest.raises(WatchError) as refusal:
        within(empty, 10)
    assert refusal.value.text.key == "words.empty"


def test_length_is_that_of_the_plain_words() -> None:
    assert within(" " * 50 + "x" * 10 + "\u200b" * 50, 10) == "x" * 10
    with pytest.raises(WatchError) as refusal:
        within("x" * 11, 10)
    assert refusal.value.text.key == "words.too_long"
    assert dict(refusal.value.text.values) == {"count": 10, "length": 11}
