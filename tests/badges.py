"""Officers who proved themselves before the test begins, and their passwords."""

from datetime import datetime, timedelta

import pyotp

from bot.model.agencies import Badge, Officer
from bot.model.ids import AgencyId, PersonId
from bot.model.people import Role
from bot.ports.stores import UnitOfWork
from bot.services.passwords import STEP_S

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of nobody
GOOD_FOR = timedelta(days=90)


async def sworn(uow: UnitOfWork, person: PersonId, agency: AgencyId, now: datetime) -> None:
    """Somebody speaks for an agency, and has used no password yet."""
    await uow.agencies.appoint(Officer(person=person, agency=agency))
    await uow.people.appoint(person, Role.OFFICER)
    badge = Badge(person=person, address=mailbox(person), secret=SECRET, until=now + GOOD_FOR)
    await uow.badges.pin(badge)


def mailbox(person: PersonId) -> str:
    """The address of an officer."""
    return f"{person}@police.example"


def password(now: datetime, secret: str = SECRET, later: int = 0) -> str:
    """What the app shows now, or so many steps later."""
    step = int(now.timestamp()) // STEP_S + later
    return pyotp.TOTP(secret.replace(" ", "")).generate_otp(step)
