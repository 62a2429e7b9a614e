"""Moderators say what becomes of reports before they are posted in their channel."""

from bot.errors import WatchError
from bot.flows.base import Answers, Scene, button, say, shown
from bot.flows.moderation.offices import argument, office_here
from bot.model.actions import Verb
from bot.model.channels import Channel, Review
from bot.model.moderation import Deed
from bot.permissions import Permission
from bot.replies import Button, Rows, Screen
from bot.texts.text import Text

REVIEWS = {each.value: each for each in Review}
DAILY = {str(each): each for each in (0, 3, 10)}
"""Reports of one author a day, as offered; 0 for as many as there are."""

STRICT = {"look": True, "pass": False}
"""Whether what goes against a prompt waits for a moderator, or as an addition is left out."""


async def start(scene: Scene) -> Answers:
    """/policy: what it is, and what it may be."""
    office = await office_here(scene, Permission.CHANNEL_JUDGE)
    return shown(scene, page(office.channel))


async def judge(scene: Scene) -> Answers:
    """One of the buttons; whoever presses must be an admin, too."""
    office = await office_here(scene, Permission.CHANNEL_JUDGE)
    review, daily, strict = office.channel.review, office.channel.daily, office.channel.strict
    what, value = argument(scene, 0), argument(scene, 1)
    if what == "review" and value in REVIEWS:
        review = REVIEWS[value]
    elif what == "daily" and value in DAILY:
        daily = DAILY[value]
    elif what == "strict" and value in STRICT:
        strict = STRICT[value]
    else:
        raise WatchError("button.gone")
    await scene.uow.channels.judge_by(office.channel.id, review, daily, strict=strict)
    await office.note(Deed.POLICY, detail=value)
    changed = await scene.uow.channels.get(office.channel.id)
    return shown(scene, page(changed or office.channel))


def page(channel: Channel) -> Screen:
    """What becomes of reports, and the buttons that change it."""
    daily = say("policy.daily", count=channel.daily) if channel.daily else say("policy.no_daily")
    return Screen(
        lines=(
            say(f"policy.now_{channel.review.value}"),
            say("policy.strict" if channel.strict else "policy.lenient"),
            daily,
            say("policy.each_its_own"),
        ),
        buttons=rows(channel),
    )


def rows(channel: Channel) -> Rows:
    """Each way a button, the one that holds ticked."""
    ways = tuple(
        (ticked(say(f"policy.{each.value}"), "review", each.value, channel.review.value),)
        for each in Review
    )
    limits = tuple(
        ticked(limit(each), "daily", str(each), str(channel.daily)) for each in DAILY.values()
    )
    turned = "pass" if channel.strict else "look"
    strict = button(f"policy.{turned}", Verb.JUDGE, "strict", turned)
    return (*ways, (strict,), limits)


def ticked(label: Text, what: str, value: str, now: str) -> Button:
    """A button of the page."""
    shown_label = say("button.ticked", label=label) if value == now else label
    return button(shown_label, Verb.JUDGE, what, value)


def limit(daily: int) -> Text:
    """How many reports of one author a day, in words."""
    return say("policy.limit", count=daily) if daily else say("policy.no_limit")
