"""What may pass for an agency's request is known, and what neighbours talk about is left alone."""

import tomllib
from pathlib import Path

import pytest

from bot.services.imitations import LONGEST, imitates

CORPUS = tomllib.loads(Path(__file__).with_name("imitations.toml").read_text("utf-8"))


@pytest.mark.parametrize("text", CORPUS["imitations"])
def test_what_speaks_for_the_police_and_wants_something_is_known(text: str) -> None:
    assert imitates(text)
    assert imitates(text.upper())


@pytest.mark.parametrize("text", CORPUS["talk"])
def test_neighbours_may_talk_about_the_police(text: str) -> None:
    assert not imitates(text)


def test_a_long_text_costs_no_more_than_its_beginning() -> None:
    assert not imitates("x " * LONGEST + CORPUS["imitations"][0])
    assert not imitates("")
