"""What the operator does with agencies while the bot runs or rests."""

from dataclasses import dataclass

from bot.app.operator import unit
from bot.app.settings import Settings
from bot.app.system import SystemClock, SystemRandom
from bot.app.wiring import stored
from bot.errors import WatchError
from bot.model.agencies import Agency, AgencyDraft, AgencyState
from bot.ports.stores import UnitOfWork
from bot.services import admissions, agencies, officers, requests
from bot.services.areas import keeping
from bot.services.domains import Domain, domain_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What the operator types of an agency; areas by name."""

    name: str
    domain: str
    contact: str = ""
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An agency, with the names of its areas and how many speak for it."""

    agency: Agency
    areas: tuple[str, ...]
    officers: int


async def domain(settings: Settings, name: str, words: str) -> Domain:
    """A domain in both forms, compared with those of other agencies. Raises WatchError."""
    async with unit(settings) as uow:
        known = await uow.agencies.all()
    return domain_of(words, tuple(one.domain for one in known if one.domain and one.name != name))


async def enrol(settings: Settings, papers: Papers) -> str:
    """Enrol an agency; a one-time code for its first officer. Raises WatchError."""
    async with unit(settings) as uow:
        agency = await agencies.enrol(uow, await _draft(uow, papers))
        await admissions.offer(uow, agency, SystemClock().now())
        code = await _code(uow, agency, settings)
        await uow.commit()
    return code


async def change(settings: Settings, papers: Papers) -> int:
    """Say anew who an agency is; what is empty stays. Raises WatchError.

    Returns how many officers have to prove themselves again.
    """
    async with unit(settings) as uow:
        agency = await _named(uow, papers.name)
        draft = await _draft(uow, papers)
        gone = await agencies.change(
            uow,
            agency,
            AgencyDraft(
                name=agency.name,
                domain=draft.domain or agency.domain,
                contact=draft.contact or agency.contact,
                areas=draft.areas or agency.areas,
            ),
        )
        changed = await _named(uow, papers.name)
        await admissions.offer(uow, changed, SystemClock().now())
        await uow.commit()
    return len(gone)


async def code_for(settings: Settings, name: str) -> str:
    """A one-time code for one more officer.

    Raises:
        WatchError: `agency.unknown`, `agency.revoked` or `agency.no_domain`.
    """
    async with unit(settings) as uow:
        code = await _code(uow, await _named(uow, name), settings)
        await uow.commit()
    return code


async def turn(settings: Settings, name: str, state: AgencyState) -> None:
    """Suspend an agency, or let it ask again. Raises WatchError."""
    async with unit(settings) as uow:
        await agencies.turn(uow, await _named(uow, name), state, SystemClock().now())
        await uow.commit()


async def dismiss(settings: Settings, name: str, address: str) -> None:
    """Let one officer go, whom his mailbox names. Raises WatchError."""
    async with unit(settings) as uow:
        await officers.let_go(uow, await _named(uow, name), address)
        await uow.commit()


async def revoke(settings: Settings, name: str) -> None:
    """Let an agency go for good, with whatever it asked. Raises WatchError."""
    store, keyring = await stored(settings, SystemRandom())
    now = SystemClock().now()
    try:
        async with store.unit() as uow:
            agency = await _named(uow, name)
            await agencies.turn(uow, agency, AgencyState.REVOKED, now)
            await requests.end_all(uow, agency, keyring, now)
            await uow.commit()
    finally:
        await store.close()


async def everyone(settings: Settings) -> tuple[Listed, ...]:
    """All agencies, by name."""
    async with unit(settings) as uow:
        found = []
        for agency in await uow.agencies.all():
            areas = [await uow.areas.get(area) for area in agency.areas]
            listed = Listed(
                agency=agency,
                areas=tuple(area.name for area in areas if area is not None),
                officers=len(await uow.agencies.officers(agency.id)),
            )
            found.append(listed)
    return tuple(found)


async def _draft(uow: UnitOfWork, papers: Papers) -> AgencyDraft:
    areas = [await keeping.named(uow, name) for name in papers.areas]
    return AgencyDraft(
        name=papers.name,
        domain=domain_of(papers.domain).name if papers.domain else "",
        contact=papers.contact,
        areas=tuple(area.id for area in areas),
    )


async def _code(uow: UnitOfWork, agency: Agency, settings: Settings) -> str:
    now, random = SystemClock().now(), SystemRandom()
    return await agencies.issue_code(uow, agency, now, random=random, policy=settings.policy)


async def _named(uow: UnitOfWork, name: str) -> Agency:
    found = await uow.agencies.named(name)
    if found is None:
        raise WatchError("agency.unknown")
    return found
