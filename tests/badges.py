"""Officers who proved themselves before the test begins, and their passwords."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

from bot.model.agencies import Badge, Officer
from bot.model.ids import AgencyId, Cell, PersonId, RequestNumber
from bot.model.people import Account, Role
from bot.model.requests import RequestDraft
from bot.ports.inquiries import Outside, UnansweredError
from bot.ports.stores import UnitOfWork
from bot.services import requests
from bot.services.passwords import STEP_S
from tests.bot.world import HOME_BLOCK

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of nobody
GOOD_FOR = timedelta(days=90)


async def sworn(uow: UnitOfWork, person: PersonId, agency: AgencyId, now: datetime) -> None:
    """Somebody speaks for an agency, and has used no password yet."""
    await uow.agencies.appoint(Officer(person=person, agency=agency))
    await uow.people.appoint(person, Role.OFFICER)
    badge = Badge(person=person, address=mailbox(person), secret=SECRET, until=now + GOOD_FOR)
    await uow.badges.pin(badge)


async def admitted(uow: UnitOfWork, agency: AgencyId, now: datetime) -> None:
    """All channels there are take an agency's requests."""
    areas = [area.id for area in await uow.areas.all()]
    for channel in await uow.channels.within(areas):
        await uow.admissions.decide(channel.id, agency, now, admitted=True)


def mailbox(person: PersonId) -> str:
    """The address of an officer."""
    return f"{person}@police.example"


def password(now: datetime, secret: str = SECRET, later: int = 0) -> str:
    """What the app shows now, or so many steps later."""
    step = int(now.timestamp()) // STEP_S + later
    return pyotp.TOTP(secret.replace(" ", "")).generate_otp(step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an officer wants to know; without a case, one that was not asked about yet."""

    case: str = ""
    text: str = "Footage or photos of a grey van, please."
    cell: Cell = HOME_BLOCK


ANYTHING = Wanted()


async def asked(
    uow: UnitOfWork,
    account: Account,
    with_: requests.Asking,
    outside: Outside,
    *,
    wanted: Wanted = ANYTHING,
) -> RequestNumber:
    """An officer's request goes out; how he signed it, and who said yes, is told elsewhere."""
    now = with_.clock.now()
    officer, agency = await requests.speaker(uow, account, now)
    fresh = 1877 + len(await uow.requests.of(agency.id))
    draft = RequestDraft(
        agency=agency.id,
        officer=officer,
        case=wanted.case or f"26-0{fresh}",
        text=wanted.text,
        cell=wanted.cell,
        near="Rue Jarry",
        window_from=now - timedelta(hours=4),
        window_until=now - timedelta(hours=2),
        closes=now + timedelta(days=3),
    )
    while True:
        try:
            return (await requests.ask(uow, agency, draft, with_)).number
        except UnansweredError as unanswered:
            await with_.facts.learn(unanswered.inquiry, outside)
