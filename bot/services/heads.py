"""The head of the ledger, told so widely that nobody can write another past unnoticed.

It is told once a day, and only when something was added: whoever kept it can hold it against
any later copy (`bot.services.chains`).
"""

from dataclasses import dataclass
from datetime import datetime

from bot.model.agencies import AgencyState
from bot.model.deliveries import DeliveryKind
from bot.model.ids import EntryNumber
from bot.model.ledger import LedgerEntry
from bot.model.policy import Policy
from bot.ports.mail import Letter
from bot.ports.stores import UnitOfWork
from bot.replies import Reader
from bot.services.letters import letter
from bot.texts.text import Text

POSTED = "head"
"""Beside the platforms' marks: the entry that channels were told of last."""

MAILED = "head by mail"
"""The same of letters."""


async def announce(uow: UnitOfWork, now: datetime) -> bool:
    """Owe the head to every channel, unless they know it; whether it was new."""
    head = await _news(uow, POSTED)
    if head is None:
        return False
    areas = [area.id for area in await uow.areas.all()]
    channels = [channel.id for channel in await uow.channels.within(areas)]
    await uow.deliveries.tell(DeliveryKind.HEAD, str(head.number), channels=channels, now=now)
    await uow.marks.set(POSTED, head.number)
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """Letters that tell of the entry of this number."""

    head: EntryNumber
    letters: tuple[Letter, ...]


async def mailing(uow: UnitOfWork, policy: Policy) -> Mailing | None:
    """The head to every officer of an agency that may ask; none when it was mailed before."""
    head = await _news(uow, MAILED)
    if head is None:
        return None
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
    return Mailing(head=head.number, letters=tuple(written))


async def note_mailed(uow: UnitOfWork, mailing: Mailing) -> None:
    """The letters were taken: the same head is mailed no more."""
    await uow.marks.set(MAILED, mailing.head)


async def _news(uow: UnitOfWork, mark: str) -> LedgerEntry | None:
    """The head, when it is not the one that was told last."""
    head = await uow.ledger.head()
    return None if head is None or head.number == await uow.marks.get(mark) else head


def _letter(head: LedgerEntry, to: str, reader: Reader) -> Letter:
    entry, digest = str(head.number), head.digest
    lines = (
        Text.of("letter.head", entry=entry, hash=digest),
        Text.of("letter.head_keep", hash=digest),
    )
    return letter(to, Text.of("letter.head_subject"), lines, reader)
