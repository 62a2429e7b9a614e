"""What moderators did in their channel, read by its moderators."""

from bot.flows.base import Answers, Scene, button, number, say, shown
from bot.flows.moderation.offices import argument, in_private, office_here, office_of
from bot.flows.moderation.policies import REVIEWS, limit
from bot.model.actions import Verb
from bot.model.moderation import AuditEntry, Deed
from bot.permissions import Permission
from bot.replies import Button, Screen
from bot.services.moderation.cases import done, who
from bot.services.moderation.offices import Office
from bot.texts.text import Ago, Text

A_PAGE = 10

REASONED = frozenset({Deed.REFUSED, Deed.HIDDEN, Deed.KEPT_OFF})


async def start(scene: Scene) -> Answers:
    """/audit, where it is read by moderators alone."""
    office = await office_here(scene, Permission.AUDIT_READ)
    if not scene.in_private:
        return in_private(office, Verb.AUDIT_SHOW, say("audit.elsewhere"))
    return await page(scene, office, 0)


async def show(scene: Scene) -> Answers:
    """[Older], [Newer]."""
    office = await office_of(scene, Permission.AUDIT_READ)
    return await page(scene, office, number(argument(scene, 1), "button.gone"))


async def page(scene: Scene, office: Office, skip: int) -> Answers:
    """Ten entries, newest first."""
    channel = office.channel
    found = await scene.uow.audit.of(channel.platform, channel.chat, skip, A_PAGE + 1)
    if not found:
        return shown(scene, Screen(lines=(say("audit.none"),)))
    newer = (turn("audit.newer", office, max(0, skip - A_PAGE)),) if skip else ()
    older = (turn("audit.older", office, skip + A_PAGE),) if len(found) > A_PAGE else ()
    row = (*newer, *older)
    lines = (say("audit.head"), *map(entry, found[:A_PAGE]))
    return shown(scene, Screen(lines=lines, buttons=(row,) if row else ()))


def turn(label: str, office: Office, skip: int) -> Button:
    """To another page."""
    return button(label, Verb.AUDIT_SHOW, office.channel.id, skip)


def entry(each: AuditEntry) -> Text:
    """Who did what, when; of a report only its number."""
    ago, name, deed = Ago(moment=each.at), who(each.moderator), done(each.deed)
    if each.incident is None:
        plain = say("audit.entry", ago=ago, name=name, deed=deed)
        return say("audit.entry_detail", entry=plain, detail=named(each))
    number_ = str(each.incident)
    about = say("audit.entry_about", ago=ago, name=name, deed=deed, number=number_)
    if not each.detail:
        return about
    return say("audit.entry_detail", entry=about, detail=detail(each))


def named(each: AuditEntry) -> Text:
    """Which answer, or which way to judge."""
    if each.deed is not Deed.POLICY:
        return say("audit.name", name=each.detail)
    if each.detail in REVIEWS:
        return say(f"policy.{each.detail}")
    return limit(int(each.detail))


def detail(each: AuditEntry) -> Text:
    """Why, or for how long."""
    if each.deed in REASONED:
        return say(f"reason.{each.detail}")
    return say("audit.hours", count=int(each.detail))
