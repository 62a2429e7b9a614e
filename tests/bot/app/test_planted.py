"""The rules of the log, each with a leak under which its test turns red."""

import io
import logging
from collections.abc import Callable

import pytest

from bot.app import logs
from bot.app.sentences import SENTENCES, Said
from tests.bot.app import test_logs
from tests.planted import Leak, stays_green, turns_red


def heard(test: Callable[[io.StringIO], None]) -> Callable[[], None]:
    """The test with a log that is set up while the leak is in place."""

    def run() -> None:
        found = io.StringIO()
        logs.configure("DEBUG", found)
        test(found)

    return run


def filled(sentence: str, values: tuple[object, ...]) -> Said:
    """Whatever is said, filled with whatever there is."""
    return Said(sentence=f"{sentence} {values}", values={})


def filled_if_listed(sentence: str, values: tuple[object, ...]) -> Said | None:
    """What is on the list, filled with whatever there is."""
    return filled(sentence, values) if sentence in SENTENCES else None


def of_httpx(log: io.StringIO) -> None:
    test_logs.test_whatever_a_library_says_only_the_place_is_kept(
        log, io.StringIO(), "httpx", logging.WARNING
    )


LEAKS = {
    "any sentence is printed": Leak(
        plant=lambda patch: patch.setattr(logs, "said", filled),
        guard=heard(test_logs.test_a_sentence_that_is_not_on_the_list_is_not_printed),
    ),
    "a sentence is filled with anything": Leak(
        plant=lambda patch: patch.setattr(logs, "said", filled_if_listed),
        guard=heard(test_logs.test_a_sentence_of_ours_is_filled_with_what_it_may_be_filled_with),
    ),
    "libraries say what they like": Leak(
        plant=lambda patch: patch.setattr(logs, "_harmless", logging.LogRecord),
        guard=heard(of_httpx),
    ),
    "errors are quoted": Leak(
        plant=lambda patch: patch.setattr(logs, "fault", str),
        guard=heard(of_httpx),
    ),
}


@pytest.mark.parametrize("name", LEAKS)
async def test_a_leak_in_the_log_turns_its_test_red(name: str) -> None:
    await stays_green(LEAKS[name])
    await turns_red(LEAKS[name])
