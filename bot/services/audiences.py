"""The audience floor and the rules against narrowing an audience by overlapping requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import LookupFailedError, WatchError
from bot.model.agencies import Agency
from bot.model.areas import Area
from bot.model.audiences import Audience, band_of
from bot.model.channels import Chat, ChatKind
from bot.model.ids import AgencyId, AreaId, Cell
from bot.model.policy import Policy, fortnight
from bot.ports.inquiries import CountMembers, Facts
from bot.ports.stores import UnitOfWork
from bot.services.agencies import jurisdiction
from bot.services.places import areas_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What choosing an audience needs beside the store."""

    facts: Facts
    now: datetime
    policy: Policy


async def chosen(uow: UnitOfWork, agency: Agency, cell: Cell, survey: Survey) -> Audience:
    """The smallest whole area around the place that holds enough accounts.

    Areas are fixed and nested: it is widened from area to district to town until it holds at
    least `Policy.audience_floor` accounts, members of its largest channel or distinct
    subscribers, whichever is more; subscribers younger than `Policy.young`, and those who take
    none of its requests, do not count: the floor is of accounts that are asked. That moves what
    the agency hears across a band at most, as a paused watch does, and never says whose it was.
    Never beyond where the agency may ask.

    Raises:
        WatchError: `place.outside`, `audience.elsewhere` or `audience.too_small`.
    """
    its_own = await jurisdiction(uow, agency)
    inside = [area for area in await areas_of(uow, cell) if area.id in its_own]
    if not inside:
        raise WatchError("audience.elsewhere")
    for area in inside:
        if area.drawn:  # whoever draws an area chooses who is in it: never an audience's edge
            continue
        size = await _size(uow, agency, area, survey)
        if size >= survey.policy.audience_floor:
            return Audience(area=area.id, band=band_of(size))
    raise WatchError(await _why_too_small(uow, agency, inside))


async def _why_too_small(uow: UnitOfWork, agency: Agency, areas: Sequence[Area]) -> str:
    """That no channel took the agency's requests is public; how many anything holds is not."""
    channels = [each.id for area in areas for each in await uow.channels.within([area.id])]
    refused = bool(channels) and not await uow.admissions.admitting(agency.id) & set(channels)
    return "audience.unadmitted" if refused else "audience.too_small"


async def refuse_narrowing(
    uow: UnitOfWork, agency: AgencyId, audience: Audience, survey: Survey
) -> None:
    """Keep an agency's requests apart when their audiences overlap without being equal.

    Whoever answers the one and not the other would be narrowed down to where they differ.

    Raises:
        WatchError: `audience.too_soon`, with the hours to wait.
    """
    apart = survey.policy.apart
    for request in await uow.requests.since(agency, survey.now - apart):
        reshaped = await _changed_since(uow, request.audience, request.asked) or (
            await _admitted_otherwise(uow, agency, request.audience, request.asked)
        )
        if request.audience == audience.area and not reshaped:
            continue
        if reshaped or await uow.areas.overlap(request.audience, audience.area):
            left = request.asked + apart - survey.now
            hours = -(-left.total_seconds() // 3_600)
            raise WatchError("audience.too_soon", count=int(hours), number=str(request.number))


async def everything_in(uow: UnitOfWork, area: AreaId) -> tuple[AreaId, ...]:
    """The area and the areas within it: their channels and watches belong to it."""
    return await uow.areas.within(area)


async def _changed_since(uow: UnitOfWork, area: AreaId, moment: datetime) -> bool:
    """Whether an area is another by now than it was then: nobody can say where the two differ."""
    found = await uow.areas.get(area)
    if found is None or found.gone:
        return True
    return found.changed is not None and found.changed >= moment


async def _admitted_otherwise(
    uow: UnitOfWork, agency: AgencyId, area: AreaId, moment: datetime
) -> bool:
    """Whether a channel in an area takes, or takes no more, what an agency asks, since then."""
    changed = await uow.admissions.changed_since(agency, moment)
    channels = await uow.channels.within(await uow.areas.within(area))
    return any(channel.id in changed for channel in channels)


async def _size(uow: UnitOfWork, agency: Agency, area: Area, survey: Survey) -> int:
    """How many accounts are asked: a channel that does not take the agency's requests has none."""
    areas = await uow.areas.within(area.id)
    admitting = await uow.admissions.admitting(agency.id)
    # Only the fortnight is known: the one that holds the limit may hold younger accounts.
    joined = fortnight(survey.now - survey.policy.young) - 1
    members = [await uow.watches.subscribers(areas, agency.id, joined, survey.now)]
    for channel in await uow.channels.within(areas):
        if channel.id not in admitting:
            continue
        chat = Chat(platform=channel.platform, id=channel.chat, kind=ChatKind.GROUP)
        try:
            members.append(survey.facts.get(CountMembers(chat=chat)))
        except LookupFailedError:
            continue  # a chat that does not answer counts for nobody
    return max(members)
