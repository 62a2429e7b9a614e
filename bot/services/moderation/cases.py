"""What lies before a channel's moderators, and deciding it: whoever is first."""

from dataclasses import dataclass
from datetime import datetime

from bot.errors import WatchError
from bot.model.ids import ChannelId, IncidentNumber
from bot.model.incidents import Aside, Incident, Talk
from bot.model.moderation import Appeal, Case, Deed, Reach, Reason, Ruling, Says
from bot.model.people import Person
from bot.permissions import Permission, Standing, require
from bot.ports.stores import UnitOfWork
from bot.services.moderation import notices, rulings
from bot.services.moderation.offices import Office
from bot.texts.text import Text

LONGEST_APPEAL = 300
"""Characters."""

MOST_COUNTED = 50
"""Cases that are counted; more are said to be this many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """One case before a channel: its incident, why it lies there, which one of how many."""

    incident: Incident
    case: Case
    appeal: Appeal | None
    index: int
    count: int


async def lying(office: Office, after: int) -> Lying | None:
    """The first case behind an incident's number, or the first of all; None when none is left."""
    found = await office.uow.rulings.pending(office.channel.id, MOST_COUNTED)
    if not found:
        return None
    number = next((each for each in found if each > after), found[0])
    incident = await office.uow.incidents.get(number)
    case = None if incident is None else await _case(office.uow, incident, office.channel.id)
    if incident is None or case is None:
        return None
    return Lying(
        incident=incident,
        case=case,
        appeal=await office.uow.rulings.appealed(number, office.channel.id),
        index=found.index(number) + 1,
        count=len(found),
    )


async def _case(uow: UnitOfWork, incident: Incident, channel: ChannelId) -> Case | None:
    """Why an incident lies before a channel, the weightiest reason first."""
    ruling = await uow.rulings.get(incident.number, channel)
    if ruling is not None and ruling.says is Says.WAITS:
        return Case.WAITS
    if await uow.rulings.appealed(incident.number, channel) is not None:
        return Case.APPEAL
    if incident.aside is not None and ruling is None:
        return Case.FLAGGED if incident.aside is Aside.FLAGGED else Case.ELSEWHERE
    return Case.HEATED if incident.talk is Talk.CLOSED else None


async def allow(office: Office, number: IncidentNumber, case: Case) -> None:
    """Post it, show it, open it: whatever the author would like.

    Raises:
        WatchError: as `_taken_up` and `Office.reach`.
    """
    incident = await _taken_up(office, number, case)
    if case is Case.HEATED:
        await office.uow.incidents.talk(number, Talk.OPEN)
        await office.note(Deed.OPENED, number)
        return
    if case is Case.WAITS:
        await rulings.let_pass(office, incident)
        return
    reach = Reach.HERE if case is Case.ELSEWHERE else await office.reach()
    if case is Case.APPEAL:
        await office.uow.rulings.heard(number, office.channel.id)
        await office.uow.silences.lift(number, office.channel.id)
    await rulings.rule(office, incident, Says.SHOWN, Reason.RULES, reach=reach)
    await office.note(Deed.SHOWN, number)
    await notices.tell_author(office, incident, Deed.SHOWN)


async def refuse(office: Office, number: IncidentNumber, case: Case, reason: Reason) -> None:
    """Post it not, leave it off, take it off: its author is told why.

    Raises:
        WatchError: as `_taken_up` and `Office.reach`.
    """
    incident = await _taken_up(office, number, case)
    match case:
        case Case.WAITS:
            await rulings.rule(office, incident, Says.REFUSED, reason, reach=Reach.HERE)
            deed = Deed.REFUSED
        case Case.APPEAL:
            await office.uow.rulings.heard(number, office.channel.id)
            deed = Deed.KEPT_OFF
        case Case.FLAGGED | Case.ELSEWHERE:
            reach = await office.reach()
            await rulings.rule(office, incident, Says.HIDDEN, reason, reach=reach)
            deed = Deed.HIDDEN
        case Case.HEATED:
            raise WatchError("button.gone")
    await office.note(deed, number, reason.value)
    await notices.tell_author(office, incident, deed)


async def _taken_up(office: Office, number: IncidentNumber, case: Case) -> Incident:
    """The incident, if it still lies there for this reason.

    Raises:
        WatchError: as `Office.came`; `pending.decided` when another moderator was first.
    """
    incident = await office.came(number)
    if await _case(office.uow, incident, office.channel.id) is case:
        return incident
    chat = office.channel
    last = await office.uow.audit.last(chat.platform, chat.chat, number)
    if last is None:
        raise WatchError("button.gone")
    raise WatchError("pending.decided", name=who(last.moderator), deed=done(last.deed))


def who(moderator: str) -> Text:
    """A moderator by name; or as the chat, in whose name he acts."""
    return Text.of("audit.name", name=moderator) if moderator else Text.of("audit.chat")


def done(deed: Deed) -> Text:
    """What was done, in a few words."""
    return Text.of(f"deed.{deed.value}")


async def appeal(
    uow: UnitOfWork,
    author: Person,
    number: IncidentNumber,
    channel: ChannelId,
    *,
    text: str,
    now: datetime,
) -> None:
    """Lay what the author says before the moderators who decided, without who it is.

    Raises:
        WatchError: as `require_appealable`.
    """
    await require_appealable(uow, author, number, channel)
    await uow.rulings.appeal(Appeal(incident=number, channel=channel, text=text))
    await notices.call(uow, (channel,), now)


async def require_appealable(
    uow: UnitOfWork, author: Person, number: IncidentNumber, channel: ChannelId
) -> None:
    """Let pass the author of a report against whom a channel decided, once per decision.

    Raises:
        WatchError: `refused.incident.appeal` or `appeal.over`.
    """
    incident = await uow.incidents.get(number)
    mine = incident is not None and incident.reporter == author.id
    require(Permission.INCIDENT_APPEAL, frozenset({Standing.REPORTER} if mine else ()))
    found = await uow.channels.get(channel)
    last = None if found is None else await uow.audit.last(found.platform, found.chat, number)
    ruling, silence = (
        await uow.rulings.get(number, channel),
        await uow.silences.get(number, channel),
    )
    if (last is not None and last.deed is Deed.KEPT_OFF) or not (_off(ruling) or silence):
        raise WatchError("appeal.over")


def _off(ruling: Ruling | None) -> bool:
    return ruling is not None and ruling.says in (Says.REFUSED, Says.HIDDEN)
