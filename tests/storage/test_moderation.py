"""What moderators decide, and that it is kept under marks that tell nobody."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.model.channels import Review
from bot.model.ids import ChannelId, IncidentNumber, PictureKey
from bot.model.incidents import Aside, IncidentState, IncidentUpdate, Talk
from bot.model.moderation import (
    Appeal,
    AuditEntry,
    Deed,
    Reach,
    Reason,
    Ruling,
    Says,
    Silence,
    Snippet,
)
from bot.model.people import Account
from bot.ports.stores import Store, UnitOfWork
from storage.units import SqlStore
from tests.fakes import NOON
from tests.storage.street import (
    DISCORD,
    TELEGRAM,
    all_claimed,
    area,
    channel,
    circle,
    fire,
    moved_in,
    post,
)

ANA = Account(platform=TELEGRAM, id="77001")
DANA = Account(platform=DISCORD, id="77001")
HOUR = timedelta(hours=1)


class Case:
    """An incident that came to a channel, and to a neighbour."""

    incident: IncidentNumber
    channel: ChannelId
    other: ChannelId


async def alerted(store: Store) -> Case:
    """Somebody's fire, owed to two channels and to a neighbour."""
    case = Case()
    async with store.unit() as uow:
        villeray = await area(uow)
        case.channel = (await channel(uow, villeray.id)).id
        case.other = (await channel(uow, villeray.id, "9", DISCORD)).id
        await circle(uow, await moved_in(uow, 1))
        incident = await fire(uow, await moved_in(uow, 9))
        case.incident = incident.number
        await uow.deliveries.alert(incident, NOON)
        await uow.commit()
    return case


def ruling(case: Case, says: Says = Says.HIDDEN) -> Ruling:
    """What the channel says."""
    return Ruling(
        incident=case.incident,
        channel=case.channel,
        says=says,
        reason=Reason.NAMES,
        reach=Reach.EVERYWHERE,
    )


async def test_what_a_channel_says_is_kept_and_replaced(store: Store) -> None:
    case = await alerted(store)
    async with store.unit() as uow:
        assert await uow.rulings.get(case.incident, case.channel) is None
        await uow.rulings.take_up(case.incident)
        await uow.rulings.keep(ruling(case))
        await uow.rulings.keep(ruling(case, Says.SHOWN))
        await uow.commit()
    async with store.unit() as uow:
        said = ruling(case, Says.SHOWN)
        assert await uow.rulings.get(case.incident, case.channel) == said
        assert await uow.rulings.of(case.incident) == (said,)
        assert await uow.rulings.there([case.incident], case.channel) == (said,)
        assert not await uow.rulings.there([case.incident], case.other)
        await uow.rulings.drop(case.incident, case.other)
        assert await uow.rulings.of(case.incident) == (said,)
        await uow.rulings.drop(case.incident, case.channel)
        assert not await uow.rulings.of(case.incident)


async def test_what_lies_before_a_channel(store: Store) -> None:
    case = await alerted(store)

    async def pending(uow: UnitOfWork) -> tuple[bool, bool]:
        here, there = (case.channel, case.other)
        return bool(await uow.rulings.pending(here, 9)), bool(await uow.rulings.pending(there, 9))

    async with store.unit() as uow:
        assert await pending(uow) == (False, False)
        await uow.rulings.keep(ruling(case, Says.WAITS))
        assert await pending(uow) == (True, False)
        await uow.rulings.keep(ruling(case, Says.REFUSED))
        assert await pending(uow) == (False, False)
        appeal = Appeal(incident=case.incident, channel=case.channel, text="It was so.")
        await uow.rulings.appeal(appeal)
        assert await uow.rulings.appealed(case.incident, case.channel) == appeal
        assert await pending(uow) == (True, False)
        await uow.rulings.heard(case.incident, case.channel)
        assert await uow.rulings.appealed(case.incident, case.channel) is None
        await uow.incidents.set_aside(case.incident, Aside.FLAGGED)
        assert await pending(uow) == (False, True), "the one said something of it"
        await uow.incidents.set_aside(case.incident, None)
        await uow.incidents.talk(case.incident, Talk.CLOSED)
        assert await pending(uow) == (True, True)
        await uow.incidents.turn(case.incident, IncidentState.WITHDRAWN)
        assert await pending(uow) == (False, False)


async def test_of_two_moderators_at_once_one_finds_it_decided(store: Store) -> None:
    case = await alerted(store)
    async with store.unit() as uow:
        await uow.rulings.keep(ruling(case, Says.WAITS))
        await uow.commit()

    async def decides(says: Says) -> bool:
        async with store.unit() as uow:
            await uow.rulings.take_up(case.incident)
            found = await uow.rulings.get(case.incident, case.channel)
            if found is None or found.says is not Says.WAITS:
                return False
            await uow.rulings.keep(ruling(case, says))
            await uow.commit()
            return True

    wins = await asyncio.gather(*(decides(says) for says in (Says.SHOWN, Says.REFUSED) * 3))
    assert sum(wins) == 1


async def test_where_an_incident_came_to(store: Store) -> None:
    case = await alerted(store)
    async with store.unit() as uow:
        assert await uow.deliveries.came_to(case.incident) == (case.channel, case.other)
        assert not await uow.deliveries.came_to(IncidentNumber(case.incident + 1))


async def test_what_was_taken_away_is_owed_again_when_it_is_shown_again(store: Store) -> None:
    case = await alerted(store)
    async with store.unit() as uow:
        for delivery in (*await all_claimed(uow), *await all_claimed(uow, DISCORD)):
            await uow.deliveries.sent(delivery.id, post(), 1)
        hidden = await uow.incidents.set_aside(case.incident, Aside.HIDDEN)
        await uow.deliveries.refresh(hidden, NOON)
        for delivery in (*await all_claimed(uow), *await all_claimed(uow, DISCORD)):
            assert delivery.posted is not None
            await uow.deliveries.removed(delivery.id, hidden.version)
        assert not await all_claimed(uow)
        here = await uow.incidents.set_aside(case.incident, Aside.HIDDEN)
        await uow.deliveries.recheck(here, case.channel, NOON)
        (again,) = await all_claimed(uow)
        assert (again.channel, again.posted, again.owed) == (case.channel, None, here.version)
        await uow.deliveries.removed(again.id, here.version)
        back = await uow.incidents.set_aside(case.incident, None)
        await uow.deliveries.restore(back, NOON)
        assert [each.channel for each in await all_claimed(uow)] == [case.channel]
        assert [each.channel for each in await all_claimed(uow, DISCORD)] == [case.other]
        assert await uow.digests.gather(NOON, 3) == 1, "to people with the clock's round"
        (personal,) = await all_claimed(uow)
        assert (personal.posted, personal.owed) == (None, back.version)


async def test_what_is_shown_again_while_it_is_taken_away_is_pending(store: Store) -> None:
    case = await alerted(store)
    async with store.unit() as uow:
        taken = await all_claimed(uow, DISCORD)
        back = await uow.incidents.set_aside(case.incident, None)
        await uow.deliveries.restore(back, NOON)
        for delivery in taken:
            await uow.deliveries.removed(delivery.id, 1)
        (again,) = await all_claimed(uow, DISCORD)
        assert (again.id, again.owed, again.attempts) == (taken[0].id, 2, 1)
        await uow.deliveries.end(again.id, "blocked")
        await uow.deliveries.restore(back, NOON)
        assert not await all_claimed(uow, DISCORD), "whoever let the bot go is not called back"


async def test_an_account_flags_once(store: Store) -> None:
    case = await alerted(store)
    async with store.unit() as uow:
        assert await uow.flags.flag(case.incident, ANA) == 1
        assert await uow.flags.flag(case.incident, ANA) == 1
        assert await uow.flags.flag(case.incident, DANA) == 2
        await uow.flags.forget_before(NOON)
        assert await uow.flags.flag(case.incident, ANA) == 2
        await uow.flags.forget_before(NOON + HOUR)
        assert await uow.flags.flag(case.incident, ANA) == 1
        await uow.flags.forget(case.incident)
        assert await uow.flags.flag(case.incident, DANA) == 1


async def test_silences_stand_each_for_itself(store: Store) -> None:
    case = await alerted(store)
    one = Silence(incident=case.incident, channel=case.channel, until=NOON + HOUR)
    other = Silence(incident=IncidentNumber(99), channel=case.channel, until=None)
    async with store.unit() as uow:
        await uow.silences.keep(replace(one, until=None), ANA)
        await uow.silences.keep(one, ANA)
        await uow.silences.keep(other, ANA)
        assert await uow.silences.get(case.incident, case.channel) == one
        channels = [case.channel, case.other]
        assert await uow.silences.of(ANA, channels, NOON) == (one, other)
        assert not await uow.silences.of(DANA, channels, NOON)
        assert not await uow.silences.of(ANA, [case.other], NOON)
        assert await uow.silences.of(ANA, channels, NOON + HOUR) == (other,)
        await uow.silences.lift(IncidentNumber(99), case.channel)
        assert await uow.silences.of(ANA, channels, NOON) == (one,)
        await uow.silences.forget(NOON + HOUR)
        assert await uow.silences.get(case.incident, case.channel) is None


async def test_snippets_are_kept_by_name(store: Store) -> None:
    case = await alerted(store)
    parking, bins = (
        Snippet(channel=case.channel, name=name, text="Call 311.") for name in ("parking", "bins")
    )
    async with store.unit() as uow:
        for each in (replace(parking, text="?"), parking, bins):
            await uow.snippets.keep(each)
        assert await uow.snippets.of(case.channel) == (bins, parking)
        assert await uow.snippets.get(case.channel, "parking") == parking
        await uow.snippets.drop(case.channel, "parking")
        assert await uow.snippets.get(case.channel, "parking") is None
        assert not await uow.snippets.of(case.other)


def entry(number: int, chat: str = "-100") -> AuditEntry:
    """Something that Maya did."""
    return AuditEntry(
        platform=TELEGRAM,
        chat=chat,
        moderator="Maya",
        deed=Deed.HIDDEN,
        at=NOON + number * HOUR,
        incident=IncidentNumber(number),
        detail="names",
    )


async def test_what_was_done_is_read_newest_first_and_outlives_the_binding(store: Store) -> None:
    case = await alerted(store)
    async with store.unit() as uow:
        for each in (entry(1), entry(2), entry(3), entry(4, "other")):
            await uow.audit.note(each)
        await uow.rulings.keep(ruling(case))
        await uow.channels.move(TELEGRAM, "-100", "-200")
        await uow.channels.unbind(TELEGRAM, "-200")
        moved = [replace(entry(n), chat="-200") for n in (3, 2, 1)]
        assert await uow.audit.of(TELEGRAM, "-200", 0, 2) == tuple(moved[:2])
        assert await uow.audit.of(TELEGRAM, "-200", 2, 2) == tuple(moved[2:])
        assert await uow.audit.last(TELEGRAM, "-200", IncidentNumber(2)) == moved[1]
        assert await uow.audit.last(TELEGRAM, "-200", IncidentNumber(4)) is None
        await uow.audit.forget_before(NOON + 2 * HOUR)
        assert await uow.audit.of(TELEGRAM, "-200", 0, 9) == tuple(moved[:2])
        assert not await uow.rulings.of(case.incident), "what it decided goes with the channel"


async def test_a_channel_keeps_how_it_judges(store: Store) -> None:
    case = await alerted(store)
    async with store.unit() as uow:
        await uow.channels.judge_by(case.channel, Review.TRUSTED_FIRST, 3, strict=True)
        found = await uow.channels.get(case.channel)
        assert found is not None
        assert (found.review, found.daily, found.strict) == (Review.TRUSTED_FIRST, 3, True)
        again = await channel(uow, found.area)
        assert (again.review, again.daily, again.strict) == (Review.TRUSTED_FIRST, 3, True)


async def test_trust_is_what_stood_and_nothing_else(store: Store) -> None:
    case = await alerted(store)
    async with store.unit() as uow:
        found = await uow.incidents.get(case.incident)
        assert found is not None
        author = found.reporter
        for _ in range(2):
            await fire(uow, author)
        soon = NOON + HOUR
        assert await uow.incidents.stood(author, soon, 9) == 3
        assert await uow.incidents.stood(author, soon, 2) == 2
        assert await uow.incidents.stood(author, NOON, 9) == 0
        assert [each.number for each in await uow.incidents.by(author, NOON)] == [
            case.incident + 2,
            case.incident + 1,
            case.incident,
        ]
        assert not await uow.incidents.by(author, soon)
        await uow.incidents.set_aside(IncidentNumber(case.incident + 1), Aside.HIDDEN)
        await uow.rulings.keep(ruling(case, Says.REFUSED))
        assert await uow.incidents.stood(author, soon, 9) == 1
        await uow.incidents.turn(IncidentNumber(case.incident + 2), IncidentState.WITHDRAWN)
        assert await uow.incidents.stood(author, soon, 9) == 0


async def test_neither_account_nor_person_stands_beside_a_flag_or_a_silence(
    sql_store: SqlStore,
) -> None:
    case = await alerted(sql_store)
    async with sql_store.unit() as uow:
        for number in (case.incident, IncidentNumber(99)):
            silence = Silence(incident=number, channel=case.channel, until=None)
            await uow.silences.keep(silence, ANA)
        await uow.flags.flag(case.incident, ANA)
        await uow.flags.flag((await fire(uow, (await moved_in(uow, 8)))).number, ANA)
        await uow.commit()
    async with sql_store.engine.connect() as connection:
        for table in ("silence", "flag"):
            marks = (await connection.execute(text(f"SELECT mark FROM {table}"))).scalars().all()  # noqa: S608
            assert len(set(marks)) == 2, "the same account leaves another mark each time"
            assert all(len(mark) == 32 and b"77001" not in bytes(mark) for mark in marks)
        for table in ("ruling", "appeal", "flag", "silence", "snippet", "audit"):
            rows = await connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608
            assert not {"person", "account", "reporter", "author"} & set(rows.keys())


async def test_what_is_struck_out_keeps_its_place(store: Store) -> None:
    case = await alerted(store)
    key = PictureKey("b" * 32)
    async with store.unit() as uow:
        for text_ in ("One.", "Two."):
            update = IncidentUpdate(text=text_, at=NOON, another=True, picture=key)
            await uow.incidents.update(case.incident, update)
        await uow.incidents.strike(case.incident, 0)
        struck = await uow.incidents.strike(case.incident, 9)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.incidents.get(case.incident) == struck
        assert [each.text for each in struck.updates] == ["", "Two."]
        assert [each.text for each in struck.words] == ["Two."]
        assert struck.pictures == (key,)


@pytest.mark.parametrize("found", [Aside.HIDDEN, Aside.FLAGGED])
async def test_what_is_set_aside_is_found_by_nobody(store: Store, found: Aside) -> None:
    case = await alerted(store)
    async with store.unit() as uow:
        await uow.incidents.set_aside(case.incident, found)
        assert not await uow.incidents.posted_since(NOON, 9)
        assert not await uow.incidents.happened_between(NOON, NOON)
        kept = await uow.incidents.get(case.incident)
        assert kept is not None
        assert (kept.aside, kept.shown) == (found, False)
