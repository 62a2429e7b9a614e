"""An author, unnamed, asks moderators to look once more."""

from dataclasses import dataclass

from bot.errors import WatchError
from bot.flows.base import (
    Answers,
    Question,
    Scene,
    begin,
    button,
    finish,
    number,
    say,
    told,
    written,
)
from bot.flows.moderation.offices import argument
from bot.model.actions import Verb
from bot.model.ids import ChannelId, IncidentNumber
from bot.services.moderation import cases
from bot.services.words import within


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAppeal:
    """What shall the moderators know?"""

    number: int
    channel: int

    async def question(self, scene: Scene) -> Question:
        """A few sentences, as long as the decision stands."""
        await cases.require_appealable(
            scene.uow,
            await scene.person(),
            IncidentNumber(self.number),
            ChannelId(self.channel),
        )
        return Question(
            lines=(say("appeal.ask", number=str(self.number)),),
            label=say("appeal.label"),
            words=cases.LONGEST_APPEAL,
            buttons=((button("button.cancel", Verb.CANCEL),),),
        )

    async def answered(self, scene: Scene) -> Answers:
        """It lies before them."""
        words = written(scene)
        if words is None:
            raise WatchError("appeal.write")
        await cases.appeal(
            scene.uow,
            await scene.person(),
            IncidentNumber(self.number),
            ChannelId(self.channel),
            text=within(words, cases.LONGEST_APPEAL),
            now=scene.clock.now(),
        )
        await finish(scene)
        return told(say("appeal.laid", number=str(self.number)))


async def start(scene: Scene) -> Answers:
    """[Appeal]."""
    found = number(scene.arg, "button.gone")
    channel = number(argument(scene, 1), "button.gone")
    return await begin(scene, AskAppeal(number=found, channel=channel))
