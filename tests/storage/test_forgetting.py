from dataclasses import replace
from datetime import timedelta

from bot.model.agencies import EVERY_AGENCY
from bot.model.ids import PictureKey
from bot.model.incidents import Category, IncidentDraft, Voice
from bot.model.people import nobody_after
from bot.model.pictures import CleanPicture
from bot.ports.stores import Store, UnitOfWork
from tests.fakes import NOON
from tests.storage.street import (
    BLOCK_AT_CORNER,
    area,
    channel,
    circle,
    fire,
    moved_in,
    person,
    request,
    station,
)

DAY = timedelta(days=1)
KEY, STRAY = PictureKey("a" * 32), PictureKey("b" * 32)


async def pictured(uow: UnitOfWork, number: int) -> None:
    draft = IncidentDraft(
        category=Category.FIRE,
        text="Smoke.",
        cell=BLOCK_AT_CORNER,
        near="Rue Jarry",
        happened=NOON,
        picture=KEY,
    )
    for key in (KEY, STRAY):
        await uow.pictures.keep(key, CleanPicture(content=b"smoke"))
    incident = await uow.incidents.add(draft, person(number).id, NOON)
    await uow.deliveries.alert(incident, NOON)


async def test_nothing_is_left_of_somebody(store: Store) -> None:
    async with store.unit() as uow:
        await channel(uow, (await area(uow)).id)
        ana, ben = await moved_in(uow, 1), await moved_in(uow, 2)
        await circle(uow, ana)
        bens = await fire(uow, ben)
        await uow.deliveries.alert(bens, NOON)
        await pictured(uow, 1)
        await uow.witnesses.say(bens.number, person(1).account, Voice.SEEN)
        await uow.flags.flag(bens.number, person(1).account)
        await uow.dialogues.save(ana, "{}")
        await uow.opt_outs.stop(ana, EVERY_AGENCY)
        await uow.commit()
    async with store.unit() as uow:
        await uow.forgetting.person(person(1))
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.people.find(person(1).account) is None
        assert await uow.watches.of(ana) == ()
        assert await uow.incidents.written_by(ana) == ()
        assert await uow.pictures.get(KEY) is None
        assert await uow.dialogues.load(ana) is None
        assert await uow.opt_outs.of(ana) == frozenset()
        assert await uow.witnesses.said(bens.number, person(1).account) is None
        assert await uow.flags.flag(bens.number, person(2).account) == 1
        assert await uow.incidents.written_by(ben) == (bens,)


async def test_a_request_stays_without_its_officer(store: Store) -> None:
    async with store.unit() as uow:
        of = await station(uow)
        asked = await request(uow, of)
        officer = await uow.people.get(of.officer)
        assert officer is not None
        await uow.forgetting.person(officer)
        await uow.commit()
    async with store.unit() as uow:
        kept = await uow.requests.get(asked.number)
        assert kept == replace(asked, officer=nobody_after(officer).id)
        assert await uow.people.get(of.officer) is None
        assert await uow.people.find(officer.account) is None
        assert await uow.agencies.officer(of.officer) is None
        assert await uow.watches.subscribers([of.area], of.agency, 10_000, NOON) == 0


async def test_what_is_old_is_dropped_and_what_is_not_stays(store: Store) -> None:
    async with store.unit() as uow:
        await channel(uow, (await area(uow)).id)
        ana = await moved_in(uow, 1)
        await pictured(uow, 1)
        await uow.dialogues.save(ana, f'{{"picture": "{STRAY}"}}')
        assert await uow.forgetting.media(NOON) == 0
        assert await uow.forgetting.incidents(NOON) == 0
        assert await uow.forgetting.media(NOON + DAY) == 1
        (bare,) = await uow.incidents.written_by(ana)
        assert bare.picture is None
        assert await uow.pictures.get(KEY) is None
        assert await uow.pictures.get(STRAY) is not None, "it is asked about in a dialogue"
        await uow.dialogues.end(ana)
        assert await uow.forgetting.media(NOON) == 1
        assert await uow.pictures.get(STRAY) is None
        assert await uow.forgetting.incidents(NOON + DAY) == 1
        assert await uow.incidents.written_by(ana) == ()
        assert await uow.deliveries.came_to(bare.number) == ()
        await uow.commit()
