"""The head of the ledger, told so widely that nobody can write another past unnoticed.

Whoever kept it can hold it against any later copy (`bot.services.chains`). Letters go to agencies
every day, also when nothing was added: one that does not come is a sign in itself. Channels are
told only of what is new: nobody should be rung for a hash that stands there already.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model.agencies import AgencyState
from bot.model.deliveries import DeliveryKind
from bot.model.ledger import LedgerEntry
from bot.model.policy import Policy
from bot.ports.mail import Letter
from bot.ports.stores import UnitOfWork
from bot.replies import Reader
from bot.services.letters import letter
from bot.texts.text import Text

POSTED = "head"
"""Beside the platforms' marks: the entry that channels were told of last."""

TOLD_ON = "head told on"
"""The day, counted as `date.toordinal`, on which the head was told last."""


async def due(uow: UnitOfWork, now: datetime, policy: Policy) -> bool:
    """Whether the head is to be told on this day of the neighbourhood; it is not due again.

    What is noted before anything is sent is sent once at most, whoever falls in between.
    """
    today = now.astimezone(ZoneInfo(policy.zone)).toordinal()
    return await uow.marks.take(TOLD_ON, today)


async def announce(uow: UnitOfWork, now: datetime) -> bool:
    """Owe the head to every channel, unless they know it; whether it was new."""
    head = await uow.ledger.head()
    if head is None or head.number == await uow.marks.get(POSTED):
        return False
    areas = [area.id for area in await uow.areas.all()]
    channels = [channel.id for channel in await uow.channels.within(areas)]
    await uow.deliveries.tell(DeliveryKind.HEAD, str(head.number), channels=channels, now=now)
    await uow.marks.set(POSTED, head.number)
    return True


async def letters(uow: UnitOfWork, policy: Policy) -> tuple[Letter, ...]:
    """The head to every officer of an agency that may ask; none while nothing was ever written."""
    head = await uow.ledger.head()
    if head is None:
        return ()
    written = []
    for agency in await uow.agencies.all():
        if agency.state is not AgencyState.ACTIVE:
            continue
        for officer in await uow.agencies.officers(agency.id):
            badge = await uow.badges.of(officer.person)
            person = await uow.people.get(officer.person)
            if badge is not None and person is not None:
                reader = Reader(language=person.language, zone=policy.zone)
                written.append(_letter(head, badge.address, reader))
    return tuple(written)


def _letter(head: LedgerEntry, to: str, reader: Reader) -> Letter:
    entry, digest = str(head.number), head.digest
    lines = (
        Text.of("letter.head", entry=entry, hash=digest),
        Text.of("letter.head_keep", hash=digest),
        Text.of("letter.head_daily"),
    )
    return letter(to, Text.of("letter.head_subject"), lines, reader)
