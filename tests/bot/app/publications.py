"""A town whose agencies asked for a year: what its public page is made of."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from bot.model.agencies import AgencyDraft, AgencyState
from bot.model.areas import AreaDraft
from bot.model.ids import RequestNumber
from bot.model.ledger import (
    Asked,
    Closed,
    LedgerLine,
    Refused,
    ReplyBand,
    Resolved,
    Resumed,
    Reviewed,
    Suspended,
    Verdict,
    Withdrawn,
)
from bot.ports.stores import Store
from bot.services import agencies
from bot.services.areas import drafts_from_geojson
from storage.memory.units import MemoryStore
from tests.fakes import NOON

MONTREAL = Path("adapters/playground/data/areas-montreal.geojson")
POLICE, FIRE = "Police de la Ville", "Sécurité incendie"
STORIES = (
    "Parcel thefts: footage or photos of a grey van, please.",
    "A bicycle was taken from a rack. Did a camera see the corner?",
    "A missing man, 82, brown coat, walks with a stick. Please look at your recordings.",
    'A car with <b>"covered"</b> plates & a broken light, seen going north?',
)
RULES = ("audience.too_soon", "lawful_activity", "victim", "audience.too_small", "lawful_activity")
BANDS = (ReplyBand.FEW, ReplyBand.NONE, ReplyBand.MANY, ReplyBand.FEW)
REQUESTS, DAYS_APART = 26, 13
AREAS = (19, 33, 19, 36, 19, 33, 35, 48, 33, 19, 20)
"""Which areas are asked, one request after the other, over and over."""


@cache
def areas() -> tuple[AreaDraft, ...]:
    """The districts of Montréal."""
    return drafts_from_geojson(MONTREAL.read_text("utf-8"), "name").drafts


async def town() -> Store:
    """The areas of a real town, and a ledger of some sixty entries."""
    store = MemoryStore()
    async with store.unit() as uow:
        drafts = areas()
        for draft in drafts:
            await uow.areas.add(draft)
        await agencies.enrol(uow, AgencyDraft(name=POLICE))
        fire = await agencies.enrol(uow, AgencyDraft(name=FIRE))
        await uow.agencies.turn(fire.id, AgencyState.SUSPENDED)
        for line in lines([draft.name for draft in drafts]):
            await uow.ledger.append(line)
        await uow.commit()
    return store


def lines(names: Sequence[str]) -> Iterator[LedgerLine]:
    """A year of requests, each told to its end, with some that were refused between them."""
    for index in range(REQUESTS):
        asked = NOON - timedelta(days=DAYS_APART) * (REQUESTS - 1 - index)
        agency, number = FIRE if index % 5 == 4 else POLICE, RequestNumber(index + 1)
        yield request(number, agency, names[AREAS[index % len(AREAS)]], asked)
        yield from end(number, agency, asked + timedelta(days=7))
        if index % 5 == 1:
            yield Refused(agency=agency, rule=RULES[index // 5], day=asked.date())
    yield Reviewed(agency=POLICE, rule="race", verdict=Verdict.DECLINED, day=NOON.date())
    yield Suspended(agency=POLICE, day=NOON.date(), area=names[19])
    yield Resumed(agency=POLICE, day=NOON.date(), area=names[19])
    yield Suspended(agency=FIRE, day=NOON.date())


def request(number: RequestNumber, agency: str, area: str, asked: datetime) -> Asked:
    """One of them."""
    return Asked(
        request=number,
        agency=agency,
        case=f"26-0{1800 + number}",
        text=STORIES[number % len(STORIES)],
        near="Rue Jarry & Rue Lajeunesse",
        audience=area,
        band=250,
        window_from=asked - timedelta(hours=20),
        window_until=asked - timedelta(hours=17),
        asked=asked,
        closes=asked + timedelta(days=7),
    )


def end(number: RequestNumber, agency: str, over: datetime) -> Iterator[LedgerLine]:
    """How it ended, unless it is open."""
    if over > NOON:
        return
    if number % 3 == 1:
        yield Resolved(request=number, agency=agency, day=over.date())
    if number % 7 == 2:
        yield Withdrawn(request=number, agency=agency, day=over.date())
    band = BANDS[number % len(BANDS)]
    yield Closed(request=number, agency=agency, replies=band, day=over.date())
