"""What moderators must not learn or do, each with a leak under which its test turns red."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from bot.dispatch import BY_COMMAND, BY_VERB
from bot.errors import WatchError
from bot.flows.base import Answers, Scene, say, told
from bot.flows.moderation import offices as flows
from bot.model.actions import Verb
from bot.model.channels import Channel
from bot.model.commands import Command
from bot.model.ids import ChannelId, IncidentNumber
from bot.model.incidents import Incident
from bot.model.moderation import AuditEntry, Deed, Silence
from bot.model.people import Account
from bot.ports.stores import UnitOfWork
from bot.services.moderation import rulings, silences
from bot.services.moderation.offices import Office
from storage.memory.moderation import Audit, Silences
from tests.bot.flows import test_flags, test_hiding, test_muting, test_offices, test_reviewing
from tests.bot.house import House
from tests.bot.world import PINS
from tests.planted import Leak, stays_green, turns_red

Patch = pytest.MonkeyPatch
MUTE, PRESS, NOTE = BY_COMMAND[Command.MUTE], BY_VERB[Verb.INCIDENT_FLAG], Office.note
UNMUTE, KEEP = BY_COMMAND[Command.UNMUTE], Audit.note


def put(owner: object, name: str, leaking: object) -> Callable[[Patch], None]:
    """Plant something in place of what stands there."""
    return lambda patch: patch.setattr(owner, name, leaking)


async def naming_the_resident(
    self: Office, deed: Deed, incident: IncidentNumber | None = None, detail: str = ""
) -> None:
    """Notes who wrote it."""
    found = None if incident is None else await self.uow.incidents.get(incident)
    author = None if found is None else await self.uow.people.get(found.reporter)
    await NOTE(self, deed, incident, detail if author is None else author.account.id)


async def under_any_report(
    uow: UnitOfWork, account: Account, incident: Incident, now: object
) -> None:
    """A muted author adds to none of the earlier reports, either."""
    del now
    channels = await uow.deliveries.came_to(incident.number)
    if any(silence.channel in channels for silence, who in _silences(uow) if who == account):
        raise WatchError("mute.banned")


def _silences(uow: UnitOfWork) -> list[tuple[Silence, Account]]:
    kept = uow.silences
    assert isinstance(kept, Silences)
    return list(kept._rows.silences.values())  # noqa: SLF001 - a leak knows no manners


async def lifting_all(scene: Scene) -> Answers:
    """One mute lifted lifts all."""
    for silence, _ in _silences(scene.uow):
        await scene.uow.silences.lift(silence.incident, silence.channel)
    return await UNMUTE(scene)


async def saying_muted_already(scene: Scene) -> Answers:
    """Tells a moderator that the author of this report is muted for another one."""
    found = await scene.uow.incidents.get(IncidentNumber(int(scene.called_with)))
    author = None if found is None else await scene.uow.people.get(found.reporter)
    if any(who == (author and author.account) for _, who in _silences(scene.uow)):
        return told(say("mute.lifted"))
    return await MUTE(scene)


async def greeting(scene: Scene) -> Answers:
    """Keeps whoever flags."""
    await scene.person()
    return await PRESS(scene)


async def silent(*_: object, **__: object) -> None:
    """Asks and refuses nothing."""


async def unasked(uow: UnitOfWork, wanted: ChannelId, *_: object, **__: object) -> Channel:
    """Whoever holds a channel's button moderates it."""
    found = await uow.channels.get(wanted)
    assert found is not None
    return found


def shown(*_: object) -> bool:
    """Whatever moderators say."""
    return True


async def forgetting_who(self: Audit, entry: AuditEntry) -> None:
    """Notes deeds without a name."""
    await KEEP(self, replace(entry, moderator=""))


LEAKS = {
    "the log names the resident": Leak(
        plant=put(Office, "note", naming_the_resident),
        guard=test_muting.test_what_is_kept_of_a_mute_names_nobody,
    ),
    "lifting one mute lifts another": Leak(
        plant=lambda patch: patch.setitem(BY_COMMAND, Command.UNMUTE, lifting_all),
        guard=test_muting.test_lifting_a_mute_of_one_report_lifts_none_of_another_by_the_same_author,
    ),
    "a moderator hears that an author is muted already": Leak(
        plant=lambda patch: patch.setitem(BY_COMMAND, Command.MUTE, saying_muted_already),
        guard=test_muting.test_muting_says_the_same_whoever_wrote_it_and_whatever_was_done_before,
    ),
    "a muted author is missed in one channel alone": Leak(
        plant=put(silences, "require_voice", silent),
        guard=test_muting.test_nothing_appears_in_one_channel_that_is_missing_in_another,
    ),
    "who flags is kept": Leak(
        plant=lambda patch: patch.setitem(BY_VERB, Verb.INCIDENT_FLAG, greeting),
        guard=test_flags.test_an_account_counts_once_and_is_not_kept,
    ),
    "what is hidden goes on being sent": Leak(
        plant=put(rulings, "standing", shown),
        guard=test_hiding.test_what_is_being_sent_while_it_is_taken_off_is_taken_off_too,
    ),
    "rights are asked for once": Leak(
        plant=put(flows, "channel_of", unasked),
        guard=partial(test_reviewing.test_rights_are_asked_again_at_every_press, platform=PINS),
    ),
    "deeds have no doer": Leak(
        plant=put(Audit, "note", forgetting_who),
        guard=partial(
            test_offices.test_the_log_names_the_moderator_and_never_the_resident, platform=PINS
        ),
    ),
}


@pytest.mark.parametrize("name", LEAKS)
async def test_a_leak_in_moderation_turns_its_test_red(house: House, name: str) -> None:
    other = House()
    await other.settle()
    await stays_green(LEAKS[name], other)
    await turns_red(LEAKS[name], house)


async def test_a_mute_that_links_two_reports_turns_its_test_red() -> None:
    leak = Leak(
        plant=put(silences, "require_voice_on", under_any_report),
        guard=test_muting.test_a_mute_for_one_report_changes_nothing_about_another_by_the_same_author,
    )
    await stays_green(leak)
    await turns_red(leak)
