"""What waits for a channel's moderators, one case after the other."""

from bot.errors import WatchError
from bot.flows.base import Answers, Scene, button, number, opened, say, shown
from bot.flows.moderation.offices import argument, in_private, office_here, office_of
from bot.model.actions import Verb
from bot.model.ids import IncidentNumber
from bot.model.incidents import Incident, IncidentUpdate
from bot.model.moderation import Case, Reason
from bot.permissions import Permission
from bot.replies import Rows, Screen
from bot.services.moderation import cases
from bot.services.moderation.cases import Lying
from bot.services.moderation.offices import Office
from bot.texts.text import Ago, Line, Quote, Text

CASES = {each.value: each for each in Case}
REASONS = {each.value: each for each in Reason}
SHOWN_UPDATES = 3


async def start(scene: Scene) -> Answers:
    """/pending, where it is read by moderators alone."""
    office = await office_here(scene, Permission.INCIDENT_REVIEW)
    if not scene.in_private:
        return in_private(office, Verb.PENDING_SHOW, say("pending.elsewhere"))
    return await laid(scene, office, 0)


async def show(scene: Scene) -> Answers:
    """[Continue in private], [Later]."""
    office = await office_of(scene, Permission.INCIDENT_REVIEW)
    return await laid(scene, office, number(argument(scene, 1), "button.gone"))


async def allow(scene: Scene) -> Answers:
    """[Post it], [Show it], [Open it again]."""
    office = await office_of(scene, Permission.INCIDENT_REVIEW)
    found, case = meant(scene)
    await cases.allow(office, found, case)
    return await laid(scene, office, found, say(f"pending.allowed_{case.value}"))


async def refuse(scene: Scene) -> Answers:
    """[Refuse], [Take it off]: why?"""
    await office_of(scene, Permission.INCIDENT_REVIEW)
    meant(scene)
    rows = tuple(
        (button(f"reason.{each.value}", Verb.PENDING_REASON, *scene.args, each.value),)
        for each in Reason
    )
    back = button("button.back", Verb.PENDING_SHOW, scene.arg, int(argument(scene, 1)) - 1)
    return shown(scene, Screen(lines=(say("pending.why"),), buttons=(*rows, (back,))))


async def reasoned(scene: Scene) -> Answers:
    """One of the reasons: its author is told."""
    office = await office_of(scene, Permission.INCIDENT_REVIEW)
    found, case = meant(scene)
    reason = REASONS.get(argument(scene, 3))
    if reason is None:
        raise WatchError("button.gone")
    await cases.refuse(office, found, case, reason)
    return await laid(scene, office, found, say(f"pending.refused_{case.value}"))


def meant(scene: Scene) -> tuple[IncidentNumber, Case]:
    """The case that a button is about. Raises WatchError `button.gone`."""
    case = CASES.get(argument(scene, 2))
    if case is None:
        raise WatchError("button.gone")
    return IncidentNumber(number(argument(scene, 1), "button.gone")), case


async def laid(scene: Scene, office: Office, after: int, *before: Line) -> Answers:
    """The next case, in place of the one before; what was done with that stands above."""
    found = await cases.lying(office, after)
    if found is None:
        return shown(scene, Screen(lines=(*before, say("pending.none"))))
    return shown(scene, opened(await case_screen(scene, office, found), *before))


async def case_screen(scene: Scene, office: Office, found: Lying) -> Screen:
    """A case as moderators see it: the report without its author, and what can be done."""
    incident = found.incident
    appeal = () if found.appeal is None else (say("pending.appeal"), Quote(text=found.appeal.text))
    picture = None if incident.picture is None else await scene.uow.pictures.get(incident.picture)
    return Screen(
        lines=(
            say("pending.head", index=str(found.index), count=str(found.count)),
            say(f"pending.case_{found.case.value}", number=str(incident.number)),
            say(
                "incident.head",
                category=say(f"category.{incident.category.value}"),
                near=incident.near,
                ago=Ago(moment=incident.happened),
            ),
            Quote(text=incident.text),
            *map(added, incident.words[-SHOWN_UPDATES:]),
            *appeal,
        ),
        media=picture,
        alt=None if picture is None else say("alt.photo"),
        buttons=case_rows(office, incident, found),
    )


def added(update: IncidentUpdate) -> Text:
    """What was added, by whomever."""
    return say("incident.update", ago=Ago(moment=update.at), text=update.text)


def case_rows(office: Office, incident: Incident, found: Lying) -> Rows:
    """What can be done about a case."""
    about = (office.channel.id, incident.number, found.case.value)
    yes = button(f"pending.allow_{found.case.value}", Verb.PENDING_ALLOW, *about, tone="main")
    no = button(f"pending.refuse_{found.case.value}", Verb.PENDING_REFUSE, *about, tone="danger")
    later = button("pending.later", Verb.PENDING_SHOW, office.channel.id, incident.number)
    decide = (yes,) if found.case is Case.HEATED else (yes, no)
    return (decide, (later,)) if found.count > 1 else (decide,)
