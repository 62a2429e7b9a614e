"""The rules of what is passed on, each with a leak under which its test turns red."""

import json
import logging
import secrets

import pytest

from adapters.discord import told
from adapters.discord.passing import Passing
from adapters.discord.told import Told
from tests.adapters.discord import test_shards
from tests.planted import Leak, turns_red


def said(patch: pytest.MonkeyPatch) -> None:
    bring = Passing.bring

    async def saying(passing: Passing, it: Told) -> bool:
        logging.getLogger("adapters.discord.passing").debug("%s acts", it.person)
        return await bring(passing, it)

    patch.setattr(Passing, "bring", saying)


def bare(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Told, "sealed", lambda it, _: json.dumps([it.name, it.body]).encode())


LEAKS = {
    "the log says who acted": said,
    "what is passed on is not sealed": bare,
    "the same is sealed alike": lambda patch: patch.setattr(secrets, "token_bytes", bytes),
    "the length tells": lambda patch: patch.setattr(told, "ROUND_BYTES", 1),
}


@pytest.mark.parametrize("name", LEAKS)
async def test_a_leak_in_what_is_passed_on_turns_its_test_red(name: str) -> None:
    guard = test_shards.test_what_is_passed_on_does_not_tell_who_acted
    await turns_red(Leak(plant=LEAKS[name], guard=guard))
