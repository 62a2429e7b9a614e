"""What is known of a report before it is posted, and posting it."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import WatchError
from bot.flows.base import Answers, Scene, finish, say, shown
from bot.flows.incidents.posts import owner_rows
from bot.flows.incidents.prompts import Told, note_posted
from bot.model.ids import Cell, PictureKey
from bot.model.incidents import Category, IncidentDraft
from bot.model.prompts import Prompt
from bot.replies import Screen
from bot.services import incidents
from bot.services.moderation import rulings


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a report so far.

    `told` are words that its writer is asked to look at once more, `prompted` why, so far.
    """

    category: Category | None = None
    story: str = ""
    told: str = ""
    prompted: tuple[Prompt, ...] = ()
    cell: int | None = None
    near: str = ""
    happened: datetime | None = None
    picture: str | None = None
    photo_asked: bool = False


def with_story(known: Known, told: Told) -> Known:
    """The report with its story, or with words that its writer should look at once more."""
    if told.settled:
        return replace(known, story=told.words, told="", prompted=told.prompted)
    return replace(known, story="", told=told.words, prompted=told.prompted)


def drafted(known: Known) -> IncidentDraft:
    """The report, whole. Raises WatchError when something is still missing."""
    if known.category is None or known.cell is None or known.happened is None:
        raise WatchError("button.gone")
    return IncidentDraft(
        category=known.category,
        text=known.story,
        cell=Cell(known.cell),
        near=known.near,
        happened=known.happened,
        picture=None if known.picture is None else PictureKey(known.picture),
    )


async def posted(scene: Scene, known: Known) -> Answers:
    """The report goes out."""
    person = await scene.person()
    incident = await incidents.report(
        scene.uow, person, drafted(known), clock=scene.clock, policy=scene.policy
    )
    await note_posted(scene, Told(words=known.story, prompted=known.prompted))
    await finish(scene)
    done = say("report.posted", number=str(incident.number))
    waits = await rulings.waiting(scene.uow, incident.number)
    looks = (say("report.waits", count=waits),) if waits else ()
    return shown(scene, Screen(lines=(done, *looks), buttons=owner_rows(incident.number)))
