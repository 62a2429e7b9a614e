import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.services.guard import Kind, Mark, cleared, marks, without
from bot.services.words import plain
from tests.bot.services.sentences import HARMLESS, TELLING
from tests.bot.services.talk import ENGLISH, SPANISH, Talk

ANA = ("Ana López 🌻", "ana_lopez92")
CODE = "copper lake seven otter maple dawn"


def marked(text: str, names: tuple[str, ...] = (), code: str = "") -> tuple[str, ...]:
    return tuple(text[mark.start : mark.end] for mark in marks(text, names, code))


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(TELLING) + len(HARMLESS) >= 120
    assert len(HARMLESS) >= 40


@pytest.mark.parametrize("sentence", TELLING)
def test_telling_words_are_marked_and_no_others(sentence: str) -> None:
    assert marked(plain(sentence)) == TELLING[sentence]


@pytest.mark.parametrize("sentence", HARMLESS)
def test_nothing_is_marked_in_a_harmless_sentence(sentence: str) -> None:
    assert marked(plain(sentence)) == ()


@pytest.mark.parametrize("sentence", TELLING)
def test_a_cleared_sentence_holds_nothing_to_mark(sentence: str) -> None:
    assert marked(cleared(plain(sentence), ())) == ()


@pytest.mark.parametrize("sentence", HARMLESS)
def test_a_harmless_sentence_is_left_as_it_is(sentence: str) -> None:
    assert cleared(plain(sentence), ()) == plain(sentence)


@pytest.mark.parametrize("talk", [ENGLISH, SPANISH])
def test_most_is_found_in_sentences_that_it_was_not_made_from(talk: Talk) -> None:
    assert len(talk.telling) + len(talk.harmless) >= 60
    assert not {*talk.telling, *talk.harmless} & {*TELLING, *HARMLESS}
    telling = sum(len(words) for words in talk.telling.values())
    found = sum(covered(plain(text), talk.telling[text]) for text in talk.telling)
    alarms = sum(bool(marks(plain(text), ())) for text in talk.harmless)
    assert found / telling >= 0.85, "recall"
    assert found / (found + alarms) >= 0.95, "precision"


def covered(text: str, telling: tuple[str, ...]) -> int:
    """How many of the telling words lie whole within a mark."""
    spans = [(text.index(words), text.index(words) + len(words)) for words in telling]
    found = marks(text, ())
    return sum(any(m.start <= at and end <= m.end for m in found) for at, end in spans)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("ask ana about it", ("ana",)),
        ("ASK ANA ABOUT IT", ("ANA",)),
        ("Ana's van", ("Ana's",)),
        ("Ana López was there", ("Ana López",)),
        ("lópez or lopez", ("lópez", "lopez")),
        ("I go by analopez", ()),
        ("I go by ana_lopez92", ("ana_lopez92",)),
        ("banana and Anabel", ()),
    ],
)
def test_the_writers_own_names_are_marked(sentence: str, found: tuple[str, ...]) -> None:
    assert marked(sentence, ANA) == found


def test_a_user_name_in_humps_is_looked_for_in_its_pieces() -> None:
    assert marked("ask Ana or Lopez", ("AnaLopez92",)) == ("Ana", "Lopez")


@pytest.mark.parametrize("name", ["", "Al", "The Van", "🌻", "李", "42", "de la"])
def test_a_name_that_is_no_name_marks_nothing(name: str) -> None:
    assert marked("The van of Al, from 42 on, de la nada", (name,)) == ()


@pytest.mark.parametrize(
    "sentence",
    [f"it is {CODE}", "It is Copper-Lake-Seven-Otter-Maple-Dawn.", "copper, lake seven otter"],
)
def test_the_reply_code_is_marked_whole_and_in_part(sentence: str) -> None:
    text = cleared(plain(sentence), (), CODE)
    assert {mark.kind for mark in marks(plain(sentence), (), CODE)} == {Kind.CODE}
    assert not set(CODE.split()) - {"seven"} & set(text.lower().split())


def test_two_words_of_the_code_are_no_code() -> None:
    assert marked("a copper lake", (), CODE) == ()


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("my cousin saw it from no. 14, call me 415 555 0142", "... saw it from ..."),
        ("I saw it from my window.", "I saw it ..."),
        ("I saw it (from my window), he ran.", "I saw it (...), he ran."),
        ("at no. 14. He ran.", "at ... He ran."),
        ("Lo vi desde mi ventana, mi primo también.", "Lo vi ... también."),
        ("He ran. My cousin saw him.", "He ran. ... saw him."),
        ("my cousin\nmy brother\nhe ran", "...\nhe ran"),
        ("call me 415 555 0142", ""),
        ("«mi primo», 415 555 0142!", ""),
    ],
)
def test_what_is_left_can_be_read(sentence: str, left: str) -> None:
    assert cleared(plain(sentence), ()) == left


def test_marks_that_meet_become_one() -> None:
    (mark,) = marks("I live at 14 Elm Street", ())
    assert mark == Mark(start=0, end=23, kind=Kind.VIEW)


PIECES = (
    "my cousin 's of mine window from no . 14 # @ana t.me/x 415 555 0142 I live at am Ana plate "
    "( ) , ; : - / ... 1 12 123 1234 ABC calle Mayor mi primo desde dot com www. gmail arroba"
)
BITS = (*TELLING, *HARMLESS, *PIECES.split(" "), "\n")
MIXED = st.lists(st.sampled_from(BITS), max_size=25).flatmap(
    lambda bits: st.sampled_from([" ", "", ", ", "-"]).map(lambda joint: joint.join(bits))
)
TEXTS = st.one_of(MIXED, st.text(max_size=200)).map(plain)
NAMES = st.lists(st.one_of(st.sampled_from(ANA), st.text(max_size=20)), max_size=3).map(tuple)


@given(TEXTS, NAMES)
def test_marks_lie_in_the_text_in_order_and_apart(text: str, names: tuple[str, ...]) -> None:
    end = -1
    for mark in marks(text, names, CODE):
        assert end < mark.start < mark.end <= len(text)
        assert text[mark.start : mark.end] == text[mark.start : mark.end].strip()
        end = mark.end


@given(TEXTS, NAMES)
@example("@ab@ab@ab", ())
def test_a_cleared_text_has_nothing_to_mark_and_is_not_longer(
    text: str, names: tuple[str, ...]
) -> None:
    left = cleared(text, names, CODE)
    assert marks(left, names, CODE) == ()
    assert cleared(left, names, CODE) == left
    assert len(left) <= len(text)
    assert plain(left) == left


@given(TEXTS, NAMES)
def test_taking_out_takes_out_just_what_is_marked(text: str, names: tuple[str, ...]) -> None:
    found = marks(text, names)
    kept = [char for at, char in enumerate(text) if not any(m.start <= at < m.end for m in found)]
    letters = "".join(char for char in kept if char.isalnum())
    assert "".join(char for char in without(text, found) if char.isalnum()) == letters


HARD = (
    "1",
    "1 ",
    "1-",
    "1/",
    "1.",
    "(1)",
    "+1 (650",
    "6502530000 ",
    "1:",
    "a",
    "a.",
    "a@",
    "@",
    "@a",
    "a#1234",
    "#12",
    "my ",
    "my own ",
    "I live ",
    "mi primo ",
    "calle ",
    "calle de la 12 ",
    "14 Elm ",
    "no. ",
    "ABC 123 ",
    "A1",
    "plate ",
    "a at b dot ",
    "user name is ",
    "I am Ana de la ",
    "next door to ",
    "w'w'",
    "_",
    "á",
    "http://",
    "t.me/",
    "call me at ",
)


@pytest.mark.parametrize("bit", HARD)
def test_the_longest_text_takes_no_time(bit: str) -> None:
    text = plain((bit * 1_500)[:1_500])
    began = time.process_time()
    marks(text, ANA, CODE)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("bit", HARD)
def test_clearing_the_longest_text_takes_no_time(bit: str) -> None:
    text = plain((bit * 1_500)[:1_500])
    began = time.process_time()
    left = cleared(text, ANA, CODE)
    assert time.process_time() - began < 2
    assert len(left) <= len(text)
