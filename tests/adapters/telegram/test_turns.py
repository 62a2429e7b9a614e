"""New messages that answer somebody take their turn; what Telegram does not count takes none."""

from bot.model.actions import Verb, act
from bot.model.pictures import CleanPicture
from bot.ports.world import Address
from bot.replies import Pop, Replace, Say, Screen
from bot.texts.text import Text
from tests.adapters.telegram.house import Street, button, picture, running, screen, until
from tests.adapters.turns import Gate

LONG = tuple(Text.of("test.hello") for _ in range(120))
"""Lines that do not fit under a picture."""


async def test_an_answer_leaves_when_its_turn_comes(street: Street) -> None:
    gate = Gate()
    async with running(street) as platform:
        platform.keep(gate)
        street.intake.will(Say(screen=Screen(lines=LONG, media=CleanPicture(content=picture()))))
        await street.write("/start")
        await gate.reached.wait()
        assert gate.asked == [(Address(id=str(street.ana.id), personal=True), 2)]
        assert not street.posts()
        gate.opened.set()
        await street.post(2)
        await gate.done.wait()


async def test_a_group_is_named_with_its_turn(street: Street) -> None:
    gate = Gate()
    gate.opened.set()
    here = str(street.group.id)
    async with running(street) as platform:
        platform.keep(gate)
        street.server.add_member(street.group, street.bot, by=street.ana)
        await street.event()
        street.intake.will(Say(screen=screen()))
        await street.write("/help", here)
        await street.post(chat=here)
    assert gate.asked == [(Address(id=here, personal=False), 1)]


async def test_edits_and_notices_wait_for_nobody(street: Street) -> None:
    gate = Gate()
    async with running(street) as platform:
        street.intake.will(Say(screen=screen(buttons=(button(act(Verb.PRIVACY)),))))
        await street.write("/start")
        post = await street.post()
        platform.keep(gate)
        street.intake.will(Replace(screen=screen(Text.of("test.press"))), Pop(text=Text.of("ok")))
        await street.press(post, "Press me")
        await until(lambda: street.posts()[0].text == "Press me")
    assert not gate.asked
