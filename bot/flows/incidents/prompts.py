"""What a report's writer is asked to look at once more before it is posted."""

from dataclasses import replace

from bot.flows.base import Scene, say
from bot.flows.incidents.known import Known
from bot.model.policy import month_of
from bot.services import prompts
from bot.texts.text import Line, Quote


async def heard(scene: Scene, known: Known, story: str) -> Known:
    """The report with its story, or with words that its writer should look at once more."""
    found = [each.prompt for each in prompts.asked(story)]
    if not found:
        return replace(known, story=story, told="")
    new = [each for each in found if each not in known.prompted]
    await prompts.shown(scene.uow, new, month_of(scene.clock.now(), scene.policy))
    return replace(known, story="", told=story, prompted=(*known.prompted, *new))


def look_again(known: Known) -> tuple[Line, ...]:
    """Why, what about, and what would do."""
    reasons = (
        say(f"prompt.{each.prompt.value}", words=each.words) for each in prompts.asked(known.told)
    )
    return (say("prompt.look"), Quote(text=known.told), *reasons, say("prompt.how"))
