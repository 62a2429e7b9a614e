"""The way out: in which order, how often, and what happens when a message does not arrive."""

from datetime import timedelta

import pytest

from bot.delivery import MOST_TRIES
from bot.errors import DeliveryError, Scope
from bot.events import Departed
from bot.model.channels import MessageRef
from bot.model.commands import Command
from bot.model.deliveries import DeliveryKind, DeliveryState
from bot.model.ids import DeliveryId
from bot.model.places import Point
from bot.ports.stores import Store
from tests.bot.house import GROUP, House
from tests.bot.people import Someone, neighbour
from tests.bot.station import asked, replied
from tests.bot.world import CORNER, FORMS, PINS, CrashError
from tests.fakes import NOON

STORY = "Smoke."


async def watching(house: House, name: str, north: float = 0.0) -> Someone:
    """Somebody who watches so many metres north of the corner."""
    who = neighbour(house, name)
    await who.calls(Command.WATCH)
    await who.pins(Point(latitude=CORNER.latitude + north / 111_000, longitude=CORNER.longitude))
    await who.presses("2 km")
    await who.presses("Save")
    return who


async def fire(house: House) -> Someone:
    """Somebody reports; nothing is sent yet."""
    carl = neighbour(house, "carl")
    await carl.calls(Command.REPORT)
    await carl.presses("Fire or smoke")
    await carl.says(STORY)
    await carl.pins(CORNER)
    await carl.presses("Just now")
    await carl.presses("Skip")
    await carl.presses("Post")
    return carl


def states(house: House, kind: DeliveryKind = DeliveryKind.INCIDENT) -> list[DeliveryState]:
    """How the deliveries of a kind stand."""
    return [row.state for row in house.store.rows.owed.values() if row.kind is kind]


async def test_channels_come_first_then_the_nearest(house: House) -> None:
    for name, north in (("far", 900.0), ("near", 150.0), ("middle", 500.0)):
        await watching(house, name, north)
    await fire(house)
    await house.delivers()
    assert house.platforms[PINS].done == [
        f"post to {GROUP[PINS]}",
        "post to near on pins",
        "post to middle on pins",
        "post to far on pins",
    ]


async def test_each_address_hears_once_in_its_own_language(house: House) -> None:
    eva = neighbour(house, "eva", language="es")
    await eva.calls(Command.WATCH)
    await eva.pins(CORNER)
    await eva.presses("Guardar")
    await fire(house)
    await house.delivers()
    await house.delivers()
    (post,) = house.posts(eva.account.id)
    assert "De un vecino · sin confirmar todavía" in post
    (post,) = house.posts(GROUP[PINS])
    assert "From a neighbour · not confirmed yet" in post


async def test_what_is_withdrawn_before_it_is_sent_is_never_sent(house: House) -> None:
    carl = await fire(house)
    await carl.presses("Withdraw")
    await house.delivers()
    assert house.platforms[PINS].done == []
    assert set(states(house)) == {DeliveryState.GONE}


async def test_what_is_withdrawn_after_it_was_sent_is_erased(house: House) -> None:
    carl = await fire(house)
    await house.delivers()
    await carl.presses("Withdraw")
    await house.delivers()
    assert house.platforms[PINS].done == [f"post to {GROUP[PINS]}", f"erase in {GROUP[PINS]}"]
    assert house.platforms[PINS].standing == {}


async def test_a_change_while_a_message_is_under_way_is_sent_after_it(house: House) -> None:
    carl = await fire(house)
    platform = house.platforms[PINS]

    async def meanwhile() -> None:
        await carl.presses("Add an update")
        await carl.says("It is out.")

    platform.meanwhile.append(meanwhile)
    await house.delivers()
    assert platform.done == [f"post to {GROUP[PINS]}", f"edit in {GROUP[PINS]}"]
    (post,) = house.posts(GROUP[PINS])
    assert "It is out." in post


async def test_a_withdrawal_while_a_message_is_under_way_takes_it_away_again(
    house: House,
) -> None:
    carl = await fire(house)
    platform = house.platforms[PINS]

    async def meanwhile() -> None:
        await carl.presses("Withdraw")

    platform.meanwhile.append(meanwhile)
    await house.delivers()
    assert platform.done == [f"post to {GROUP[PINS]}", f"erase in {GROUP[PINS]}"]


async def test_a_letter_under_way_when_its_request_closes_stops_nothing(house: House) -> None:
    roy = await asked(house)
    await replied(house, "I saw it.")
    platform = house.platforms[PINS]

    async def meanwhile() -> None:
        await roy.calls(Command.RESOLVE, "1")
        await roy.presses("Close and destroy")

    platform.meanwhile.append(meanwhile)
    await house.ticks()
    (post,) = house.posts(GROUP[PINS])
    assert "This request is closed" in post
    assert states(house, DeliveryKind.REPLY) == []


async def test_a_pause_that_the_platform_asks_for_is_kept(house: House) -> None:
    await fire(house)
    platform = house.platforms[PINS]
    platform.refusals.append(DeliveryError("flood", retry_after=40))
    await house.delivers()
    assert len(platform.done) == 1
    house.clock.advance(seconds=39)
    await house.delivers()
    assert len(platform.done) == 1
    house.clock.advance(seconds=1)
    await house.delivers()
    assert len(list(house.posts(GROUP[PINS]))) == 1


async def test_after_failures_it_waits_longer_each_time_and_gives_up_in_the_end(
    house: House,
) -> None:
    await fire(house)
    platform = house.platforms[PINS]
    platform.refusals.extend(DeliveryError("network") for _ in range(MOST_TRIES))
    waits = []
    while len(platform.done) < MOST_TRIES:
        tried, since = len(platform.done), house.clock.now()
        while len(platform.done) == tried:
            await house.delivers()
            if len(platform.done) == tried:
                house.clock.advance(seconds=1)
        waits.append((house.clock.now() - since).total_seconds())
    assert waits[:7] == [0, 2, 5, 15, 60, 300, 300]
    house.clock.advance(days=1)
    await house.delivers()
    assert len(platform.done) == MOST_TRIES
    assert DeliveryState.FAILED in states(house)
    assert DeliveryState.SENT in states(house), "the other platform's message arrived"


@pytest.mark.parametrize("scope", [Scope.CHAT, Scope.BOT])
async def test_waiting_as_a_platform_asks_or_because_it_is_away_is_no_try(
    house: House, scope: Scope
) -> None:
    await fire(house)
    platform = house.platforms[PINS]
    away = [DeliveryError("network", retry_after=5, scope=scope) for _ in range(2 * MOST_TRIES)]
    platform.refusals.extend(away)
    for _ in away:
        await house.delivers()
        house.clock.advance(seconds=5)
    await house.delivers()
    assert len(list(house.posts(GROUP[PINS]))) == 1
    assert len(platform.done) == 2 * MOST_TRIES + 1


async def test_of_what_nobody_heard_for_a_day_is_not_given_up(house: House) -> None:
    await fire(house)
    platform = house.platforms[PINS]
    platform.refusals.extend(DeliveryError("network", in_doubt=True) for _ in range(300))
    since = house.clock.now()
    while platform.refusals:
        await house.delivers()
        house.clock.advance(minutes=5)
    assert house.clock.now() - since > timedelta(hours=24)
    await house.delivers()
    assert len(list(house.posts(GROUP[PINS]))) == 1


async def test_one_that_is_refused_for_good_is_left_and_the_rest_goes_out(house: House) -> None:
    await watching(house, "ana")
    await fire(house)
    platform = house.platforms[PINS]
    platform.refusals.append(DeliveryError("forbidden", final=True))
    await house.delivers()
    house.clock.advance(days=1)
    await house.delivers()
    assert platform.done == [f"post to {GROUP[PINS]}", "post to ana on pins"]


async def test_a_channel_that_refused_a_post_says_so_to_its_moderators_until_one_stands(
    house: House,
) -> None:
    maya = neighbour(house, "maya")
    house.platforms[PINS].admins.add((GROUP[PINS], maya.account.id))
    platform = house.platforms[PINS]
    await fire(house)
    house.clock.advance(hours=1)
    await fire(house)
    platform.refusals.append(DeliveryError("forbidden", final=True))
    await house.delivers()
    assert platform.done == [f"post to {GROUP[PINS]}"], "what else is owed there is not tried"
    assert "was refused" in (await maya.calls(Command.SETUP, "", maya.group)).text
    house.clock.advance(hours=1)
    await fire(house)
    await house.delivers()
    assert "was refused" not in (await maya.calls(Command.SETUP, "", maya.group)).text


async def test_a_message_that_is_refused_for_itself_ends_no_address(house: House) -> None:
    await fire(house)
    house.clock.advance(hours=1)
    await fire(house)
    platform = house.platforms[PINS]
    platform.refusals.append(DeliveryError("too_long", final=True, scope=Scope.MESSAGE))
    await house.delivers()
    assert len(list(house.posts(GROUP[PINS]))) == 1


async def test_who_takes_no_messages_is_sent_none_of_those_that_wait(house: House) -> None:
    ana = await watching(house, "ana")
    for _ in range(3):
        await fire(house)
    platform = house.platforms[PINS]
    platform.refusals.extend(
        [
            *[DeliveryError("network")] * 3,
            DeliveryError("forbidden", final=True),
        ]
    )
    await house.delivers()
    assert platform.done.count(f"post to {ana.account.id}") == 1


async def test_who_blocks_the_bot_is_sent_nothing_that_waits(house: House) -> None:
    ana, ben = await watching(house, "ana"), await watching(house, "ben")
    await fire(house)
    assert (await ana.does(Departed())).silent
    await house.delivers()
    assert not list(house.posts(ana.account.id))
    assert list(house.posts(ben.account.id))
    stranger = neighbour(house, "eve")
    before = house.kept()
    assert (await stranger.does(Departed())).silent
    assert not house.changed(before)


async def test_a_message_that_was_removed_by_others_is_not_posted_again(house: House) -> None:
    carl = await fire(house)
    await house.delivers()
    house.platforms[PINS].standing.clear()
    await carl.presses("It is resolved")
    await house.delivers()
    assert not list(house.posts(GROUP[PINS]))
    assert DeliveryState.FAILED in states(house)


async def test_a_group_that_moved_is_followed(house: House) -> None:
    await fire(house)
    platform = house.platforms[PINS]
    platform.refusals.append(DeliveryError("moved", moved_to="supergroup"))
    await house.delivers()
    assert platform.done == [f"post to {GROUP[PINS]}", "post to supergroup"]
    house.clock.advance(hours=1)
    await fire(house)
    await house.delivers()
    assert len(list(house.posts("supergroup"))) == 2


async def test_a_group_that_never_stops_moving_is_left(house: House) -> None:
    await fire(house)
    platform = house.platforms[PINS]
    platform.refusals.extend(
        DeliveryError("moved", moved_to=GROUP[PINS]) for _ in range(MOST_TRIES + 5)
    )
    await house.delivers()
    assert len(platform.done) == MOST_TRIES


async def test_a_chat_that_is_no_channel_any_more_is_sent_nothing(house: House) -> None:
    await fire(house)
    maya = neighbour(house, "maya")
    await maya.does(Departed(), maya.group)
    await house.delivers()
    assert not list(house.posts(GROUP[PINS]))
    assert list(house.posts(GROUP[FORMS]))


async def test_after_a_crash_a_letter_comes_again_with_its_handle_and_says_so(
    house: House,
) -> None:
    roy = await asked(house)
    await replied(house, "I saw it.")
    await house.rounds.tick()
    house.clock.moment += house.policy.tick
    await house.rounds.tick()
    platform = house.platforms[PINS]
    platform.crashes = True
    with pytest.raises(CrashError):
        await house.delivers()
    platform.crashes = False
    house.restart()
    for sender in house.senders.values():
        await sender.recover()
    await house.delivers()
    first, again = house.posts(roy.account.id)
    assert "repeat" not in first
    assert again.split("\n")[0] == first.split("\n")[0] + " · repeat"


async def test_a_letter_whose_arrival_is_in_doubt_comes_again_and_says_so(house: House) -> None:
    roy = await asked(house)
    await replied(house, "I saw it.")
    house.platforms[PINS].refusals.append(DeliveryError("network", in_doubt=True))
    await house.ticks()
    house.clock.advance(minutes=1)
    await house.delivers()
    (letter,) = house.posts(roy.account.id)
    assert "· repeat" in letter.split("\n")[0]


async def test_a_repeat_carries_the_nonce_of_the_first_try(house: House) -> None:
    roy = await asked(house)
    await replied(house, "I saw it.")
    platform = house.platforms[PINS]
    house.clock.moment += house.policy.tick
    await house.rounds.tick()
    platform.crashes = True
    with pytest.raises(CrashError):
        await house.delivers()
    platform.crashes = False
    house.restart()
    for sender in house.senders.values():
        assert await sender.recover() <= 1
    await house.delivers()
    first, again = platform.of(roy.account.id)
    assert first.nonce == again.nonce
    assert len(first.nonce) <= 25


async def test_nothing_of_a_reply_is_ever_public(house: House) -> None:
    roy = await asked(house)
    await replied(house, "I saw it.", picture=b"van")
    await house.ticks()
    (letter,) = house.platforms[PINS].of(roy.account.id)
    assert letter.screen.media is not None
    assert not letter.screen.public


async def test_an_incidents_picture_is_public(house: House) -> None:
    carl = neighbour(house, "carl")
    await carl.calls(Command.REPORT)
    await carl.presses("Fire or smoke")
    await carl.says(STORY)
    await carl.pins(CORNER)
    await carl.presses("Just now")
    await carl.shows(b"smoke")
    await carl.presses("Post")
    await house.delivers()
    (post,) = house.platforms[PINS].of(GROUP[PINS])
    assert post.screen.media is not None
    assert post.screen.public


async def test_what_is_due_later_waits(house: House) -> None:
    await fire(house)
    house.clock.moment -= timedelta(seconds=1)
    await house.delivers()
    assert house.platforms[PINS].done == []
    house.clock.moment += timedelta(seconds=1)
    await house.delivers()
    assert len(house.platforms[PINS].done) == 1


async def test_a_delivery_that_was_forgotten_meanwhile_is_no_trouble(
    house: House, sqlite_store: Store
) -> None:
    for store in (house.store, sqlite_store):
        await marked(store, DeliveryId(4_711))


async def marked(store: Store, gone: DeliveryId) -> None:
    """Whatever may become of a delivery is said of one that is no longer there."""
    at = MessageRef(chat="group", message="1")
    async with store.unit() as uow:
        await uow.deliveries.sent(gone, at, 1)
        await uow.deliveries.retry(gone, NOON)
        await uow.deliveries.postpone(gone, NOON)
        await uow.deliveries.doubt(gone, NOON)
        await uow.deliveries.end(gone, "closed")
        assert await uow.deliveries.next_due(PINS) is None
