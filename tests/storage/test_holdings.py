"""What is kept of somebody is given out, and forgotten: no table is left out."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import chain

from sqlalchemy import LargeBinary, Table, select
from sqlmodel import SQLModel

from bot.model.agencies import EVERY_AGENCY, Badge, Probation
from bot.model.channels import MessageRef
from bot.model.deliveries import DeliveryKind, DeliveryState, Message
from bot.model.hours import Hours
from bot.model.ids import ChannelId, IncidentNumber, PictureKey
from bot.model.incidents import Category, IncidentDraft, IncidentUpdate, Voice
from bot.model.moderation import Appeal, Ruling, Says, Silence
from bot.model.people import Person
from bot.model.pictures import CleanPicture
from bot.model.requests import RequestDraft
from bot.ports.stores import Store, UnitOfWork
from bot.services import privacy
from storage.units import SqlStore
from storage.vault import Vault
from tests.fakes import NOON
from tests.storage.street import (
    BLOCK_AT_CORNER,
    TELEGRAM,
    Station,
    area,
    channel,
    circle,
    fire,
    moved_in,
    person,
    request,
    station,
)

HELD = {
    "person": "account",
    "hours": "hours",
    "watch": "watches",
    "cover": "watches",
    "incident": "reports",
    "incident_update": "reports",
    "picture": "reports",
    "ruling": "moderators_decided",
    "appeal": "moderators_decided",
    "witness": "voices",
    "flag": "flags",
    "silence": "asked_not_to_report",
    "opt_out": "no_requests_of",
    "delivery": "messages",
    "dialogue": "unfinished_dialogue",
    "officer": "officer",
    "badge": "officer",
    "probation": "proves_himself",
    "mailed_code": "codes_mailed",
    "proposal": "wanted_to_ask",
    "request": "asked",
}
"""Tables that hold something of a person, and where `/mydata` writes it out."""

NOBODYS = {
    "area", "area_cell", "channel", "snippet", "prompt_count", "master_proof", "mark", "turn",
    "agency", "jurisdiction", "admission", "officer_code", "ledger",
    "audit", "place_asked",  # /mydata says why nothing there is found from a person
    "saved_reply", "reply", "question", "blocked", "bell", "nonce",  # RELAY: never from a person
}  # fmt: skip

STAYS = {"silence"}
"""`/forgetme` says that a mute stays, under its mark."""

NUMBER, OTHER = 900, 2
KEY = PictureKey("a" * 32)
LATER = NOON + timedelta(days=1)


def leads_to_people(table: Table) -> bool:
    """Whether a row names a person, by key or by a keyed mark of his account."""
    named = {key.column.table.name for key in table.foreign_keys} & {"person", "officer"}
    marked = any(isinstance(each.type, LargeBinary) and each.name == "mark" for each in table.c)
    return bool(named) or marked


def test_no_table_is_forgotten() -> None:
    tables = SQLModel.metadata.tables
    assert set(HELD) | NOBODYS == set(tables), "a new table holds something of people, or does not"
    assert not set(HELD) & NOBODYS
    assert {name for name, table in tables.items() if leads_to_people(table)} <= set(HELD)


async def lived(uow: UnitOfWork) -> tuple[Person, IncidentNumber]:
    """Somebody of whom every table holds something; the number is that of another's report."""
    of, bens = await station(uow, NUMBER), await fire(uow, await moved_in(uow, OTHER))
    roy, there = person(NUMBER), (await channel(uow, (await area(uow)).id)).id
    await circle(uow, roy.id)
    await uow.people.keep_hours(roy.id, Hours(zone="America/Toronto"), NOON)
    await reported(uow, roy, there)
    await uow.witnesses.say(bens.number, roy.account, Voice.SEEN)
    await uow.flags.flag(bens.number, roy.account)
    await uow.opt_outs.stop(roy.id, EVERY_AGENCY)
    await uow.dialogues.save(roy.id, "{}")
    await served(uow, of)
    await uow.deliveries.tell(DeliveryKind.RULING, "1.1", people=[roy.id], now=NOON)
    return roy, bens.number


async def reported(uow: UnitOfWork, who: Person, there: ChannelId) -> None:
    """A report with a photo and an update, on which a channel ruled."""
    await uow.pictures.keep(KEY, CleanPicture(content=b"smoke"))
    story = IncidentDraft(
        category=Category.FIRE,
        text="Smoke.",
        cell=BLOCK_AT_CORNER,
        near="Rue Jarry",
        happened=NOON,
        picture=KEY,
    )
    his = await uow.incidents.add(story, who.id, NOON)
    await uow.deliveries.alert(his, NOON)
    await uow.incidents.update(his.number, IncidentUpdate(text="It is out.", at=NOON))
    await uow.rulings.keep(Ruling(incident=his.number, channel=there, says=Says.HIDDEN))
    await uow.rulings.appeal(Appeal(incident=his.number, channel=there, text="It was so."))
    silence = Silence(incident=his.number, channel=there, until=None)
    await uow.silences.keep(silence, who.account)


async def served(uow: UnitOfWork, of: Station) -> None:
    """An officer who has asked, wants to ask, and proves himself anew."""
    await uow.badges.pin(Badge(person=of.officer, address="roy@spvm.ca", secret="", until=LATER))
    await uow.badges.begin(Probation(person=of.officer, agency=of.agency, until=LATER))
    await uow.mailed.keep(of.officer, "verify", "12345678", LATER)
    await request(uow, of)
    draft = RequestDraft(
        agency=of.agency,
        officer=of.officer,
        case="MTL-26-2",
        text="And a red one?",
        cell=BLOCK_AT_CORNER,
        near="Rue Jarry",
        window_from=NOON,
        window_until=NOON,
        closes=LATER,
    )
    await uow.proposals.add(draft, LATER)


async def test_what_is_found_from_somebody_is_his_alone(store: Store) -> None:
    async with store.unit() as uow:
        roy, bens = await lived(uow)
        ben = person(OTHER)
        await uow.witnesses.say(bens, person(3).account, Voice.DENIED)
        assert await uow.holdings.voices(roy.account) == {bens: Voice.SEEN}
        assert await uow.holdings.flags(roy.account) == (bens,)
        assert await uow.holdings.codes(roy.id) == {"verify": LATER}
        (proposal,) = await uow.holdings.proposals(roy.id)
        kept = await uow.proposals.get(proposal)
        assert kept is not None
        assert kept.draft.text == "And a red one?"
        assert await uow.holdings.requests(roy.id) == (1,)
        assert await uow.holdings.voices(ben.account) == {}
        assert await uow.holdings.flags(ben.account) == ()
        assert await uow.holdings.codes(ben.id) == {}
        assert await uow.holdings.proposals(ben.id) == ()
        assert await uow.holdings.requests(ben.id) == ()
        await uow.commit()


async def test_messages_are_found_with_where_they_stand(store: Store) -> None:
    async with store.unit() as uow:
        roy, _ = await lived(uow)
        await uow.commit()
    async with store.unit() as uow:
        owed = await uow.deliveries.claim(TELEGRAM, NOON, most=10)
        (his,) = [each for each in owed if each.person == roy.id]
        at = MessageRef(chat="77", message="5")
        await uow.deliveries.sent(his.id, at, his.owed)
        assert await uow.holdings.messages(roy.id) == (
            Message(
                kind=DeliveryKind.RULING,
                subject="1.1",
                state=DeliveryState.SENT,
                due=NOON,
                distance=0,
                posted=at,
            ),
        )
        assert await uow.holdings.messages(person(OTHER).id) == ()
        await uow.commit()


async def test_every_table_is_written_out_and_nothing_is_left_in_any(
    sqlite_store: SqlStore, vault: Vault
) -> None:
    async with sqlite_store.unit() as uow:
        roy, bens = await lived(uow)
        await uow.commit()
    async with sqlite_store.unit() as uow:
        held = json.loads((await privacy.written_out(uow, roy.account)).content)
        assert {name for name, part in HELD.items() if not held[part]} == set()
    before = await rows(sqlite_store, HELD)
    assert {name for name, lines in before.items() if not lines} == set()
    async with sqlite_store.unit() as uow:
        await privacy.forget(uow, roy.account, NOON)
        await uow.commit()
    marks = (vault.witness(roy.account, bens), vault.flag(roy.account, bens))
    traces = (roy.id, roy.account.id, vault.look_up(roy.account), *marks)
    for name, lines in (await rows(sqlite_store, SQLModel.metadata.tables)).items():
        for value in chain.from_iterable(lines):
            assert not any(within(trace, value) for trace in traces), name
    assert await rows(sqlite_store, STAYS) == {name: before[name] for name in STAYS}


def within(trace: int | str | bytes, value: object) -> bool:
    """Whether a value is a trace of somebody, or holds one."""
    if isinstance(trace, str) and isinstance(value, str):
        return trace in value
    return trace == value


async def rows(store: SqlStore, names: Iterable[str]) -> Mapping[str, list[tuple[object, ...]]]:
    """All that these tables hold."""
    tables = SQLModel.metadata.tables
    async with store.engine.connect() as connection:
        return {
            name: [tuple(row) for row in await connection.execute(select(tables[name]))]
            for name in names
        }
