"""What overtakes what on its way out, and who is left out while he rests."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.covers import cover_circle
from bot.model.deliveries import DeliveryKind, Recipient
from bot.model.incidents import Category, IncidentState, IncidentUpdate, Voices
from bot.model.watches import Circle, Rhythm
from bot.ports.stores import Store, UnitOfWork
from tests.fakes import NOON
from tests.storage.street import (
    BLOCK_AT_CORNER,
    TELEGRAM,
    all_claimed,
    area,
    channel,
    circle,
    claimed,
    fire,
    moved_in,
    next_of,
    person,
    post,
)

THEFT, FIRE = Category.THEFT, Category.FIRE
HOME = Circle(cell=BLOCK_AT_CORNER, radius=500)
LATER = NOON + timedelta(hours=1)


async def told(uow: UnitOfWork, category: Category = THEFT) -> str:
    """An incident is owed to everybody; its number."""
    incident = await fire(uow, await moved_in(uow, 99), category=category)
    await uow.deliveries.alert(incident, NOON)
    return str(incident.number)


async def stood(uow: UnitOfWork) -> None:
    """All that is owed stands."""
    for delivery in await all_claimed(uow):
        await uow.deliveries.sent(delivery.id, post(delivery.id), delivery.owed)


async def test_what_burns_overtakes_what_was_stolen_channels_first(store: Store) -> None:
    async with store.unit() as uow:
        await circle(uow, await moved_in(uow, 1))
        bound = await channel(uow, (await area(uow)).id)
        theft, burns = await told(uow), await told(uow, FIRE)
        served = [(each.subject, each.channel) for each in await all_claimed(uow)]
        assert served == [(burns, bound.id), (burns, None), (theft, bound.id), (theft, None)]


async def test_what_is_taken_back_overtakes_what_is_told(store: Store) -> None:
    async with store.unit() as uow:
        await circle(uow, await moved_in(uow, 1))
        theft = await fire(uow, await moved_in(uow, 99), category=THEFT)
        await uow.deliveries.alert(theft, NOON)
        await stood(uow)
        await channel(uow, (await area(uow)).id)
        alert = await told(uow)
        gone = await uow.incidents.turn(theft.number, IncidentState.WITHDRAWN)
        await uow.deliveries.refresh(gone, NOON)
        served = [each.subject for each in await all_claimed(uow)]
        assert served == [str(theft.number), alert, alert]


async def test_an_alert_overtakes_a_count_but_a_count_holds_back_no_news(store: Store) -> None:
    async with store.unit() as uow:
        await circle(uow, await moved_in(uow, 1))
        await channel(uow, (await area(uow)).id)
        theft = await fire(uow, await moved_in(uow, 99), category=THEFT)
        await uow.deliveries.alert(theft, NOON)
        await stood(uow)
        counted = await uow.incidents.count(theft.number, Voices(seen=1), NOON)
        await uow.deliveries.recount(counted, NOON)
        alert = await told(uow)
        assert [(await claimed(uow)).subject for _ in range(2)] == [alert, alert]
        changed = await uow.incidents.update(theft.number, IncidentUpdate(text="!", at=NOON))
        await uow.deliveries.refresh(changed, NOON)
        await uow.deliveries.recount(changed, NOON)
        third = await told(uow)
        served = [(await claimed(uow)).subject for _ in range(4)]
        assert served == [str(theft.number), third, str(theft.number), third]


async def test_a_count_does_not_hold_back_an_alert_that_nobody_got_yet(store: Store) -> None:
    async with store.unit() as uow:
        await circle(uow, await moved_in(uow, 1))
        theft = await fire(uow, await moved_in(uow, 99), category=THEFT)
        await uow.deliveries.alert(theft, NOON)
        counted = await uow.incidents.count(theft.number, Voices(seen=1), LATER)
        await uow.deliveries.recount(counted, LATER)
        second = await told(uow)
        assert [each.subject for each in await all_claimed(uow)] == [str(theft.number), second]


async def test_alerts_overtake_digests(store: Store) -> None:
    async with store.unit() as uow:
        watch = await circle(uow, await moved_in(uow, 1))
        await uow.watches.change(replace(watch, rhythm=Rhythm.HOURLY), cover_circle(HOME))
        await circle(uow, await moved_in(uow, 2))
        await told(uow)
        await stood(uow)
        await uow.digests.gather(LATER, few=3)
        await told(uow)
        kinds = [each.kind for each in await uow.deliveries.claim(TELEGRAM, LATER, most=5)]
        assert kinds == [DeliveryKind.INCIDENT, DeliveryKind.DIGEST]


async def test_so_many_are_claimed_at_once_in_their_turn_one_to_each(store: Store) -> None:
    async with store.unit() as uow:
        for number in (1, 2, 3):
            await circle(uow, await moved_in(uow, number))
        theft, burns = await told(uow), await told(uow, FIRE)
        await uow.commit()
    async with store.unit() as uow:
        first = await uow.deliveries.claim(TELEGRAM, NOON, most=2)
        assert [(each.subject, each.person) for each in first] == [
            (burns, person(1).id),
            (burns, person(2).id),
        ]
        rest = await uow.deliveries.claim(TELEGRAM, NOON, most=10)
        assert [(each.subject, each.person, each.attempts) for each in rest] == [
            (burns, person(3).id, 1),
            (theft, person(1).id, 1),
            (theft, person(2).id, 1),
        ]
        (last,) = await uow.deliveries.claim(TELEGRAM, NOON, most=10)
        assert (last.person, last.attempts) == (person(3).id, 1), "it was put back untried"


@pytest.mark.parametrize("busy", [("channel",), ("person",), ("channel", "person")])
async def test_who_rests_is_left_out_and_holds_nobody_up(
    store: Store, busy: tuple[str, ...]
) -> None:
    async with store.unit() as uow:
        await circle(uow, await moved_in(uow, 1))
        await circle(uow, await moved_in(uow, 2))
        bound = await channel(uow, (await area(uow)).id)
        await told(uow)
        all_three = [
            Recipient(channel=bound.id),
            Recipient(person=person(1).id),
            Recipient(person=person(2).id),
        ]
        resting = [
            each
            for each, kind in zip(all_three, ("channel", "person"), strict=False)
            if kind in busy
        ]
        served = await uow.deliveries.claim(TELEGRAM, NOON, most=5, resting=resting)
        assert [each.recipient for each in served] == [
            each for each in all_three if each not in resting
        ]
        assert await uow.deliveries.next_due(TELEGRAM, resting) is None
        assert await uow.deliveries.next_due(TELEGRAM) == NOON


async def test_whoever_takes_no_messages_is_owed_none_any_more(store: Store) -> None:
    async with store.unit() as uow:
        await circle(uow, await moved_in(uow, 1))
        bound = await channel(uow, (await area(uow)).id)
        for _ in range(2):
            await told(uow)
        for recipient in (Recipient(channel=bound.id), Recipient(person=person(1).id)):
            delivery = await claimed(uow)
            assert delivery.recipient == recipient
            await uow.deliveries.fail(delivery.id, "forbidden")
            await uow.deliveries.shut(recipient, "forbidden")
        assert await next_of(uow, TELEGRAM, NOON) is None
        assert await uow.deliveries.recover(TELEGRAM) == 0


async def test_a_channel_is_troubled_from_a_message_that_failed_to_one_that_stands(
    store: Store,
) -> None:
    async with store.unit() as uow:
        await moved_in(uow, 1)
        bound = await channel(uow, (await area(uow)).id)
        assert not await uow.deliveries.troubled(bound.id)
        await told(uow)
        await uow.deliveries.fail((await claimed(uow)).id, "no rights")
        assert await uow.deliveries.troubled(bound.id)
        await told(uow)
        assert await uow.deliveries.troubled(bound.id), "nothing stands yet"
        stands = await claimed(uow)
        await uow.deliveries.sent(stands.id, post(), stands.owed)
        assert not await uow.deliveries.troubled(bound.id)
        await told(uow)
        await uow.deliveries.fail((await claimed(uow)).id, "no rights")
        assert await uow.deliveries.troubled(bound.id)


async def test_a_post_that_was_removed_is_no_trouble(store: Store) -> None:
    async with store.unit() as uow:
        await moved_in(uow, 1)
        bound = await channel(uow, (await area(uow)).id)
        incident = await fire(uow, await moved_in(uow, 99))
        await uow.deliveries.alert(incident, NOON)
        await stood(uow)
        await uow.deliveries.refresh(incident, NOON)
        await uow.deliveries.fail((await claimed(uow)).id, "message gone")
        assert not await uow.deliveries.troubled(bound.id)
