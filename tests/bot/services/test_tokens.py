"""Tokens of private copies: minted, forgotten, and known again by their MAC alone."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import WatchError
from bot.model.actions import LONGEST_ACTION, Verb, act
from bot.model.ids import RequestNumber
from bot.services.tokens import mint, nonce, verified
from tests.bot.world import FakeKeyring
from tests.fakes import SeededRandom

FIRST, SECOND = RequestNumber(1), RequestNumber(2)


def ring() -> FakeKeyring:
    """The keys of requests 1 and 2."""
    keyring = FakeKeyring()
    keyring.create(FIRST)
    keyring.create(SECOND)
    return keyring


KEYRING = ring()
TOKEN = mint(FIRST, KEYRING, SeededRandom("token"))


def refused(text: str, keyring: FakeKeyring = KEYRING) -> str:
    """Under which key a token is refused."""
    with pytest.raises(WatchError) as refusal:
        verified(text, keyring)
    return refusal.value.text.key


def test_a_token_is_known_again_by_whoever_has_the_key() -> None:
    known = verified(TOKEN.text, KEYRING)
    assert known == TOKEN
    assert known.request == FIRST
    assert known.thread == TOKEN.thread


def test_no_two_tokens_are_alike_and_all_look_alike() -> None:
    random = SeededRandom()
    tokens = [mint(FIRST, KEYRING, random) for _ in range(200)]
    assert len({token.text for token in tokens}) == 200
    assert len({token.thread for token in tokens}) == 200
    assert {len(token.text) for token in tokens} == {38}


def test_a_token_and_a_nonce_fit_a_button() -> None:
    drawn = nonce(SeededRandom())
    for verb in (Verb.DRAFT_SEND, Verb.DRAFT_SEND_THREAD):
        assert len(act(verb, TOKEN.text, drawn).encoded()) <= LONGEST_ACTION


def test_the_thread_does_not_give_the_token_away() -> None:
    assert len(TOKEN.thread) == 64
    assert TOKEN.text not in TOKEN.thread


def test_a_token_of_one_request_is_none_of_another() -> None:
    other = mint(SECOND, KEYRING, SeededRandom("other")).text
    assert verified(other, KEYRING).request == SECOND
    secret = base64.urlsafe_b64decode(TOKEN.text + "==")[4:]
    moved = base64.urlsafe_b64encode(SECOND.to_bytes(4) + secret).rstrip(b"=").decode()
    assert refused(moved) == "button.gone"


def test_a_token_of_a_closed_request_is_over() -> None:
    keyring = ring()
    token = mint(FIRST, keyring, SeededRandom())
    keyring.destroy(FIRST)
    assert refused(token.text, keyring) == "request.over"
    with pytest.raises(WatchError):
        mint(FIRST, keyring, SeededRandom())


def test_a_key_that_was_made_anew_knows_no_old_token() -> None:
    keyring = ring()
    token = mint(FIRST, keyring, SeededRandom())
    keyring.create(FIRST)
    assert refused(token.text, keyring) == "button.gone"


@given(st.text(max_size=80))
def test_no_text_is_a_token(text: str) -> None:
    assert refused(text) in {"button.gone", "request.over"}


@given(st.binary(min_size=24, max_size=24))
def test_no_number_and_chance_are_a_token_without_the_key(forged: bytes) -> None:
    raw = FIRST.to_bytes(4) + forged
    assert refused(base64.urlsafe_b64encode(raw).rstrip(b"=").decode()) == "button.gone"


@given(st.integers(min_value=0, max_value=37), st.characters(codec="ascii"))
def test_a_token_with_one_letter_changed_is_none(at: int, letter: str) -> None:
    changed = TOKEN.text[:at] + letter + TOKEN.text[at + 1 :]
    if changed != TOKEN.text:
        assert refused(changed) in {"button.gone", "request.over"}
