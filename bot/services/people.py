"""Who somebody is to the watch."""

from dataclasses import replace

from bot.errors import WatchError
from bot.events import Sender
from bot.model.incidents import Incident
from bot.model.people import PERSON_ID_BYTES, Account, Person, person_id
from bot.model.policy import fortnight
from bot.ports.stores import UnitOfWork
from bot.ports.world import Clock, Random
from bot.texts.catalogue import language_of


async def welcome(uow: UnitOfWork, sender: Sender, clock: Clock, random: Random) -> Person:
    """The person who acted; somebody new is kept from now on.

    Of the client's language only the one that the watch will speak is kept: a whole tag can be
    somebody's alone.

    Never called on the relay's way: whoever replies leaves no row.

    Raises:
        WatchError: `bot.other`, for somebody new whom another bot of the watch knows.
    """
    known = await uow.people.find(sender.account)
    if known is not None:
        return known
    for bot in sender.elsewhere:
        if await uow.people.find(replace(sender.account, platform=bot)) is not None:
            raise WatchError("bot.other")
    stranger = Person(
        id=person_id(random.bytes(PERSON_ID_BYTES)),
        account=sender.account,
        language=language_of(sender.language),
        joined=fortnight(clock.now()),
    )
    return await uow.people.add(stranger)


async def wrote(uow: UnitOfWork, account: Account, incident: Incident) -> bool:
    """Whether it was this account that reported an incident."""
    person = await uow.people.find(account)
    return person is not None and person.id == incident.reporter
