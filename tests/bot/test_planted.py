"""The core's rules that guard somebody, each with a leak under which its test turns red."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import count
from types import SimpleNamespace

import pytest

from bot.dispatch import BY_COMMAND
from bot.errors import WatchError
from bot.flows import channels, optouts
from bot.flows.areas import drawing as flows
from bot.flows.base import Answers, Scene, button
from bot.flows.relay import inbox
from bot.model.actions import Verb
from bot.model.areas import Area
from bot.model.commands import Command
from bot.model.ids import AgencyId, Cell, PersonId, RequestNumber
from bot.model.ledger import Closed, reply_band
from bot.ports.stores import UnitOfWork
from bot.ports.world import Keyring, Random
from bot.replies import Button
from bot.services import audiences, blocks, guard, relay, requests, words
from bot.services.areas import drawing
from bot.services.tokens import Token
from storage.memory import watches
from tests.bot import test_delivery, test_schedule
from tests.bot.flows import (
    test_areas,
    test_audiences,
    test_blocks,
    test_forgeries,
    test_ledger,
    test_optouts,
    test_replies,
    test_warnings,
)
from tests.bot.house import House
from tests.bot.services import test_words
from tests.bot.station import asked
from tests.bot.world import PINS
from tests.planted import Leak, stays_green, turns_red

Patch = pytest.MonkeyPatch


def put(owner: object, name: str, leaking: object) -> Callable[[Patch], None]:
    """Plant something in place of what stands there."""
    return lambda patch: patch.setattr(owner, name, leaking)


def answering(leaking: object) -> Callable[..., Awaitable[object]]:
    """Something that is awaited and always says this."""

    async def answer(*_: object) -> object:
        return leaking

    return answer


def named_by_nobody(text: str, _names: object, code: str) -> tuple[guard.Mark, ...]:
    return MARKS(text, (), code)


async def as_if_imported(uow: UnitOfWork, cell: Cell) -> tuple[Area, ...]:
    """Areas that moderators drew among those that the operator brought."""
    return tuple(replace(area, drawn=False) for area in await uow.areas.holding(cell))


ON_AN_IPHONE = "It\u2019s \u201cgrey\u201d \u2014 he said\u2026 \U0001f44d\U0001f3fd"
MARKS, BLOCK, RELEASE = guard.marks, BY_COMMAND[Command.BLOCK], relay.release
LETTER = inbox.letter
TAGS = count()


async def telling_block(scene: Scene) -> Answers:
    """Says when nobody has the handle."""
    named = channels.handle_named(scene.called_with)
    if all(one.handle != named.handle for one in await scene.uow.relay.of(named.request)):
        raise WatchError("request.gone")
    return await BLOCK(scene)


def same_mark(token: Token, _salt: bytes) -> str:
    """The same for each reply from one copy."""
    return (token.thread * 2)[:96]


def named_in_the_row(agency: AgencyId) -> tuple[Button, ...]:
    """Each copy carries a word of its own, as that of the person it goes to would be."""
    return (button("optouts.fewer", Verb.OPT_OUTS, agency, next(TAGS)),)


IN_A_SETTLED_HOUSE = {
    "too few are asked": Leak(
        plant=put(audiences, "_size", answering(1_000)),
        guard=test_audiences.test_below_the_floor_even_in_the_town_nobody_is_asked,
    ),
    "accounts of yesterday count": Leak(
        plant=put(audiences, "fortnight", lambda _: 1_000_000),
        guard=test_audiences.test_accounts_under_two_weeks_do_not_count,
    ),
    "an agency narrows its audience by asking again": Leak(
        plant=put(audiences, "refuse_narrowing", answering(None)),
        guard=test_audiences.test_overlapping_but_unequal_audiences_of_one_agency_are_a_day_apart,
    ),
    "whoever draws an area chooses an audience": Leak(
        plant=put(audiences, "areas_of", as_if_imported),
        guard=test_areas.test_no_request_is_ever_addressed_to_a_drawn_area,
    ),
    "whoever opted out counts as asked": Leak(
        plant=put(watches, "opted_out", lambda *_: set[PersonId]()),
        guard=test_optouts.test_whoever_opted_out_does_not_count_towards_the_floor,
    ),
    "a button tells whose copy it is": Leak(
        plant=put(optouts, "fewer_row", named_in_the_row),
        guard=test_optouts.test_the_private_post_is_the_same_for_everybody,
    ),
    "an area that changed is asked as if it had not": Leak(
        plant=put(audiences, "_changed_since", answering(leaking=False)),
        guard=partial(
            test_areas.test_an_area_that_changed_since_a_request_is_not_asked_again_at_once,
            change="reshaped",
        ),
    ),
    "a drawn area is for residents alone": Leak(
        plant=put(drawing, "Openness", SimpleNamespace(RESIDENTS=None)),
        guard=test_areas.test_a_drawn_area_keeps_nobody_out,
    ),
    "a platform may keep a reply's picture": Leak(
        plant=put(inbox, "letter", lambda *a, **k: replace(LETTER(*a, **k), public=True)),
        guard=test_delivery.test_nothing_of_a_reply_is_ever_public,
    ),
    "rights are asked for once": Leak(
        plant=put(flows, "require_admin", lambda *_: None),
        guard=partial(test_areas.test_rights_are_asked_again_at_every_step, platform=PINS),
    ),
}

IN_A_HOUSE_THAT_WAS_ASKED = {
    "words are sent as they were typed": Leak(
        plant=put(relay, "within", lambda text, _: text),
        guard=test_replies.test_what_is_sent_is_cleaned_when_it_is_shown_and_again_when_it_is_sent,
    ),
    "any token will do": Leak(
        plant=put(hmac, "compare_digest", lambda *_: True),
        guard=test_forgeries.test_no_token_but_a_true_one_is_taken,
    ),
    "the guard sees nothing": Leak(
        plant=put(guard, "marks", lambda *_: ()),
        guard=partial(
            test_warnings.test_telling_words_are_marked_before_anything_can_be_sent, platform=PINS
        ),
    ),
    "the guard does not know the writer's name": Leak(
        plant=put(guard, "marks", named_by_nobody),
        guard=test_warnings.test_the_writers_own_name_is_marked_and_nobody_elses,
    ),
    "nothing is removed": Leak(
        plant=put(guard, "cleared", lambda text, *_: text),
        guard=partial(
            test_warnings.test_what_was_shown_is_what_the_agency_reads,
            label="Remove them",
            words=test_warnings.LEFT,
        ),
    ),
}

WITH_AN_OFFICER = {
    "a moderator hears whether anybody has a handle": Leak(
        plant=lambda patch: patch.setitem(BY_COMMAND, Command.BLOCK, telling_block),
        guard=test_blocks.test_a_moderator_does_not_learn_whether_anybody_has_a_handle,
    ),
    "two replies from one copy bear the same mark": Leak(
        plant=put(Token, "mark", same_mark),
        guard=test_blocks.test_two_replies_from_one_copy_have_nothing_in_common,
    ),
    "a blocked copy goes on": Leak(
        plant=put(blocks, "blocked", answering(leaking=False)),
        guard=partial(test_blocks.test_a_blocked_copy_sends_no_more, platform=PINS, thread=False),
    ),
}


ALONE = {
    "a late reply keeps its request open": Leak(
        plant=put(relay, "left_last", answering(datetime.max.replace(tzinfo=UTC))),
        guard=test_schedule.test_no_reply_shifts_the_moment_at_which_a_request_closes,
    ),
    "letters come in the order of replies": Leak(
        plant=put(relay, "_shuffle", lambda *_: None),
        guard=test_schedule.test_the_order_of_arrival_is_lost_whatever_the_keys_tell,
    ),
    "quotes tell the keyboard": Leak(
        plant=put(words, "FOLDED", dict[int, str]()),
        guard=partial(
            test_words.test_the_same_sentence_is_the_same_from_every_keyboard, typed=ON_AN_IPHONE
        ),
    ),
    "skin tones tell the hand": Leak(
        plant=put(words, "SKIN_TONES", range(0)),
        guard=test_words.test_a_thumb_has_no_skin_and_a_family_no_glue,
    ),
    "what is unseen stays": Leak(
        plant=put(words, "UNSEEN", set[str]()),
        guard=partial(test_words.test_marks_that_nobody_sees_are_dropped, unseen="\u200b"),
    ),
}


async def as_it_comes(uow: UnitOfWork, tick: datetime, keyring: Keyring, random: Random) -> int:
    """Tells in the ledger of what was just released."""
    count = await RELEASE(uow, tick, keyring, random)
    band = reply_band(count)
    told = Closed(request=RequestNumber(1), agency="SPVM", replies=band, day=tick.date())
    await uow.ledger.append(told)
    return count


IN_THE_LEDGER = {
    "replies are counted": Leak(
        plant=put(requests, "reply_band", str),
        guard=test_ledger.test_the_ledger_cannot_tell_one_number_of_replies_from_another_in_its_band,
    ),
    "replies are told of while a request is open": Leak(
        plant=put(relay, "release", as_it_comes),
        guard=test_ledger.test_nothing_is_told_of_replies_while_a_request_is_open,
    ),
}


@pytest.mark.parametrize("name", IN_THE_LEDGER)
async def test_a_leak_into_the_ledger_turns_its_test_red(name: str) -> None:
    await stays_green(IN_THE_LEDGER[name])
    await turns_red(IN_THE_LEDGER[name])


@pytest.mark.parametrize("name", ALONE)
async def test_a_leak_in_order_or_letters_turns_its_test_red(name: str) -> None:
    await stays_green(ALONE[name])
    await turns_red(ALONE[name])


@pytest.mark.parametrize("name", IN_A_SETTLED_HOUSE)
async def test_a_leak_in_the_audience_turns_its_test_red(house: House, name: str) -> None:
    other = House()
    await other.settle()
    await stays_green(IN_A_SETTLED_HOUSE[name], other)
    await turns_red(IN_A_SETTLED_HOUSE[name], house)


@pytest.mark.parametrize("name", IN_A_HOUSE_THAT_WAS_ASKED)
async def test_a_leak_in_the_warning_turns_its_test_red(house: House, name: str) -> None:
    other = House()
    await other.settle()
    for each in (house, other):
        await asked(each)
    await stays_green(IN_A_HOUSE_THAT_WAS_ASKED[name], other)
    await turns_red(IN_A_HOUSE_THAT_WAS_ASKED[name], house)


@pytest.mark.parametrize("name", WITH_AN_OFFICER)
async def test_a_leak_in_a_block_turns_its_test_red(house: House, name: str) -> None:
    other = House()
    await other.settle()
    await stays_green(WITH_AN_OFFICER[name], other, await asked(other))
    await turns_red(WITH_AN_OFFICER[name], house, await asked(house))
