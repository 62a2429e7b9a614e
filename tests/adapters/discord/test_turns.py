"""Answers to plain messages take their turn; Discord does not count those to interactions."""

from bot.ports.world import Address
from tests.adapters.discord.street import Street, saying
from tests.adapters.turns import Gate


async def test_an_answer_to_a_message_leaves_when_its_turn_comes(street: Street) -> None:
    gate = Gate()
    street.platform.keep(gate)
    street.script.answers = (saying("here"),)
    before = len(street.messages(street.ana, street.ana_dm))
    await street.writes(street.ana, "hello?")
    await gate.reached.wait()
    assert gate.asked == [(Address(id=street.ana_dm, personal=True), 1)]
    assert len(street.messages(street.ana, street.ana_dm)) == before + 1
    gate.opened.set()
    await street.sees(street.ana, street.ana_dm, before + 2)
    await gate.done.wait()


async def test_an_answer_to_a_command_waits_for_nobody(street: Street) -> None:
    gate = Gate()
    street.platform.keep(gate)
    await street.shown(saying("here").screen)
    assert not gate.asked
