"""What a channel says of incidents: each decides for itself what it shows (ADR 0027)."""

from dataclasses import replace
from datetime import datetime

from bot.errors import WatchError
from bot.model.channels import Channel, Review
from bot.model.ids import ChannelId, IncidentNumber
from bot.model.incidents import Aside, Incident
from bot.model.moderation import Deed, Reach, Reason, Ruling, Says, stands
from bot.model.people import Person
from bot.model.policy import Policy
from bot.ports.stores import UnitOfWork
from bot.services import prompts
from bot.services.moderation import notices
from bot.services.moderation.offices import Office


def standing(incident: Incident, channel: Channel | None, ruling: Ruling | None) -> bool:
    """Whether an incident is shown in a channel that says this of it; without one, to people."""
    return incident.shown if channel is None else stands(incident, ruling)


async def stands_somewhere(uow: UnitOfWork, incident: Incident) -> bool:
    """Whether an incident is shown to people, or in a channel that shows it all the same."""
    if incident.shown:
        return True
    return any(stands(incident, each) for each in await uow.rulings.of(incident.number))


def told_in(incident: Incident, channel: Channel | None) -> Incident:
    """An incident as a channel tells it: where it is strict, without what goes against a prompt.

    Only additions are left out: of the report itself moderators decide, as of every other.
    """
    if channel is None or not channel.strict:
        return incident
    kept = tuple(each for each in incident.updates if not prompts.asked(each.text))
    return replace(incident, updates=kept)


async def leaving_out(uow: UnitOfWork, number: IncidentNumber, text: str) -> int:
    """In how many channels to which an incident came an addition is not shown."""
    if not prompts.asked(text):
        return 0
    came = await uow.channels.those(await uow.deliveries.came_to(number))
    return sum(channel.strict for channel in came)


async def consider(
    uow: UnitOfWork, incident: Incident, author: Person, *, now: datetime, policy: Policy
) -> None:
    """Let a new report wait where its channels look first."""
    waits = list[ChannelId]()
    for channel in await uow.channels.those(await uow.deliveries.came_to(incident.number)):
        if not _goes_against(channel, incident) and await _passes(
            uow, channel, author, now=now, policy=policy
        ):
            continue
        waits.append(channel.id)
        await uow.rulings.keep(
            Ruling(incident=incident.number, channel=channel.id, says=Says.WAITS)
        )
    await notices.call(uow, waits, now)


def _goes_against(channel: Channel, incident: Incident) -> bool:
    """Whether it was posted against a prompt where moderators look first at such."""
    return channel.strict and bool(prompts.asked(incident.text))


async def _passes(
    uow: UnitOfWork, channel: Channel, author: Person, *, now: datetime, policy: Policy
) -> bool:
    """Whether a report is posted at once. Trust is reckoned from what stands, and kept nowhere."""
    match channel.review:
        case Review.AT_ONCE:
            return True
        case Review.REVIEW_FIRST:
            return False
        case Review.TRUSTED_FIRST:
            before, enough = now - policy.stood_for, policy.trusted_after
            return await uow.incidents.stood(author.id, before, enough) >= enough


async def waiting(uow: UnitOfWork, number: IncidentNumber) -> int:
    """In how many channels a report waits for a moderator."""
    return sum(each.says is Says.WAITS for each in await uow.rulings.of(number))


async def hide(office: Office, number: IncidentNumber, reason: Reason) -> Reach:
    """Take a post off: everywhere, if the channel reaches that far. Its author is told.

    Raises:
        WatchError: as `Office.came` and `Office.reach`.
    """
    incident, reach = await office.came(number), await office.reach()
    before = await office.uow.rulings.get(number, office.channel.id)
    if before is not None and before.says is Says.HIDDEN and reach in (before.reach, Reach.HERE):
        return before.reach
    await rule(office, incident, Says.HIDDEN, reason, reach=reach)
    await office.note(Deed.HIDDEN, number, reason.value)
    await notices.tell_author(office, incident, Deed.HIDDEN)
    return reach


async def show(office: Office, number: IncidentNumber) -> None:
    """Show a post in the channel again; everywhere, if the channel had taken it off everywhere.

    Raises:
        WatchError: as `Office.came` and `Office.reach`, or `unhide.stands`.
    """
    incident, reach = await office.came(number), await office.reach()
    before = await office.uow.rulings.get(number, office.channel.id)
    if stands(incident, before):
        raise WatchError("unhide.stands")
    if before is not None and before.says is Says.WAITS:
        await let_pass(office, incident)
        return
    await rule(office, incident, Says.SHOWN, Reason.RULES, reach=reach)
    await office.note(Deed.SHOWN, number)
    await notices.tell_author(office, incident, Deed.SHOWN)


async def let_pass(office: Office, incident: Incident) -> None:
    """Post what waited: from now on the channel goes by what others say of it, too."""
    await office.uow.rulings.drop(incident.number, office.channel.id)
    changed = await office.uow.incidents.set_aside(incident.number, incident.aside)
    await office.uow.deliveries.recheck(changed, office.channel.id, office.now)
    await office.note(Deed.POSTED, incident.number)


async def rule(
    office: Office, incident: Incident, says: Says, reason: Reason, *, reach: Reach
) -> None:
    """Keep what the channel says, and owe every post what follows from it."""
    number, channel, uow = incident.number, office.channel.id, office.uow
    await uow.rulings.keep(
        Ruling(incident=number, channel=channel, says=says, reason=reason, reach=reach)
    )
    rulings = await uow.rulings.of(number)
    aside = _aside(incident, rulings)
    if incident.aside is Aside.FLAGGED and aside is not Aside.FLAGGED:
        await uow.flags.forget(number)
    changed = await uow.incidents.set_aside(number, aside)
    await uow.deliveries.recheck(changed, channel, office.now)
    if incident.aside is not None and aside is None:
        await uow.deliveries.restore(changed, office.now)
    elif incident.aside is None and aside is not None:
        await uow.deliveries.refresh(changed, office.now)
        said = {each.channel for each in rulings}
        others = set(await uow.deliveries.came_to(number)) - said
        await notices.call(uow, others, office.now)


def _aside(incident: Incident, rulings: tuple[Ruling, ...]) -> Aside | None:
    """What follows for everybody: off as long as one channel that reaches so far says so."""
    far = {each.says for each in rulings if each.reach is Reach.EVERYWHERE}
    if Says.HIDDEN in far:
        return Aside.HIDDEN
    looked = Says.SHOWN in far
    return incident.aside if incident.aside is Aside.FLAGGED and not looked else None
