"""Badges, mailed codes, admissions and proposals: the same on the fake and on both databases."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from bot.model.agencies import Badge, Officer, Probation
from bot.model.ids import AgencyId, ChannelId, PersonId, ProposalId, RequestNumber
from bot.model.proposals import ProposalState
from bot.model.requests import RequestDraft
from bot.ports.officers import MOST_TRIES
from bot.ports.stores import Store, UnitOfWork
from storage.units import SqlStore
from tests.fakes import NOON
from tests.storage.street import BLOCK_AT_CORNER, Station, channel, moved_in, request, station

SOON, LATE = NOON + timedelta(minutes=10), NOON + timedelta(days=1)
BLINK = timedelta(microseconds=1)
SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105 - of nobody
ABOUT, CODE = "verify", "12345678"


def badge(person: PersonId, address: str = "roy@police.example") -> Badge:
    return Badge(person=person, address=address, secret=SECRET, until=LATE)


async def test_a_badge_is_given_back_whole(store: Store) -> None:
    async with store.unit() as uow:
        roy = (await station(uow)).officer
        assert await uow.badges.pin(badge(roy)) == ()
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.badges.of(roy) == badge(roy)
        await uow.badges.renew(roy, SOON)
        assert await uow.badges.of(roy) == replace(badge(roy), until=SOON)
        assert await uow.badges.pin(badge(roy, "roy.b@police.example")) == ()
        assert await uow.badges.of(roy) == badge(roy, "roy.b@police.example")


async def test_a_mailbox_is_one_officers(store: Store) -> None:
    async with store.unit() as uow:
        force = await station(uow)
        roy, other = force.officer, await moved_in(uow, 2)
        await uow.badges.pin(badge(roy))
        await uow.agencies.appoint(Officer(person=other, agency=force.agency))
        assert await uow.badges.pin(badge(other)) == (roy,)
        assert await uow.badges.of(roy) is None
        assert await uow.agencies.officer(roy) is None
        assert await uow.badges.of(other) == badge(other)


async def test_an_officer_is_found_by_his_mailbox_and_let_go(store: Store) -> None:
    async with store.unit() as uow:
        roy = (await station(uow)).officer
        await uow.badges.pin(badge(roy))
        assert await uow.badges.holder("roy@police.example") == roy
        assert await uow.badges.holder("mia@police.example") is None
        await uow.agencies.let_go(roy)
        assert await uow.agencies.officer(roy) is None
        assert await uow.badges.of(roy) is None
        assert await uow.badges.holder("roy@police.example") is None


async def test_a_time_step_is_used_once_and_none_before_it(store: Store) -> None:
    async with store.unit() as uow:
        roy = (await station(uow)).officer
        assert not await uow.badges.use(roy, 7)
        await uow.badges.pin(badge(roy))
        assert [await uow.badges.miss(roy) for _ in range(3)] == [1, 2, 3]
        assert [await uow.badges.use(roy, step) for step in (7, 7, 6, 8)] == [
            True,
            False,
            False,
            True,
        ]
        kept = await uow.badges.of(roy)
        assert kept is not None
        assert (kept.step, kept.wrong) == (8, 0)


async def test_who_proves_himself_is_remembered_until_then(store: Store) -> None:
    async with store.unit() as uow:
        force, who = await station(uow), await moved_in(uow, 2)
        begun = Probation(person=who, agency=force.agency, until=SOON)
        await uow.badges.begin(begun)
        assert await uow.badges.probation(who) == begun
        further = replace(begun, address="roy@police.example", secret=SECRET)
        await uow.badges.begin(further)
        assert await uow.badges.probation(who) == further
        await uow.badges.forget_before(SOON - timedelta(seconds=1))
        assert await uow.badges.probation(who) == further
        await uow.badges.forget_before(SOON)
        assert await uow.badges.probation(who) is None
        await uow.badges.begin(begun)
        await uow.badges.end(who)
        assert await uow.badges.probation(who) is None


async def test_a_mailed_code_works_once_for_whom_it_was_mailed_to(store: Store) -> None:
    async with store.unit() as uow:
        roy, eve = await moved_in(uow, 1), await moved_in(uow, 2)
        await uow.mailed.keep(roy, ABOUT, CODE, SOON)
        assert await uow.mailed.expires(roy, ABOUT) == SOON
        assert not await uow.mailed.use(eve, ABOUT, CODE, NOON)
        assert not await uow.mailed.use(roy, "another thing", CODE, NOON)
        assert not await uow.mailed.use(roy, ABOUT, CODE, SOON)
        assert await uow.mailed.use(roy, ABOUT, CODE, NOON)
        assert not await uow.mailed.use(roy, ABOUT, CODE, NOON)
        assert await uow.mailed.expires(roy, ABOUT) is None


async def test_after_so_many_tries_the_right_code_is_wrong_too(store: Store) -> None:
    async with store.unit() as uow:
        roy = await moved_in(uow, 1)
        await uow.mailed.keep(roy, ABOUT, CODE, SOON)
        for _ in range(MOST_TRIES):
            assert not await uow.mailed.use(roy, ABOUT, "87654321", NOON)
        assert not await uow.mailed.use(roy, ABOUT, CODE, NOON)
        await uow.mailed.keep(roy, ABOUT, CODE, SOON)
        assert await uow.mailed.use(roy, ABOUT, CODE, NOON)
        await uow.mailed.keep(roy, ABOUT, CODE, SOON)
        await uow.mailed.forget_before(SOON)
        assert await uow.mailed.expires(roy, ABOUT) is None


async def test_nothing_that_proves_anything_can_be_read_in_the_database(
    sql_store: SqlStore,
) -> None:
    async with sql_store.unit() as uow:
        force = await station(uow)
        await uow.badges.pin(badge(force.officer))
        who = await moved_in(uow, 2)
        begun = Probation(person=who, agency=force.agency, until=SOON, secret=SECRET)
        await uow.badges.begin(replace(begun, address="mia@police.example"))
        await uow.mailed.keep(who, ABOUT, CODE, SOON)
        await uow.commit()
    read = b""
    async with sql_store.engine.connect() as connection:
        for table in ("badge", "probation", "mailed_code"):
            for row in await connection.execute(text(f"SELECT * FROM {table}")):  # noqa: S608 - ours
                read += b"|".join(
                    each if isinstance(each, bytes) else str(each).encode() for each in row
                )
    assert len(read) > 200
    for words in ("police.example", "roy", "mia", SECRET, CODE):
        assert words.encode() not in read


async def admitting(uow: UnitOfWork, agency: AgencyId) -> frozenset[ChannelId]:
    return await uow.admissions.admitting(agency)


async def test_a_channel_says_of_each_agency_whether_it_takes_its_requests(store: Store) -> None:
    async with store.unit() as uow:
        one, other = await station(uow, 900), await station(uow, 901)
        here = (await channel(uow, one.area)).id
        there = (await channel(uow, one.area, chat="-200")).id
        assert await uow.admissions.decided(here, one.agency) is None
        await uow.admissions.decide(here, one.agency, NOON, admitted=True)
        await uow.admissions.decide(there, one.agency, NOON, admitted=False)
        await uow.admissions.decide(there, other.agency, NOON, admitted=True)
        assert await uow.admissions.decided(here, one.agency) is True
        assert await uow.admissions.decided(there, one.agency) is False
        assert await admitting(uow, one.agency) == {here}
        assert await admitting(uow, other.agency) == {there}


async def test_when_a_channel_changed_its_mind_is_known(store: Store) -> None:
    async with store.unit() as uow:
        force = await station(uow)
        here = (await channel(uow, force.area)).id
        await uow.admissions.decide(here, force.agency, NOON, admitted=True)
        await uow.admissions.decide(here, force.agency, SOON, admitted=True)
        assert await uow.admissions.changed_since(force.agency, NOON - BLINK) == {here}
        assert await uow.admissions.changed_since(force.agency, NOON) == set()
        await uow.admissions.decide(here, force.agency, SOON, admitted=False)
        assert await uow.admissions.changed_since(force.agency, SOON - BLINK) == {here}
        assert await admitting(uow, force.agency) == set()


def draft(of: Station) -> RequestDraft:
    return RequestDraft(
        agency=of.agency,
        officer=of.officer,
        case="MTL-26-1",
        text="Did you see a grey van? ¿Y usted?",
        cell=BLOCK_AT_CORNER,
        near="Rue Jarry",
        window_from=NOON - timedelta(hours=3),
        window_until=NOON,
        closes=NOON + timedelta(days=7),
    )


async def test_a_proposal_is_kept_word_for_word(store: Store) -> None:
    async with store.unit() as uow:
        force = await station(uow)
        kept = await uow.proposals.add(draft(force), SOON)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.proposals.get(kept.id) == kept
        assert kept.draft == draft(force)
        assert (kept.state, kept.expires, kept.request) == (ProposalState.CODE, SOON, None)
        assert await uow.proposals.get(ProposalId(kept.id + 1)) is None


async def test_of_two_who_turn_a_proposal_one_is_too_late(store: Store) -> None:
    async with store.unit() as uow:
        force = await station(uow)
        kept = (await uow.proposals.add(draft(force), SOON)).id
        code, second = ProposalState.CODE, ProposalState.SECOND
        assert await uow.proposals.turn(kept, second, code, LATE)
        assert not await uow.proposals.turn(kept, second, code, LATE)
        assert await uow.proposals.turn(kept, ProposalState.ASKED, second, LATE)
        assert not await uow.proposals.turn(kept, ProposalState.REFUSED, second, LATE)
        number = (await request(uow, force)).number
        await uow.proposals.number(kept, number)
        asked = await uow.proposals.get(kept)
        assert asked is not None
        assert (asked.state, asked.request) == (ProposalState.ASKED, RequestNumber(number))


async def test_an_agency_sees_what_was_not_asked_newest_first(store: Store) -> None:
    async with store.unit() as uow:
        force, other = await station(uow, 900), await station(uow, 901)
        first, second, third = [(await uow.proposals.add(draft(force), SOON)).id for _ in range(3)]
        await uow.proposals.add(draft(other), SOON)
        await uow.proposals.turn(second, ProposalState.ASKED, ProposalState.CODE, SOON)
        found = await uow.proposals.of(force.agency)
        assert [each.id for each in found] == [third, first]


async def test_what_waited_too_long_is_due_and_forgotten_afterwards(store: Store) -> None:
    async with store.unit() as uow:
        force = await station(uow)
        soon = (await uow.proposals.add(draft(force), SOON)).id
        late = (await uow.proposals.add(draft(force), LATE)).id
        assert [each.id for each in await uow.proposals.due(SOON)] == [soon]
        assert await uow.proposals.due(NOON) == ()
        await uow.proposals.forget_before(LATE)
        assert [each.id for each in await uow.proposals.of(force.agency)] == [late, soon]
        await uow.proposals.turn(soon, ProposalState.EXPIRED, ProposalState.CODE, SOON)
        await uow.proposals.forget_before(SOON)
        assert [each.id for each in await uow.proposals.of(force.agency)] == [late]
