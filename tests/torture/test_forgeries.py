"""Forged tokens, buttons, forms and codes are refused; a door left ajar is noticed."""

import base64
from pathlib import Path

import pytest

from bot.errors import WatchError
from tests.torture.forgeries import held_up

COUNT = 2_000


async def test_no_forgery_is_accepted_and_those_of_a_kind_are_answered_alike(
    tmp_path: Path,
) -> None:
    tally = await held_up(COUNT, "quick", tmp_path)

    assert tally.faults == []
    assert tally.count == COUNT
    assert len(tally.kinds) > 20
    assert len(tally.shapes) > 25


def first_byte(one: bytes, other: bytes) -> bool:
    """A check of the MAC that looks at its first byte alone."""
    return one[:1] == other[:1]


def unlooked(one: bytes, other: bytes) -> bool:
    """No check at all."""
    return len(one) == len(other)


def loose(text: str) -> bytes:
    """Other ways of writing a token's bytes are taken for it."""
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise WatchError("button.gone") from None
    if len(content) != 28:
        raise WatchError("button.gone")
    return content


def talkative(text: str) -> bytes:
    """What is not even written as a token is told apart from a wrong one."""
    if len(text) != 38:
        raise WatchError("dialogue.outdated")
    return loose(text)


def short(code: str) -> str:
    """The beginning of an officer's code is enough."""
    return code[:3].upper()


@pytest.mark.parametrize(
    ("where", "leak"),
    [
        ("bot.services.tokens.hmac.compare_digest", first_byte),
        ("bot.services.tokens.hmac.compare_digest", unlooked),
        ("bot.services.tokens._raw", loose),
        ("bot.services.tokens._raw", talkative),
        ("bot.services.agencies.digest", short),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
async def test_a_door_left_ajar_is_noticed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str, leak: object
) -> None:
    monkeypatch.setattr(where, leak)

    tally = await held_up(COUNT, "quick", tmp_path)

    assert tally.faults
