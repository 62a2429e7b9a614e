from datetime import timedelta, timezone

import pytest

from bot.model.ids import IncidentNumber, PictureKey
from bot.model.incidents import Category, IncidentDraft, IncidentState, IncidentUpdate
from bot.ports.stores import Store
from tests.fakes import NOON
from tests.storage.street import BLOCK_AT_CORNER, fire, moved_in


async def test_a_report_comes_back_as_it_was_given(store: Store) -> None:
    draft = IncidentDraft(
        category=Category.THEFT,
        text="A bicycle 🚲 is gone.",
        cell=BLOCK_AT_CORNER,
        near="Rue Jarry & Rue Lajeunesse",
        happened=NOON - timedelta(hours=1),
        picture=PictureKey("a" * 32),
    )
    async with store.unit() as uow:
        reporter = await moved_in(uow, 1)
        kept = await uow.incidents.add(draft, reporter, NOON)
        await uow.commit()
    async with store.unit() as uow:
        found = await uow.incidents.get(kept.number)
        assert found == kept
        assert (kept.state, kept.version, kept.updates) == (IncidentState.OPEN, 1, ())
        assert (kept.text, kept.cell, kept.picture) == (draft.text, draft.cell, draft.picture)
        assert (kept.happened, kept.posted) == (draft.happened, NOON)


async def test_a_moment_comes_back_in_utc_whatever_its_zone(store: Store) -> None:
    async with store.unit() as uow:
        reporter = await moved_in(uow, 1)
        incident = await fire(uow, reporter)
        local = NOON.astimezone(timezone(timedelta(hours=-4)))
        await uow.incidents.update(incident.number, IncidentUpdate(text="Out.", at=local))
        await uow.commit()
    async with store.unit() as uow:
        found = await uow.incidents.get(incident.number)
        assert found is not None
        assert found.updates[0].at == NOON
        assert found.posted.utcoffset() == timedelta(0)


async def test_updates_and_turns_make_the_version_grow(store: Store) -> None:
    async with store.unit() as uow:
        incident = await fire(uow, await moved_in(uow, 1))
        first = IncidentUpdate(text="Firefighters are here.", at=NOON)
        second = IncidentUpdate(text="It is out.", at=NOON, corrects=True)
        await uow.incidents.update(incident.number, first)
        await uow.incidents.update(incident.number, second)
        resolved = await uow.incidents.turn(incident.number, IncidentState.RESOLVED)
        await uow.commit()
    assert resolved.updates == (first, second)
    assert (resolved.version, resolved.state) == (4, IncidentState.RESOLVED)
    async with store.unit() as uow:
        assert await uow.incidents.get(incident.number) == resolved


async def test_a_reporters_incidents_come_newest_first_and_ten_at_most(store: Store) -> None:
    async with store.unit() as uow:
        who, neighbour = await moved_in(uow, 1), await moved_in(uow, 2)
        theirs = [await fire(uow, who) for _ in range(12)]
        await fire(uow, neighbour)
        withdrawn = await uow.incidents.turn(theirs[11].number, IncidentState.WITHDRAWN)
        expected = tuple(reversed(theirs[1:11]))
        assert await uow.incidents.of(who, IncidentState.OPEN) == expected
        assert await uow.incidents.of(who, IncidentState.WITHDRAWN) == (withdrawn,)


async def test_what_was_posted_lately_comes_newest_first_with_its_updates(store: Store) -> None:
    async with store.unit() as uow:
        who = await moved_in(uow, 1)
        theirs = [await fire(uow, who) for _ in range(4)]
        added = IncidentUpdate(text="Out.", at=NOON)
        changed = await uow.incidents.update(theirs[0].number, added)
        await uow.incidents.turn(theirs[1].number, IncidentState.WITHDRAWN)
        resolved = await uow.incidents.turn(theirs[2].number, IncidentState.RESOLVED)
        await uow.commit()
    async with store.unit() as uow:
        found = await uow.incidents.posted_since(NOON, 10)
        assert found == (theirs[3], resolved, changed)
        assert await uow.incidents.posted_since(NOON, 1) == (theirs[3],)
        assert await uow.incidents.posted_since(NOON + timedelta(seconds=1), 10) == ()


async def test_an_unknown_incident_is_none_and_cannot_change(store: Store) -> None:
    async with store.unit() as uow:
        assert await uow.incidents.get(IncidentNumber(7)) is None
        with pytest.raises(LookupError):
            await uow.incidents.turn(IncidentNumber(7), IncidentState.RESOLVED)
