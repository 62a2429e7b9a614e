"""What the writer of a report, an update or an addition is asked to look at once more."""

from dataclasses import dataclass, replace
from hashlib import sha256

from bot.errors import WatchError
from bot.flows.base import Question, Scene, button, pressed, say, written
from bot.model.actions import Verb
from bot.model.policy import month_of
from bot.model.prompts import Prompt
from bot.services import prompts
from bot.services.words import within
from bot.texts.text import Line, Quote, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody wrote; `prompted` is why he was asked to look at it once more, so far.

    It is `settled` when there is nothing to ask, or he wants it as it is.
    """

    words: str
    prompted: tuple[Prompt, ...] = ()
    settled: bool = False


async def taken(scene: Scene, before: Told, *, longest: int, refusal: str) -> Told:
    """The words of an answer, or those that stand `before` it when they are kept as they are.

    Raises:
        WatchError: `refusal` when there are no words; `button.gone` when the button stood under
            others, which were written anew since; as `words.within`.
    """
    kept = pressed(scene, Verb.WORDS_KEEP)
    if before.words and kept is not None:
        if kept != (digest(before.words),):
            raise WatchError("button.gone")
        return replace(before, settled=True)
    words = written(scene)
    if words is None:
        raise WatchError(refusal)
    return await looked_at(scene, within(words, longest), before.prompted)


async def looked_at(scene: Scene, words: str, before: tuple[Prompt, ...]) -> Told:
    """The words, and whether they may go on; each prompt that is new is counted as shown."""
    found = [each.prompt for each in prompts.asked(words)]
    new = [each for each in found if each not in before]
    await prompts.shown(scene.uow, new, month_of(scene.clock.now(), scene.policy))
    return Told(words=words, prompted=(*before, *new), settled=not found)


async def note_posted(scene: Scene, told: Told) -> None:
    """Count what came of the prompts, now that the words are posted."""
    month = month_of(scene.clock.now(), scene.policy)
    await prompts.posted(scene.uow, told.prompted, told.words, month)


def asked_again(words: str, keep: str, *, label: Text, longest: int) -> Question:
    """The words once more: to be written anew, kept under the label `keep`, or dropped."""
    return Question(
        lines=look_again(words),
        label=label,
        words=longest,
        before=words,
        buttons=(
            (button(keep, Verb.WORDS_KEEP, digest(words)),),
            (button("button.cancel", Verb.CANCEL),),
        ),
    )


def digest(words: str) -> str:
    """Tells words from those that were written before, in eight hex digits."""
    return sha256(words.encode()).hexdigest()[:8]


def look_again(words: str) -> tuple[Line, ...]:
    """Why, what about, and what would do."""
    reasons = (
        say(f"prompt.{each.prompt.value}", words=each.words) for each in prompts.asked(words)
    )
    return (say("prompt.look"), Quote(text=words), *reasons, say("prompt.how"))
