from datetime import timedelta

import pytest

from bot.model.agencies import Officer
from bot.model.deliveries import DeliveryKind
from bot.model.ids import PlatformName, QuestionKey, ReplyKey, RequestNumber
from bot.model.incidents import IncidentState, IncidentUpdate, Voices
from bot.model.relay import Question
from bot.model.requests import Ending
from bot.ports.stores import Store, UnitOfWork
from storage.memory.units import MemoryStore
from storage.units import SqlStore
from tests.fakes import NOON
from tests.storage.street import (
    DISCORD,
    FAR_AWAY,
    TELEGRAM,
    alerted,
    all_claimed,
    area,
    channel,
    circle,
    claimed,
    east_of_corner,
    fire,
    moved_in,
    next_of,
    person_id,
    post,
    request,
    station,
)

BELL = QuestionKey("b" * 32)


def bell(request: int) -> QuestionKey:
    """The key of the only question of a request."""
    return QuestionKey(f"{request:032x}")


def question(request: RequestNumber) -> Question:
    """A question for which a bell may ring."""
    return Question(key=bell(request), request=request, thread="t" * 32, sealed=b"?", round=1)


async def asked(uow: UnitOfWork, neighbours: int = 1) -> RequestNumber:
    """A request that is owed to so many neighbours."""
    police = await station(uow)
    for number in range(1, neighbours + 1):
        await circle(uow, await moved_in(uow, number))
    number = (await request(uow, police)).number
    assert await uow.deliveries.ask(number, [police.area], NOON) == neighbours
    return number


async def test_channels_are_served_first_then_people_by_distance(store: Store) -> None:
    async with store.unit() as uow:
        for number, metres in ((1, 450), (2, 0), (3, 200)):
            await circle(uow, await moved_in(uow, number), east_of_corner(metres))
        bound = await channel(uow, (await area(uow)).id)
        await uow.deliveries.alert(await fire(uow, await moved_in(uow, 99)), NOON)
        await uow.commit()
    async with store.unit() as uow:
        served = await all_claimed(uow)
        assert [delivery.channel for delivery in served] == [bound.id, None, None, None]
        people = [delivery.person for delivery in served[1:]]
        assert people == [person_id(number) for number in (2, 3, 1)]
        assert served[0].distance == served[1].distance == 0
        assert 100 < served[2].distance < 300 < served[3].distance < 500


async def test_a_channel_overtakes_people_who_wait_longer(store: Store) -> None:
    async with store.unit() as uow:
        await circle(uow, await moved_in(uow, 1))
        reporter = await moved_in(uow, 99)
        await uow.deliveries.alert(await fire(uow, reporter), NOON)
        bound = await channel(uow, (await area(uow)).id)
        await uow.deliveries.alert(await fire(uow, reporter), NOON)
        assert (await claimed(uow)).channel == bound.id


async def test_whoever_alerts_twice_owes_each_address_one_message(store: Store) -> None:
    async with store.unit() as uow:
        incident = await fire(uow, await moved_in(uow, 99))
        for number in (1, 2):
            await circle(uow, await moved_in(uow, number))
            assert await uow.deliveries.alert(incident, NOON) == 1, "those who are new"
        assert len(await all_claimed(uow)) == 2


async def test_whoever_owes_something_says_so_and_nobody_else(store: Store) -> None:
    async with store.unit() as uow:
        incident = await fire(uow, await moved_in(uow, 99))
        await circle(uow, await moved_in(uow, 1))
        assert not uow.owes
        await uow.commit()
        assert not uow.owes
    async with store.unit() as uow:
        assert await uow.deliveries.alert(incident, NOON) == 1
        assert uow.owes
        await uow.commit()
        assert uow.owes
    async with store.unit() as uow:
        assert await uow.deliveries.next_due(TELEGRAM) is not None
        assert not uow.owes


async def test_of_two_as_near_the_older_goes_first(store: Store) -> None:
    async with store.unit() as uow:
        await circle(uow, await moved_in(uow, 1))
        reporter = await moved_in(uow, 99)
        first, second = await fire(uow, reporter), await fire(uow, reporter)
        await uow.deliveries.alert(second, NOON)
        await uow.deliveries.alert(first, NOON)
        subjects = [delivery.subject for delivery in await all_claimed(uow)]
        assert subjects == [str(second.number), str(first.number)]


async def test_a_delivery_says_where_it_goes_and_of_what(store: Store) -> None:
    async with store.unit() as uow:
        incident = await alerted(uow)
        delivery = await claimed(uow)
        assert (delivery.platform, delivery.kind) == (TELEGRAM, DeliveryKind.INCIDENT)
        assert (delivery.subject, delivery.person) == (str(incident.number), person_id(1))
        assert (delivery.attempts, delivery.posted, delivery.repeat) == (1, None, False)
        assert delivery.due == NOON


async def test_each_platform_claims_its_own(store: Store) -> None:
    async with store.unit() as uow:
        await circle(uow, await moved_in(uow, 1, TELEGRAM))
        await circle(uow, await moved_in(uow, 2, DISCORD))
        await uow.deliveries.alert(await fire(uow, await moved_in(uow, 99)), NOON)
        assert await uow.deliveries.next_due(PlatformName("elsewhere")) is None
        assert [delivery.person for delivery in await all_claimed(uow, DISCORD)] == [person_id(2)]
        assert [delivery.person for delivery in await all_claimed(uow, TELEGRAM)] == [person_id(1)]


async def test_a_delivery_is_claimed_once(store: Store) -> None:
    async with store.unit() as uow:
        await alerted(uow)
        assert await uow.deliveries.next_due(TELEGRAM) == NOON
        await claimed(uow)
        await uow.commit()
    async with store.unit() as uow:
        assert await next_of(uow, TELEGRAM, NOON) is None
        assert await uow.deliveries.next_due(TELEGRAM) is None


async def test_a_sent_delivery_is_owed_no_more(store: Store) -> None:
    async with store.unit() as uow:
        incident = await alerted(uow)
        await uow.deliveries.sent((await claimed(uow)).id, post(), incident.version)
        assert await all_claimed(uow) == []
        assert await uow.deliveries.alert(incident, NOON) == 0
        assert await uow.deliveries.recover(TELEGRAM) == 0


async def test_a_retry_waits_until_it_is_due(store: Store) -> None:
    async with store.unit() as uow:
        await alerted(uow)
        later = NOON + timedelta(seconds=30)
        await uow.deliveries.retry((await claimed(uow)).id, later)
        assert await next_of(uow, TELEGRAM, later - timedelta(milliseconds=1)) is None
        assert await uow.deliveries.next_due(TELEGRAM) == later
        again = await next_of(uow, TELEGRAM, later)
        assert again is not None
        assert (again.attempts, again.repeat) == (2, False)


async def test_a_try_in_doubt_comes_again_as_a_repeat(store: Store) -> None:
    async with store.unit() as uow:
        await alerted(uow)
        later = NOON + timedelta(seconds=30)
        await uow.deliveries.doubt((await claimed(uow)).id, later)
        assert await next_of(uow, TELEGRAM, NOON) is None
        again = await next_of(uow, TELEGRAM, later)
        assert again is not None
        assert (again.attempts, again.repeat) == (2, True)


async def test_waiting_for_its_turn_is_no_try(store: Store) -> None:
    async with store.unit() as uow:
        await alerted(uow)
        later = NOON + timedelta(seconds=3)
        for _ in range(3):
            await uow.deliveries.postpone((await claimed(uow)).id, NOON)
        await uow.deliveries.postpone((await claimed(uow)).id, later)
        assert await next_of(uow, TELEGRAM, NOON) is None
        again = await next_of(uow, TELEGRAM, later)
        assert again is not None
        assert (again.attempts, again.repeat) == (1, False)


async def test_an_ended_delivery_stays_gone_whatever_changes(store: Store) -> None:
    async with store.unit() as uow:
        incident = await alerted(uow)
        delivery = await claimed(uow)
        await uow.deliveries.end(delivery.id, "blocked")
        await uow.deliveries.sent(delivery.id, post(), 1)
        await uow.deliveries.retry(delivery.id, NOON)
        await uow.deliveries.refresh(incident, NOON)
        assert await uow.deliveries.recover(TELEGRAM) == 0
        assert await uow.deliveries.alert(incident, NOON) == 0
        assert await all_claimed(uow) == []


async def test_a_silenced_person_is_owed_nothing_any_more(store: Store) -> None:
    async with store.unit() as uow:
        await alerted(uow, neighbours=2)
        first = await claimed(uow)
        assert first.person is not None
        await uow.deliveries.alert(await fire(uow, await moved_in(uow, 98)), NOON)
        await uow.deliveries.silence(first.person)
        assert {delivery.person for delivery in await all_claimed(uow)} == {person_id(2)}
        assert await uow.deliveries.recover(TELEGRAM) == 2


async def test_after_a_crash_what_was_being_sent_is_sent_as_a_repeat(store: Store) -> None:
    async with store.unit() as uow:
        await alerted(uow, neighbours=2)
        flying = await claimed(uow)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.deliveries.recover(DISCORD) == 0
        assert await uow.deliveries.recover(TELEGRAM) == 1
        repeats = {delivery.id: delivery.repeat for delivery in await all_claimed(uow)}
        assert [repeats.pop(flying.id), *repeats.values()] == [True, False]


@pytest.mark.parametrize(("successor", "left"), [(7, 0), (8, 1), (None, 1)])
async def test_what_we_are_sending_is_ours_until_we_are_dead(
    store: MemoryStore | SqlStore, successor: int | None, left: int
) -> None:
    """Where only one process can be, any other that claimed is dead; so is one without a lock."""
    store.claimant = 7
    async with store.unit() as uow:
        await alerted(uow)
        flying = await claimed(uow)
        await uow.commit()
    store.claimant = successor
    async with store.unit() as uow:
        assert await uow.deliveries.inherit(DISCORD) == 0
        assert await uow.deliveries.inherit(TELEGRAM) == left
        assert await uow.deliveries.recover(TELEGRAM) == 1 - left
        assert [(one.id, one.repeat) for one in await all_claimed(uow)] == [(flying.id, True)]


async def test_a_message_that_stands_is_no_repeat_when_it_changes(store: Store) -> None:
    async with store.unit() as uow:
        incident = await alerted(uow)
        await claimed(uow)
        await uow.deliveries.recover(TELEGRAM)
        await uow.deliveries.sent((await claimed(uow)).id, post(), 1)
        changed = await uow.incidents.turn(incident.number, IncidentState.RESOLVED)
        await uow.deliveries.refresh(changed, NOON)
        again = await claimed(uow)
        assert (again.repeat, again.attempts) == (False, 1)


async def test_a_changed_incident_is_owed_anew_where_it_stands(store: Store) -> None:
    async with store.unit() as uow:
        incident = await alerted(uow, neighbours=2)
        first = await claimed(uow)
        await uow.deliveries.sent(first.id, post(5), incident.version)
        later = NOON + timedelta(hours=1)
        changed = await uow.incidents.update(
            incident.number, IncidentUpdate(text="It is out.", at=later)
        )
        await uow.deliveries.refresh(changed, later)
        assert await uow.deliveries.alert(changed, later) == 0
        await uow.commit()
    async with store.unit() as uow:
        waiting = [await next_of(uow, TELEGRAM, later) for _ in range(2)]
        posted = {each.id: each.posted for each in waiting if each is not None}
        assert posted.pop(first.id) == post(5)
        assert list(posted.values()) == [None]


async def test_a_change_while_sending_is_owed_once_it_stands(store: Store) -> None:
    async with store.unit() as uow:
        incident = await alerted(uow)
        flying = await claimed(uow)
        changed = await uow.incidents.turn(incident.number, IncidentState.RESOLVED)
        await uow.deliveries.refresh(changed, NOON)
        assert await all_claimed(uow) == []
        await uow.deliveries.sent(flying.id, post(5), incident.version)
        again = await claimed(uow)
        assert again.posted == post(5)
        await uow.deliveries.sent(again.id, post(5), changed.version)
        assert await all_claimed(uow) == []


async def test_a_request_goes_to_channels_and_people_of_its_audience(store: Store) -> None:
    async with store.unit() as uow:
        police = await station(uow)
        elsewhere = await area(uow, "Elsewhere", FAR_AWAY)
        bound = await channel(uow, police.area)
        await channel(uow, elsewhere.id, "other")
        await circle(uow, await moved_in(uow, 1))
        await circle(uow, await moved_in(uow, 2), FAR_AWAY, radius=5_000)
        number = (await request(uow, police)).number
        assert await uow.deliveries.ask(number, [police.area], NOON) == 2
        assert await uow.deliveries.ask(number, [police.area], NOON) == 0
        assert await uow.deliveries.reached(number) == 2
        served = [(delivery.channel, delivery.person) for delivery in await all_claimed(uow)]
        assert served == [(bound.id, None), (None, person_id(1))]


async def test_no_officer_of_the_asking_agency_is_asked(store: Store) -> None:
    async with store.unit() as uow:
        police, firefighters = await station(uow, 900), await station(uow, 800)
        colleague = await moved_in(uow, 1)
        await uow.agencies.appoint(Officer(person=colleague, agency=police.agency))
        for who in (police.officer, colleague, firefighters.officer):
            await circle(uow, who)
        number = (await request(uow, police)).number
        assert await uow.deliveries.ask(number, [police.area], NOON) == 1
        assert (await claimed(uow)).person == firefighters.officer


async def test_an_audience_of_no_area_is_nobody(store: Store) -> None:
    async with store.unit() as uow:
        police = await station(uow)
        await circle(uow, await moved_in(uow, 1))
        assert await uow.deliveries.ask((await request(uow, police)).number, [], NOON) == 0


async def test_the_doorbell_rings_for_all_who_were_asked_and_can_be_reached(
    store: Store,
) -> None:
    async with store.unit() as uow:
        number = await asked(uow, neighbours=3)
        first, second = await claimed(uow), await claimed(uow)
        await uow.deliveries.sent(first.id, post(), 1)
        await uow.deliveries.end(second.id, "blocked")
        assert await uow.deliveries.ring(number, BELL, NOON) == 2
        assert await uow.deliveries.ring(number, BELL, NOON) == 0
        bells = [each for each in await all_claimed(uow) if each.kind is DeliveryKind.BELL]
        assert {bell.subject for bell in bells} == {f"{number}.{BELL}"}
        assert second.person not in {bell.person for bell in bells}
        assert await uow.deliveries.reached(number) == 3


async def test_replies_are_handed_to_officers_in_the_order_given(store: Store) -> None:
    replies = [ReplyKey(key * 32) for key in "cab"]
    async with store.unit() as uow:
        officer, colleague = await moved_in(uow, 1), await moved_in(uow, 2, DISCORD)
        await uow.deliveries.hand(replies, {officer, colleague}, NOON)
        await uow.deliveries.hand(replies, {officer, colleague}, NOON)
        await uow.deliveries.hand(replies, (), NOON)
        for platform, who in ((TELEGRAM, officer), (DISCORD, colleague)):
            handed = await all_claimed(uow, platform)
            assert [delivery.subject for delivery in handed] == replies
            assert {(delivery.kind, delivery.person) for delivery in handed} == {
                (DeliveryKind.REPLY, who)
            }


async def test_closing_a_request_forgets_its_replies_and_says_so_where_it_stands(
    store: Store,
) -> None:
    mine, others = ReplyKey("a" * 32), ReplyKey("b" * 32)
    async with store.unit() as uow:
        number = await asked(uow, neighbours=3)
        stands, flying = await claimed(uow), await claimed(uow)
        await uow.deliveries.sent(stands.id, post(5), 1)
        officer = await moved_in(uow, 50)
        await uow.deliveries.hand([mine, others], [officer], NOON)
        await uow.deliveries.drop_request(number, [mine])
        left = await all_claimed(uow)
        assert [(each.id, each.posted) for each in left if each.kind is DeliveryKind.REQUEST] == [
            (stands.id, post(5))
        ]
        assert [each.subject for each in left if each.kind is DeliveryKind.REPLY] == [others]
        await uow.deliveries.sent(flying.id, post(6), 1)
        assert (await claimed(uow)).posted == post(6)


async def test_a_closed_request_that_may_stand_somewhere_is_looked_after(store: Store) -> None:
    async with store.unit() as uow:
        number = await asked(uow, neighbours=2)
        doubtful = await claimed(uow)
        assert await uow.deliveries.recover(TELEGRAM) == 1
        await uow.deliveries.drop_request(number, [])
        left = await all_claimed(uow)
        assert [(each.id, each.repeat) for each in left] == [(doubtful.id, True)]


async def test_closing_a_request_ends_its_own_bells_only(store: Store) -> None:
    async with store.unit() as uow:
        police = await station(uow)
        await circle(uow, await moved_in(uow, 1))
        numbers = [(await request(uow, police)).number for _ in range(12)]
        for number in (numbers[0], numbers[9], numbers[10]):
            await uow.deliveries.ask(number, [police.area], NOON)
            await uow.relay.ask(question(number))
            await uow.deliveries.ring(number, bell(number), NOON)
        await uow.deliveries.drop_request(numbers[0], [])
        left = {delivery.subject for delivery in await all_claimed(uow)}
        assert left == {"10", "11", f"10.{bell(10)}", f"11.{bell(11)}"}


async def test_an_outage_is_told_once_to_channels_in_which_a_request_is_open(
    store: Store,
) -> None:
    async with store.unit() as uow:
        police, quiet = await station(uow, 900), await station(uow, 901)
        told = await channel(uow, police.area)
        other = await channel(uow, police.area, "-200", DISCORD)
        ended = await channel(uow, quiet.area, "-300")
        await channel(uow, (await area(uow, "Nowhere", FAR_AWAY)).id, "-400")
        await circle(uow, await moved_in(uow, 1))
        numbers = [(await request(uow, of)).number for of in (police, police, quiet)]
        for number, of in zip(numbers, (police, police, quiet), strict=True):
            await uow.deliveries.ask(number, [of.area], NOON)
        await uow.requests.end(numbers[-1], Ending.TIME)
        await all_claimed(uow)
        await all_claimed(uow, DISCORD)
        assert await uow.deliveries.announce("1.2", NOON) == 2
        assert await uow.deliveries.announce("1.2", NOON) == 0
        await uow.commit()
    async with store.unit() as uow:
        (here,), (there,) = await all_claimed(uow), await all_claimed(uow, DISCORD)
        assert (here.channel, there.channel) == (told.id, other.id)
        assert {here.kind, there.kind} == {DeliveryKind.OUTAGE}
        assert here.subject == there.subject == "1.2"
        assert here.person is None
        assert await uow.deliveries.announce("3.4", NOON) == 2
    assert ended.id not in {told.id, other.id}


async def test_a_channel_that_let_the_bot_go_hears_of_no_outage(store: Store) -> None:
    async with store.unit() as uow:
        police = await station(uow)
        await channel(uow, police.area)
        number = (await request(uow, police)).number
        await uow.deliveries.ask(number, [police.area], NOON)
        await uow.deliveries.end((await claimed(uow)).id, "kicked")
        assert await uow.deliveries.announce("1.2", NOON) == 0


async def test_a_change_may_wait_and_a_later_one_may_be_sooner(store: Store) -> None:
    later, sooner = NOON + timedelta(seconds=30), NOON + timedelta(seconds=10)
    async with store.unit() as uow:
        incident = await alerted(uow)
        first = await claimed(uow)
        await uow.deliveries.sent(first.id, post(5), incident.version)
        counted = await uow.incidents.count(incident.number, Voices(seen=1), later)
        await uow.deliveries.refresh(counted, later)
        assert await next_of(uow, TELEGRAM, sooner) is None
        assert await uow.deliveries.next_due(TELEGRAM) == later
        changed = await uow.incidents.turn(incident.number, IncidentState.RESOLVED)
        await uow.deliveries.refresh(changed, sooner)
        again = await next_of(uow, TELEGRAM, sooner)
        assert again is not None
        assert again.posted == post(5)


async def test_a_count_does_not_put_off_a_change_that_is_owed_already(store: Store) -> None:
    async with store.unit() as uow:
        incident = await alerted(uow)
        await uow.deliveries.sent((await claimed(uow)).id, post(5), incident.version)
        changed = await uow.incidents.turn(incident.number, IncidentState.RESOLVED)
        await uow.deliveries.refresh(changed, NOON)
        await uow.deliveries.refresh(changed, NOON + timedelta(seconds=30))
        assert await next_of(uow, TELEGRAM, NOON) is not None


async def test_a_count_while_sending_waits_its_rest(store: Store) -> None:
    later = NOON + timedelta(seconds=30)
    async with store.unit() as uow:
        incident = await alerted(uow)
        flying = await claimed(uow)
        counted = await uow.incidents.count(incident.number, Voices(seen=1), later)
        await uow.deliveries.refresh(counted, later)
        await uow.deliveries.sent(flying.id, post(5), incident.version)
        assert await next_of(uow, TELEGRAM, NOON) is None
        assert await next_of(uow, TELEGRAM, later) is not None


async def test_a_try_that_failed_waits_as_long_as_it_must_whatever_changes(store: Store) -> None:
    later = NOON + timedelta(minutes=5)
    async with store.unit() as uow:
        incident = await alerted(uow)
        await uow.deliveries.sent((await claimed(uow)).id, post(5), incident.version)
        changed = await uow.incidents.turn(incident.number, IncidentState.RESOLVED)
        await uow.deliveries.refresh(changed, NOON)
        await uow.deliveries.retry((await claimed(uow)).id, later)
        await uow.deliveries.refresh(changed, NOON)
        assert await next_of(uow, TELEGRAM, NOON) is None
        assert await next_of(uow, TELEGRAM, later) is not None


async def test_what_a_notice_says_is_told_anew_where_it_stands(store: Store) -> None:
    async with store.unit() as uow:
        here = await channel(uow, (await area(uow)).id)
        who = await moved_in(uow, 1)
        notice = DeliveryKind.PROPOSAL
        await uow.deliveries.tell(notice, "7", channels=[here.id], people=[who], now=NOON)
        first = await claimed(uow)
        await uow.deliveries.sent(first.id, post(), first.owed)
        await uow.deliveries.revise(notice, "7", NOON)
        again, waiting = await all_claimed(uow)
        assert (again.id, again.posted, again.owed) == (first.id, post(), first.owed + 1)
        assert (waiting.person, waiting.posted) == (who, None)
        await uow.deliveries.sent(again.id, post(), again.owed)
        await uow.deliveries.revise(notice, "8", NOON)
        assert await all_claimed(uow) == []
