"""Officers prove who they are."""

from dataclasses import dataclass

from bot.errors import WatchError
from bot.flows.base import (
    Answers,
    Flow,
    Question,
    Scene,
    begin,
    finish,
    say,
    told,
    written,
)
from bot.model.commands import Command
from bot.replies import EraseTheirs
from bot.services import agencies

LONGEST_CODE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCode:
    """What is the code?"""

    async def question(self, scene: Scene) -> Question:
        """The one-time code that the operator gave."""
        del scene
        return Question(lines=(say("verify.ask"),), label=say("form.code"), words=LONGEST_CODE)

    async def answered(self, scene: Scene) -> Answers:
        """The code is used up by this."""
        words = written(scene)
        if words is None:
            raise WatchError("verify.write")
        answers = await verified(scene, words)
        await finish(scene)
        return answers


async def verify(scene: Scene) -> Answers:
    """/verify: with the code or without; never where others read it."""
    if not scene.in_private:
        return (EraseTheirs(), *told(say("verify.in_private")))
    if scene.called_with:
        return await verified(scene, scene.called_with)
    return await begin(scene, AskCode())


async def verified(scene: Scene, code: str) -> Answers:
    """The person is an officer from now on; the code leaves the chat."""
    person = await scene.person()
    agency = await agencies.verify(scene.uow, person, code, scene.clock)
    return (EraseTheirs(), *told(say("verify.done", agency=agency.name)))


FLOW = Flow(commands={Command.VERIFY: verify}, questions=(AskCode,))
