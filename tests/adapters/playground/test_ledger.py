"""What is read from a ledger: windows that were too full, and waits that were cut short."""

from dataclasses import replace

import pytest

from adapters.playground.discord import rates as discord
from adapters.playground.ledger import Entry, Ledger, Rule, impatient
from adapters.playground.telegram import rates as telegram
from adapters.playground.windows import Found, Limit, slide

ONE = Entry(arrived=0.0, call="sendMessage", bot="1", chat="7", status=200, made=("3",))
POST = Entry(arrived=0.0, call=discord.POST, bot="1", chat="7", status=200, made=("3",))


def at(entry: Entry, *moments: float) -> list[Entry]:
    return [replace(entry, arrived=moment) for moment in moments]


def rule(rules: tuple[Rule, ...], name: str) -> Rule:
    (found,) = (each for each in rules if each.name.startswith(name))
    return found


def test_a_window_may_begin_anywhere() -> None:
    limit = Limit(calls=2, seconds=1.0)
    assert slide([], limit) == Found(worst=0, breaches=0)
    assert slide([0.0, 0.875, 1.0, 1.875], limit) == Found(worst=2, breaches=0)
    assert slide([0.6, 0.9, 1.1, 1.3], limit) == Found(worst=4, breaches=2)


def test_each_chat_of_each_bot_has_windows_of_its_own() -> None:
    calls = [*at(ONE, 0.0, 1.0), *at(replace(ONE, chat="8"), 0.5), *at(replace(ONE, bot="2"), 0.5)]
    chat = rule(telegram.RULES, "chat")
    assert chat.read(calls) == Found(worst=1, breaches=0)
    assert chat.read([*calls, *at(ONE, 1.999)]) == Found(worst=2, breaches=1)


def test_a_bots_second_holds_all_that_it_sends_and_nothing_else() -> None:
    bot = rule(telegram.RULES, "bot")
    sent = [each for n in range(30) for each in at(replace(ONE, chat=str(n)), n / 31)]
    polls = at(Entry(arrived=0.5, call="getUpdates", bot="1", status=200), 0.5)
    assert bot.read(sent + polls) == Found(worst=30, breaches=0)
    assert bot.read([*sent, *at(replace(ONE, status=429, made=()), 0.99)]).breaches == 1


def test_an_album_counts_for_its_pictures() -> None:
    album = replace(ONE, call="sendMediaGroup", chat="-7", made=("1", "2", "3"))
    group = rule(telegram.RULES, "group")
    assert group.read(at(album, *range(0, 60, 10))) == Found(worst=18, breaches=0)
    assert group.read(at(album, *range(0, 60, 8))).breaches == 4
    assert group.read(at(ONE, *range(60))) == Found(worst=0, breaches=0)


@pytest.mark.parametrize(("gap", "breaches"), [(1.0, 0), (0.99, 1)])
def test_a_channel_takes_five_in_five_seconds(gap: float, breaches: int) -> None:
    posts = at(POST, *(gap * n for n in range(6)))
    assert rule(discord.RULES, "channel").read(posts).breaches == breaches


def test_answers_to_interactions_are_outside_a_bots_second() -> None:
    answers = replace(POST, call="POST x", path="/interactions/1/t/callback")
    bot = rule(discord.RULES, "bot")
    assert bot.read(at(answers, *([0.0] * 60))) == Found()
    assert bot.read(at(POST, *([0.0] * 51))) == Found(worst=51, breaches=1)


def test_a_call_before_the_wait_is_over_is_impatient() -> None:
    (told,) = at(replace(ONE, status=429, wait=3.0), 1.0)
    early, late = at(ONE, 3.9, 4.0)
    (elsewhere,) = at(replace(ONE, chat="8"), 2.0)
    assert impatient([told, early, late, elsewhere]) == [early]
    assert not impatient([told, early], grace=2.9)
    everywhere = replace(told, everywhere=True)
    assert impatient([everywhere, early, late, elsewhere]) == [elsewhere, early]


def test_whoever_watches_a_ledger_hears_of_each_call() -> None:
    ledger, heard = Ledger(), list[Entry]()
    ledger.watchers.append(heard.append)
    ledger.note(ONE)
    assert heard == [ONE] == list(ledger)
    ledger.clear()
    assert not ledger
