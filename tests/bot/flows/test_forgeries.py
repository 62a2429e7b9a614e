"""Forged tokens and buttons: none is taken, and all are answered alike."""

import pytest

from bot.events import Filled, Pressed, Shown
from bot.model.actions import Action, Verb, act
from tests.bot.house import House
from tests.bot.people import Someone, neighbour
from tests.bot.station import asked

SEEN = "Grey van with a ladder rack."
GONE = "This button no longer leads anywhere. /help shows what you can do."


@pytest.fixture
async def house(house: House) -> House:
    """A house in which SPVM's request 1 stands in both channels."""
    await asked(house)
    return house


def tampered(token: str) -> list[str]:
    """What somebody might try instead of a token."""
    flipped = [
        token[:at] + ("A" if letter != "A" else "B") + token[at + 1 :]
        for at, letter in enumerate(token)
    ]
    return [*flipped, token[:-1], token + "A", token + "=", "", "A" * 38, "é" * 38, "_" * 38]


async def test_no_token_but_a_true_one_is_taken(house: House) -> None:
    ana, eve = neighbour(house, "ana"), neighbour(house, "eve")
    await ana.presses("Reply privately")
    token = ana.finds("Check for a question")[1].action.args[0]
    before = house.kept()
    for forged in tampered(token):
        for action in (
            act(Verb.COPY_CHECK, forged),
            act(Verb.DRAFT_SEND, forged, "nonce"),
            act(Verb.DRAFT_SEND_THREAD, forged, "nonce"),
            act(Verb.DRAFT_CLEAR, forged),
            act(Verb.DRAFT_KEEP, forged),
            act(Verb.COPY_WRITE, forged),
        ):
            heard = await eve.does(Pressed(action=action, shown=Shown(quote=SEEN)))
            assert (
                heard.text == "This button no longer leads anywhere. /help shows what you can do."
            )
        filled = Filled(action=act(Verb.COPY_FORM, forged), fields={"text": SEEN})
        assert "no longer leads anywhere" in (await eve.does(filled)).text
    assert not house.changed(before)


@pytest.mark.parametrize("args", [(), ("token",), ("token", "nonce", "more"), ("token", "")])
async def test_a_draft_without_its_nonce_is_not_sent(house: House, args: tuple[str, ...]) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    token = ana.finds("Check for a question")[1].action.args[0]
    filled = tuple(token if arg == "token" else arg for arg in args)
    before = house.kept()
    press = Pressed(action=Action(verb=Verb.DRAFT_SEND, args=filled), shown=Shown(quote=SEEN))
    assert "no longer leads anywhere" in (await ana.does(press)).text
    assert not house.changed(before)


async def test_nothing_of_the_relay_happens_where_a_group_reads(house: House) -> None:
    ana: Someone = neighbour(house, "ana")
    before = house.kept()
    for verb in (Verb.COPY_OPEN, Verb.BELL, Verb.PRIVACY, Verb.REQUEST_SHOW):
        heard = await ana.does(Pressed(action=act(verb, 1)), ana.group)
        assert "no longer leads anywhere" in heard.text
    assert not house.changed(before)


@pytest.mark.parametrize("number", ["2", "x", "", "-1", "99999999999"])
async def test_there_is_no_copy_of_a_request_that_never_was(house: House, number: str) -> None:
    ana = neighbour(house, "ana")
    heard = await ana.does(Pressed(action=act(Verb.COPY_OPEN, number)))
    assert "There is no request 2" in heard.text or "no longer leads anywhere" in heard.text
