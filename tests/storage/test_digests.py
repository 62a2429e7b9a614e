"""What rests in quiet hours and gathers into digests, alike on the fake and on both databases."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.model.covers import cover_circle
from bot.model.deliveries import Delivery, DeliveryKind
from bot.model.hours import Hours, Quiet
from bot.model.ids import PersonId, QuestionKey, WatchId
from bot.model.incidents import Category, Incident, IncidentState
from bot.model.watches import Circle, Rhythm, WatchDraft
from bot.ports.stores import Store, UnitOfWork
from tests.fakes import NOON
from tests.storage.street import (
    BLOCK_AT_CORNER,
    TELEGRAM,
    all_claimed,
    area,
    channel,
    claimed,
    east_of_corner,
    fire,
    moved_in,
    next_of,
    person,
    person_id,
    post,
    request,
    station,
)

NIGHT = Hours(zone="America/Toronto", quiet=Quiet(begins=22 * 60, ends=7 * 60))
EVENING = datetime(2026, 5, 5, 3, 30, tzinfo=UTC)  # 23:30 in Toronto
MORNING = datetime(2026, 5, 5, 11, tzinfo=UTC)  # 7:00
FEW = 3


async def lives(uow: UnitOfWork, number: int, hours: Hours | None = None) -> PersonId:
    """Somebody, with hours of his own or none."""
    who = await moved_in(uow, number)
    if hours is not None:
        await uow.people.keep_hours(who, hours, NOON)
    return who


async def watches(
    uow: UnitOfWork,
    who: PersonId,
    rhythm: Rhythm = Rhythm.NOW,
    *,
    metres: int = 0,
    resumes: datetime | None = None,
) -> None:
    """Somebody's circle so far east of the corner."""
    place = Circle(cell=east_of_corner(metres), radius=1_000)
    draft = WatchDraft(place=place, near="Rue Jarry", person=who, rhythm=rhythm, resumes=resumes)
    await uow.watches.add(draft, cover_circle(place))


async def burns(
    uow: UnitOfWork, now: datetime, category: Category = Category.THEFT, metres: int = 0
) -> Incident:
    """Something happens and is owed to whom it concerns."""
    reporter = await moved_in(uow, 99)
    incident = await fire(uow, reporter, east_of_corner(metres), category)
    await uow.deliveries.alert(incident, now)
    return incident


async def due_at(uow: UnitOfWork, now: datetime) -> list[Delivery]:
    """A round of the clock, and what is sent after it."""
    await uow.digests.gather(now, FEW)
    found = []
    while (delivery := await next_of(uow, TELEGRAM, now)) is not None:
        found.append(delivery)
    return found


async def test_hours_are_kept_as_they_were_given_and_can_be_changed(store: Store) -> None:
    async with store.unit() as uow:
        who, other = await lives(uow, 1), await lives(uow, 2, NIGHT)
        later = replace(NIGHT, urgent=True, daily=8)
        for hours in (NIGHT, later):
            await uow.people.keep_hours(who, hours, NOON)
            known = await uow.people.get(who)
            assert known is not None
            assert known.hours == hours
        await uow.people.forget_hours()
        await uow.commit()
    async with store.unit() as uow:
        known = await uow.people.find(person(1).account)
        assert known is not None
        assert known.hours == later
        neighbour = await uow.people.get(other)
        assert neighbour is not None
        assert neighbour.hours == NIGHT
        stranger = await uow.people.get(await lives(uow, 3))
        assert stranger is not None
        assert stranger.hours is None


async def test_by_night_an_alert_waits_until_the_morning(store: Store) -> None:
    async with store.unit() as uow:
        sleeper, owl = await lives(uow, 1, NIGHT), await lives(uow, 2)
        for who in (sleeper, owl):
            await watches(uow, who)
        await burns(uow, EVENING)
        assert [each.person for each in await due_at(uow, EVENING)] == [owl]
        assert await due_at(uow, MORNING - timedelta(seconds=1)) == []
        (alert,) = await due_at(uow, MORNING)
        assert (alert.kind, alert.person) == (DeliveryKind.INCIDENT, sleeper)
        assert await due_at(uow, MORNING + timedelta(hours=1)) == []


async def test_by_day_nothing_waits(store: Store) -> None:
    async with store.unit() as uow:
        await watches(uow, await lives(uow, 1, NIGHT))
        await burns(uow, NOON)
        assert len(await all_claimed(uow)) == 1


async def test_the_night_after_the_next_is_quiet_too_though_no_clock_ran(store: Store) -> None:
    async with store.unit() as uow:
        await watches(uow, await lives(uow, 1, NIGHT))
        for nights in (1, 2, 7):
            evening = EVENING + timedelta(days=nights)
            await burns(uow, evening)
            assert await due_at(uow, evening) == []
            assert len(await due_at(uow, MORNING + timedelta(days=nights))) == 1


@pytest.mark.parametrize("urgent", [True, False])
async def test_what_cannot_wait_passes_if_the_person_says_so(store: Store, urgent: object) -> None:
    async with store.unit() as uow:
        await watches(uow, await lives(uow, 1, replace(NIGHT, urgent=bool(urgent))))
        await burns(uow, EVENING, Category.FIRE)
        await burns(uow, EVENING, Category.THEFT)
        assert len(await due_at(uow, EVENING)) == (1 if urgent else 0)
        assert len(await due_at(uow, MORNING)) == (1 if urgent else 2)


async def test_a_few_that_waited_come_one_by_one_more_come_together(store: Store) -> None:
    async with store.unit() as uow:
        await watches(uow, await lives(uow, 1, NIGHT))
        for _ in range(FEW):
            await burns(uow, EVENING)
        few = await due_at(uow, MORNING)
        assert [each.kind for each in few] == [DeliveryKind.INCIDENT] * FEW
        tonight = EVENING + timedelta(days=1)
        numbers = {(await burns(uow, tonight)).number for _ in range(FEW + 1)}
        (digest,) = await due_at(uow, MORNING + timedelta(days=1))
        assert digest.kind is DeliveryKind.DIGEST
        assert {each.incident for each in await uow.digests.gathered(digest)} == numbers


async def test_what_is_withdrawn_meanwhile_is_never_sent(store: Store) -> None:
    async with store.unit() as uow:
        await watches(uow, await lives(uow, 1, NIGHT))
        await watches(uow, await lives(uow, 2), Rhythm.HOURLY)
        incident = await burns(uow, EVENING)
        gone = await uow.incidents.turn(incident.number, IncidentState.WITHDRAWN)
        await uow.deliveries.refresh(gone, EVENING)
        assert await due_at(uow, MORNING) == []


async def test_what_is_resolved_meanwhile_is_told(store: Store) -> None:
    async with store.unit() as uow:
        await watches(uow, await lives(uow, 1, NIGHT))
        incident = await burns(uow, EVENING)
        over = await uow.incidents.turn(incident.number, IncidentState.RESOLVED)
        await uow.deliveries.refresh(over, EVENING)
        assert await due_at(uow, EVENING) == []
        assert len(await due_at(uow, MORNING)) == 1


async def test_requests_and_doorbells_wait_too(store: Store) -> None:
    async with store.unit() as uow:
        police = await station(uow)
        sleeper, owl = await lives(uow, 1, NIGHT), await lives(uow, 2)
        for who in (sleeper, owl):
            await watches(uow, who)
        number = (await request(uow, police)).number
        bell = QuestionKey("b" * 32)
        assert await uow.deliveries.ask(number, [police.area], EVENING) == 2
        assert await uow.deliveries.ring(number, bell, EVENING) == 2
        kinds = {DeliveryKind.REQUEST, DeliveryKind.BELL}
        assert {(e.person, e.kind) for e in await due_at(uow, EVENING)} == {
            (owl, kind) for kind in kinds
        }
        woken = await due_at(uow, MORNING)
        assert [each.kind for each in woken] == [DeliveryKind.REQUEST, DeliveryKind.BELL]
        assert {each.person for each in woken} == {sleeper}


async def test_a_request_that_is_closed_by_night_is_never_sent(store: Store) -> None:
    async with store.unit() as uow:
        police = await station(uow)
        await watches(uow, await lives(uow, 1, NIGHT))
        number = (await request(uow, police)).number
        await uow.deliveries.ask(number, [police.area], EVENING)
        await uow.deliveries.drop_request(number, [])
        assert await due_at(uow, MORNING) == []


async def test_whoever_ends_the_quiet_is_told_what_waited(store: Store) -> None:
    async with store.unit() as uow:
        who = await lives(uow, 1, NIGHT)
        await watches(uow, who)
        await burns(uow, EVENING)
        await uow.people.keep_hours(who, replace(NIGHT, quiet=None), EVENING)
        await uow.digests.awake(who, EVENING)
        assert len(await due_at(uow, EVENING)) == 1


async def test_whoever_sleeps_longer_is_told_later(store: Store) -> None:
    async with store.unit() as uow:
        who = await lives(uow, 1, NIGHT)
        await watches(uow, who)
        await burns(uow, EVENING)
        longer = replace(NIGHT, quiet=Quiet(begins=22 * 60, ends=9 * 60))
        await uow.people.keep_hours(who, longer, EVENING)
        await uow.digests.awake(who, EVENING)
        assert await due_at(uow, EVENING) == []
        assert await due_at(uow, MORNING) == []
        assert len(await due_at(uow, MORNING + timedelta(hours=2))) == 1


async def test_an_hourly_digest_comes_at_the_full_hour_with_everything(store: Store) -> None:
    async with store.unit() as uow:
        who = await lives(uow, 1)
        await watches(uow, who, Rhythm.HOURLY)
        near = await burns(uow, NOON + timedelta(minutes=10))
        far = await burns(uow, NOON + timedelta(minutes=50), metres=600)
        assert await due_at(uow, NOON + timedelta(minutes=59)) == []
        (digest,) = await due_at(uow, NOON + timedelta(hours=1))
        assert (digest.kind, digest.person) == (DeliveryKind.DIGEST, who)
        first, second = await uow.digests.gathered(digest)
        assert (first.incident, second.incident) == (near.number, far.number)
        assert first.distance < 100
        assert 500 < second.distance < 700
        assert second.direction == "e"


async def test_a_daily_digest_comes_at_its_hour_in_the_persons_zone(store: Store) -> None:
    async with store.unit() as uow:
        await watches(uow, await lives(uow, 1, Hours(zone="America/Toronto")), Rhythm.DAILY)
        await watches(uow, await lives(uow, 2, Hours(zone="UTC", daily=21)), Rhythm.DAILY)
        await burns(uow, NOON)
        assert await due_at(uow, datetime(2026, 5, 4, 20, 59, tzinfo=UTC)) == []
        (first,) = await due_at(uow, datetime(2026, 5, 4, 21, tzinfo=UTC))
        (second,) = await due_at(uow, datetime(2026, 5, 4, 22, tzinfo=UTC))
        assert [first.person, second.person] == [person_id(number) for number in (2, 1)]


async def test_nothing_is_told_twice_whatever_the_rhythms(store: Store) -> None:
    async with store.unit() as uow:
        who = await lives(uow, 1, Hours(zone="UTC"))
        for metres, rhythm in ((0, Rhythm.DAILY), (100, Rhythm.HOURLY), (200, Rhythm.DAILY)):
            await watches(uow, who, rhythm, metres=metres)
        incidents = [await burns(uow, NOON + timedelta(minutes=each)) for each in (5, 10)]
        told = Counter[int]()
        for hours in range(1, 30):
            for digest in await due_at(uow, NOON + timedelta(hours=hours)):
                told.update(each.incident for each in await uow.digests.gathered(digest))
        assert told == {incident.number: 1 for incident in incidents}


async def test_of_several_watches_one_that_tells_at_once_does(store: Store) -> None:
    async with store.unit() as uow:
        who = await lives(uow, 1)
        await watches(uow, who, Rhythm.DAILY)
        await watches(uow, who, Rhythm.NOW, metres=300)
        await burns(uow, NOON)
        (alert,) = await all_claimed(uow)
        assert alert.kind is DeliveryKind.INCIDENT
        assert alert.distance < 100, "still from the nearest"
        assert await due_at(uow, NOON + timedelta(days=2)) == []


async def test_a_digest_that_is_due_by_night_comes_in_the_morning(store: Store) -> None:
    async with store.unit() as uow:
        await watches(uow, await lives(uow, 1, NIGHT), Rhythm.HOURLY)
        for hours in range(3):
            await burns(uow, EVENING + timedelta(hours=hours))
            assert await due_at(uow, EVENING + timedelta(hours=hours, minutes=30)) == []
        (digest,) = await due_at(uow, MORNING)
        assert len(await uow.digests.gathered(digest)) == 3


async def test_a_digest_is_owed_again_when_what_it_tells_of_is_over(store: Store) -> None:
    async with store.unit() as uow:
        await watches(uow, await lives(uow, 1), Rhythm.HOURLY)
        incident = await burns(uow, NOON)
        await burns(uow, NOON)
        hour = NOON + timedelta(hours=1)
        (digest,) = await due_at(uow, hour)
        await uow.deliveries.sent(digest.id, post(), digest.owed)
        assert await due_at(uow, hour) == []
        gone = await uow.incidents.turn(incident.number, IncidentState.WITHDRAWN)
        await uow.deliveries.refresh(gone, hour)
        (again,) = await due_at(uow, hour)
        assert (again.id, again.posted) == (digest.id, post())
        await uow.deliveries.sent(again.id, post(), again.owed)
        assert await due_at(uow, hour) == []


async def test_a_change_while_a_digest_is_sent_is_owed_once_it_stands(store: Store) -> None:
    async with store.unit() as uow:
        await watches(uow, await lives(uow, 1), Rhythm.HOURLY)
        incident = await burns(uow, NOON)
        hour = NOON + timedelta(hours=1)
        (digest,) = await due_at(uow, hour)
        gone = await uow.incidents.turn(incident.number, IncidentState.WITHDRAWN)
        await uow.deliveries.refresh(gone, hour)
        await uow.deliveries.sent(digest.id, post(), digest.owed)
        (again,) = await due_at(uow, hour)
        assert again.id == digest.id


async def test_after_a_crash_between_two_rounds_everything_is_told_once(store: Store) -> None:
    hour = NOON + timedelta(hours=1)
    async with store.unit() as uow:
        await watches(uow, await lives(uow, 1), Rhythm.HOURLY)
        await burns(uow, NOON)
        await uow.commit()
    async with store.unit() as uow:
        await uow.digests.gather(hour, FEW)  # and never commits
    async with store.unit() as uow:
        assert await uow.digests.gather(hour + timedelta(days=1), FEW) == 1
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.digests.gather(hour + timedelta(days=2), FEW) == 0
        flying = await claimed_at(uow, hour + timedelta(days=2))
        assert await uow.deliveries.recover(TELEGRAM) == 1
        again = await claimed_at(uow, hour + timedelta(days=2))
        assert (again.id, again.repeat) == (flying.id, True)
        assert len(await uow.digests.gathered(again)) == 1


async def claimed_at(uow: UnitOfWork, now: datetime) -> Delivery:
    """What is due, which must be there."""
    found = await next_of(uow, TELEGRAM, now)
    assert found is not None
    return found


async def test_two_rounds_at_one_moment_make_two_digests(store: Store) -> None:
    async with store.unit() as uow:
        await watches(uow, await lives(uow, 1), Rhythm.HOURLY)
        hour = NOON + timedelta(hours=1)
        told = []
        for _ in range(2):
            await burns(uow, NOON)
            told += [len(await uow.digests.gathered(digest)) for digest in await due_at(uow, hour)]
        assert told == [1, 1]


async def test_a_silenced_person_is_told_nothing_that_waited(store: Store) -> None:
    async with store.unit() as uow:
        sleeper, reader = await lives(uow, 1, NIGHT), await lives(uow, 2)
        await watches(uow, sleeper)
        await watches(uow, reader, Rhythm.HOURLY)
        await burns(uow, EVENING)
        for who in (sleeper, reader):
            await uow.deliveries.silence(who)
        assert await due_at(uow, MORNING) == []


async def test_a_paused_watch_tells_nothing_until_it_resumes(store: Store) -> None:
    resumes = NOON + timedelta(hours=2)
    async with store.unit() as uow:
        police = await station(uow)
        who = await lives(uow, 1)
        await watches(uow, who, resumes=resumes)
        number = (await request(uow, police)).number
        within = partial(uow.watches.subscribers, [police.area], police.agency, 10_000)
        (watch,) = await uow.watches.of(who)
        assert watch.resumes == resumes
        await burns(uow, NOON)
        assert await uow.deliveries.ask(number, [police.area], NOON) == 0
        assert await within(NOON) == 0
        await burns(uow, resumes)
        assert await uow.deliveries.ask(number, [police.area], resumes) == 1
        assert await within(resumes) == 1
        assert len(await due_at(uow, resumes)) == 2


async def test_the_area_of_a_paused_watch_is_silent_too(store: Store) -> None:
    async with store.unit() as uow:
        villeray = await area(uow)
        for number, resumes in ((1, None), (2, NOON + timedelta(hours=1))):
            who = await lives(uow, number)
            draft = WatchDraft(place=villeray.id, near="Villeray", person=who, resumes=resumes)
            await uow.watches.add(draft, ())
        await burns(uow, NOON)
        assert [each.person for each in await due_at(uow, NOON)] == [person_id(1)]


async def test_a_channel_is_told_once_more_what_was_posted_in_a_span_of_time(
    store: Store,
) -> None:
    async with store.unit() as uow:
        bound = await channel(uow, (await area(uow)).id)
        other = await channel(uow, (await area(uow, "Far", east_of_corner(9_000))).id, "-200")
        kept, gone = await burns(uow, NOON), await burns(uow, NOON)
        withdrawn = await uow.incidents.turn(gone.number, IncidentState.WITHDRAWN)
        await uow.deliveries.refresh(withdrawn, NOON)
        await all_claimed(uow)
        day = timedelta(days=1)
        recall = uow.digests.recall
        assert not await recall(bound.id, NOON - 2 * day, NOON - day, NOON)
        assert not await recall(bound.id, NOON, NOON + day, NOON), "the last one told of it"
        assert not await recall(other.id, NOON - day, NOON, NOON)
        assert await recall(bound.id, NOON - day, NOON, NOON)
        digest = await claimed(uow)
        assert (digest.kind, digest.channel) == (DeliveryKind.DIGEST, bound.id)
        told = await uow.digests.gathered(digest)
        assert [each.incident for each in told] == [kept.number]


async def test_only_those_are_gathered_to_whom_something_is_due(store: Store) -> None:
    async with store.unit() as uow:
        for number in range(1, 6):
            rhythm = Rhythm.HOURLY if number % 2 else Rhythm.NOW
            await watches(uow, await lives(uow, number), rhythm, metres=number * 50)
        await burns(uow, NOON)
        at_once = await all_claimed(uow)
        assert {each.person for each in at_once} == {person_id(n) for n in (2, 4)}
        digests = await due_at(uow, NOON + timedelta(hours=1))
        assert {each.person for each in digests} == {person_id(n) for n in (1, 3, 5)}
        for digest in digests:
            assert len(await uow.digests.gathered(digest)) == 1


async def test_neighbours_are_told_by_block_and_by_age(store: Store) -> None:
    async with store.unit() as uow:
        for number, metres in ((1, 0), (1, 300), (2, 0), (3, 5_000)):
            await watches(uow, await lives(uow, number), metres=metres)
        cells = {part.cell for part in cover_circle(Circle(cell=BLOCK_AT_CORNER, radius=500))}
        found = await uow.watches.neighbours(cells, 1_460)
        assert {(each.person, each.block) for each in found} == {
            (person_id(1), BLOCK_AT_CORNER),
            (person_id(1), east_of_corner(300)),
            (person_id(2), BLOCK_AT_CORNER),
        }
        assert len(found) == 3
        assert await uow.watches.neighbours(cells, 1_459) == ()
        assert await uow.watches.neighbours((), 1_460) == ()


async def test_crowded_watches_are_found_some_at_a_time(store: Store) -> None:
    async with store.unit() as uow:
        who = await lives(uow, 1)
        await watches(uow, who)
        place = Circle(cell=BLOCK_AT_CORNER, radius=400)
        draft = WatchDraft(place=place, near="Rue Jarry", person=who, crowd=300)
        one, two, three = [await uow.watches.add(draft, ()) for _ in range(3)]
        assert one.crowd == 300
        assert await uow.watches.crowded(WatchId(0), 2) == (one, two)
        assert await uow.watches.crowded(two.id, 2) == (three,)
        assert await uow.watches.crowded(three.id, 2) == ()
