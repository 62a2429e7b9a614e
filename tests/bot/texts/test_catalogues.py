"""The catalogues: every sentence of the code in every language, and none too many."""

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.model.commands import COMMANDS
from bot.model.incidents import Category
from bot.model.ledger import LedgerKind, Verdict
from bot.model.pictures import Attached
from bot.model.requests import RequestState
from bot.services.incidents import WHENS
from bot.texts.catalogue import LANGUAGES
from tests.bot.texts.sources import constants, patterns, spoken

MARKS = re.compile(r"</?[bi]>")
GAP = re.compile(r"\{([a-z_]+)\}")
NO_KEYS = {
    "bot.services.imitations",
    "bot.services.prompts",
    "bot.services.rules",
    "bot.texts",
    "ledger.csv",
    "ledger.json",
    "page.css",
    "page.html.jinja",
    "picture.jpg",
    "picture.png",
    "policy.toml",
    "prompts.toml",
    "video.mp4",
}
"""What looks like a key and is a package, or a file."""

BUTTON_LABEL, FORM_LABEL, FORM_HINT, COMMAND, NOTICE = 60, 45, 100, 100, 200

FAMILIES = {
    *(f"category.{each.value}" for each in Category),
    *(f"when.{each}" for each in (*WHENS, "other")),
    *(f"sent.{each.value}" for each in Attached),
    *(f"language.{each}" for each in LANGUAGES),
    *(f"language.now_{each}" for each in LANGUAGES),
    *(f"request.listed_{each.value}" for each in RequestState),
    *(f"ledger.line_{each.value}" for each in LedgerKind),
    *(f"ledger.{each.value}" for each in Verdict),
    *(spec.description for spec in COMMANDS),
    *(spec.parameter_description for spec in COMMANDS if spec.parameter),
}
"""Keys that the code puts together."""

MEDIA = r"(picture|video)\.[a-z_]+"
"""Why a picture or a video is refused, as whoever draws it anew says it."""


@cache
def catalogue(language: str) -> Catalog:
    """One language's file, as it was written."""
    source = resources.files("bot.texts").joinpath("locales", f"{language}.po").read_bytes()
    return read_po(BytesIO(source), locale=language, abort_invalid=True)


@cache
def messages(language: str) -> dict[str, Message]:
    """Sentences by key."""
    return {_key(each): each for each in catalogue(language) if each.id}


def forms(language: str, key: str) -> tuple[str, ...]:
    """The one form of a sentence, or its plural forms."""
    found = messages(language)[key].string
    return (found,) if isinstance(found, str) else tuple(found or ())


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


KEYS = sorted(messages("en"))


def named(keys: Iterable[str]) -> frozenset[str]:
    """The families of keys: what stands before the first dot."""
    return frozenset(key.partition(".")[0] for key in keys)


def test_every_language_says_the_same_sentences_in_the_same_order() -> None:
    for language in LANGUAGES:
        written = [_key(each) for each in catalogue(language) if each.id]
        assert written == KEYS, f"{language}.po is not sorted, or lacks something"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_twice(language: str) -> None:
    source = resources.files("bot.texts").joinpath("locales", f"{language}.po").read_text()
    found = re.findall(r'^msgid "(.+)"$', source, re.MULTILINE)
    assert sorted(found) == sorted(set(found))


def test_every_key_of_the_code_has_a_sentence() -> None:
    missing = {
        key: where
        for key, where in constants(named(KEYS)).items()
        if key not in messages("en") and key not in NO_KEYS
    }
    assert not missing
    assert not FAMILIES - set(KEYS)


def test_every_sentence_is_said_somewhere() -> None:
    said, families = set(constants(named(KEYS))) | FAMILIES, [*patterns(), MEDIA]
    unused = {
        key
        for key in KEYS
        if key not in said and not any(re.fullmatch(each, key) for each in families)
    }
    assert not unused


def test_every_gap_of_a_sentence_is_filled_where_it_is_said() -> None:
    for each in spoken():
        for form in forms("en", each.key):
            gaps = set(GAP.findall(form))
            assert each.more or gaps <= each.gaps, f"{each.where}: {each.key} wants {gaps}"


@pytest.mark.parametrize("key", KEYS)
def test_a_sentence_has_the_same_gaps_and_marks_in_every_language(key: str) -> None:
    english = forms("en", key)
    for language in LANGUAGES:
        other = forms(language, key)
        assert len(other) == len(english)
        for one, another in zip(english, other, strict=True):
            assert another.strip() == another != ""
            assert sorted(GAP.findall(another)) == sorted(GAP.findall(one))
            assert MARKS.findall(another) == MARKS.findall(one)
            assert "{" not in GAP.sub("", another)


@pytest.mark.parametrize("key", KEYS)
def test_marks_are_closed_and_do_not_cross(key: str) -> None:
    for language in LANGUAGES:
        for form in forms(language, key):
            open_ = ""
            for mark in MARKS.findall(form):
                assert (mark[1] == "/") == bool(open_), form
                assert not open_ or mark == open_.replace("<", "</")
                open_ = "" if open_ else mark
            assert not open_


def test_what_has_plural_forms_counts_something() -> None:
    for key in KEYS:
        if len(forms("en", key)) > 1:
            assert "{count}" in forms("en", key)[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_fit_their_buttons(language: str) -> None:
    for each in spoken():
        if each.how == "button":
            for form in forms(language, each.key):
                assert len(GAP.sub("", form)) <= BUTTON_LABEL, each.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_and_hints_fit_their_forms(language: str) -> None:
    for key in KEYS:
        if key.startswith("form."):
            longest = FORM_HINT if key.endswith(("_hint", ".emergency")) else FORM_LABEL
            for form in forms(language, key):
                assert len(GAP.sub("999", form)) <= longest, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_descriptions_fit_the_lists_of_commands(language: str) -> None:
    for spec in COMMANDS:
        for key in (spec.description, spec.parameter_description):
            assert not key or len(forms(language, key)[0]) <= COMMAND


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_fit_a_notice(language: str) -> None:
    for each in spoken():
        if each.how == "refusal":
            for form in forms(language, each.key):
                assert len(GAP.sub("9" * 9, form)) <= NOTICE, each.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_watch_is_never_excited(language: str) -> None:
    for key in KEYS:
        for form in forms(language, key):
            assert "!" not in form
            assert "suspicious" not in form.lower()
            assert "sospechos" not in form.lower()
