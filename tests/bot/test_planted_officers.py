"""The rules that keep one stolen account from asking, each with a leak that turns its test red."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest

from bot.model.agencies import Agency, Badge
from bot.model.ids import PersonId, ProposalId
from bot.model.proposals import Proposal
from bot.ports.stores import UnitOfWork
from bot.services import admissions, agencies, letters, officers, proposals
from bot.services.proposals import Second
from storage.memory.badges import Badges
from storage.memory.mailed import MailedCodes
from storage.memory.units import MemoryStore
from tests.bot.flows import test_admissions, test_agencies, test_proposals
from tests.bot.house import House
from tests.planted import Leak, stays_green, turns_red
from tests.storage import test_badges

Patch = pytest.MonkeyPatch
SEEN_BY = proposals.seen_by


def put(owner: object, name: str, leaking: object) -> Callable[[Patch], None]:
    """Plant something in place of what stands there."""
    return lambda patch: patch.setattr(owner, name, leaking)


async def used_again(self: MailedCodes, person: PersonId, about: str, *typed: object) -> bool:
    """A code that is not used up, is never too late, and may be guessed for ever."""
    kept = self._rows.mailed.get((person, about))
    return kept is not None and kept.code == typed[0]


async def anybodys(self: MailedCodes, person: PersonId, about: str, *typed: object) -> bool:
    """A code that is right for whoever types it."""
    del person, about
    return any(kept.code == typed[0] for kept in self._rows.mailed.values())


async def works_once(_: House) -> None:
    """The contract of mailed codes, on a store of its own."""
    await test_badges.test_a_mailed_code_works_once_for_whom_it_was_mailed_to(MemoryStore())


async def any_step(self: Badges, person: PersonId, step: int) -> bool:
    """A password that works as long as it stands on the screen."""
    self._rows.badges[person] = replace(self._rows.badges[person], step=step)
    return True


async def whoever_asks(uow: UnitOfWork, officer: PersonId, now: datetime) -> bool:
    """A badge that lasts for ever."""
    del now
    return await uow.badges.of(officer) is not None


async def may_for_ever(uow: UnitOfWork, proposal: Proposal, agency: Agency, now: datetime) -> None:
    """Nobody looks whether the agency and its officer still may."""


async def seen_by_himself(
    uow: UnitOfWork, wanted: ProposalId, second: Second, now: datetime
) -> tuple[Proposal, Agency]:
    """Whoever asked may say yes, too."""
    return await SEEN_BY(uow, wanted, replace(second, person=None), now)


async def still_signed(uow: UnitOfWork, badge: Badge, typed: str, now: datetime) -> bool:
    """An officer who signs without his app."""
    del uow, badge, typed, now
    return True


async def in_every_channel(*_: object) -> bool:
    """A channel that is not asked whether it takes anything."""
    return True


LEAKS = {
    "a mailed code works twice": Leak(
        plant=put(MailedCodes, "use", used_again),
        guard=works_once,
    ),
    "a code of another officer's letter confirms": Leak(
        plant=put(MailedCodes, "use", anybodys),
        guard=test_proposals.test_a_code_of_another_officers_letter_confirms_nothing,
    ),
    "a code of another's invitation proves a mailbox": Leak(
        plant=put(MailedCodes, "use", anybodys),
        guard=test_agencies.test_a_code_of_another_officer_is_none,
    ),
    "a code may be guessed for ever": Leak(
        plant=put(MailedCodes, "use", used_again),
        guard=test_agencies.test_after_five_guesses_the_right_code_is_refused_alike,
    ),
    "a code is never too late": Leak(
        plant=put(MailedCodes, "use", used_again),
        guard=test_proposals.test_guessed_and_late_codes_are_refused_alike_and_nothing_goes_on,
    ),
    "a password of the app signs twice": Leak(
        plant=put(Badges, "use", any_step),
        guard=test_proposals.test_a_password_signs_once,
    ),
    "a password of the app proves twice": Leak(
        plant=put(Badges, "use", any_step),
        guard=test_agencies.test_no_password_works_twice,
    ),
    "an officer proves himself once in his life": Leak(
        plant=put(agencies, "proved", whoever_asks),
        guard=test_agencies.test_after_ninety_days_an_officer_proves_himself_again,
    ),
    "what an officer asked who serves no more goes out": Leak(
        plant=put(proposals, "_still_may", may_for_ever),
        guard=test_proposals.test_what_an_officer_asked_who_serves_no_more_goes_nowhere,
    ),
    "a suspended agency's open dialogue still posts": Leak(
        plant=put(proposals, "_still_may", may_for_ever),
        guard=test_proposals.test_an_open_dialogue_of_a_suspended_agency_posts_nothing,
    ),
    "an officer approves his own request": Leak(
        plant=put(proposals, "seen_by", seen_by_himself),
        guard=test_proposals.test_nobody_approves_his_own_request_whatever_else_he_is,
    ),
    "a letter goes out though nobody signed": Leak(
        plant=put(officers, "signed", still_signed),
        guard=test_proposals.test_a_password_signs_once,
    ),
    "letters are mailed as often as somebody presses": Leak(
        plant=put(letters, "LETTERS_APART", letters.CODE_LIVES * 0),
        guard=test_proposals.test_another_letter_comes_after_a_minute,
    ),
    "a channel that took it back gets what is under way": Leak(
        plant=put(admissions, "takes", in_every_channel),
        guard=test_admissions.test_a_channel_that_bars_it_stops_what_is_under_way,
    ),
    "the mailbox of any domain is an officer's": Leak(
        plant=put(officers, "address_of", lambda words, _: words.strip()),
        guard=partial(
            test_agencies.test_only_the_agencys_own_domain_gets_letters,
            address="roy@evil.police.example",
        ),
    ),
}


@pytest.mark.parametrize("name", LEAKS)
async def test_a_leak_of_privilege_turns_its_test_red(house: House, name: str) -> None:
    other = House()
    await other.settle()
    await stays_green(LEAKS[name], other)
    await turns_red(LEAKS[name], house)
