"""What a button carries, and what it cannot have carried."""

import pytest

from bot.model.actions import LONGEST_ACTION, Verb, act, decoded


@pytest.mark.parametrize("verb", Verb)
def test_what_a_button_carries_comes_back(verb: Verb) -> None:
    action = act(verb, "A-z_0", 12)

    assert decoded(action.encoded()) == action
    assert len(action.encoded()) <= LONGEST_ACTION


@pytest.mark.parametrize("text", ["", "cc", "xx:1", "CC:1", " cc:1", "cс:1", "cc:é", "cc:\ud800"])  # noqa: RUF001 - a look-alike
def test_what_no_button_of_ours_carries_means_nothing(text: str) -> None:
    assert decoded(text) is None or text == "cc"
