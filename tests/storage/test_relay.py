from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.model.ids import QuestionKey, RequestNumber
from bot.model.relay import Question
from bot.ports.stores import Store, UnitOfWork
from storage.units import SqlStore
from tests.fakes import NOON
from tests.storage.street import released, request, saved, station


async def asked(uow: UnitOfWork) -> RequestNumber:
    return (await request(uow, await station(uow))).number


def question(number: int, of: RequestNumber, thread: str, turn: int) -> Question:
    return Question(
        key=QuestionKey(f"{number:032x}"), request=of, thread=thread, sealed=b"?", round=turn
    )


async def test_a_reply_is_saved_once_per_nonce(store: Store) -> None:
    async with store.unit() as uow:
        number = await asked(uow)
        assert await uow.relay.save(saved(2, number, "thread"), "nonce a")
        assert not await uow.relay.save(saved(3, number), "nonce a")
        assert await uow.relay.save(saved(1, number), "nonce b")
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.relay.saved() == (saved(1, number), saved(2, number, "thread"))
        assert not await uow.relay.save(saved(4, number), "nonce b")


async def test_the_tick_puts_released_replies_in_place_of_saved_ones(store: Store) -> None:
    async with store.unit() as uow:
        number = await asked(uow)
        for key in (1, 2, 3):
            await uow.relay.save(saved(key, number), f"nonce {key}")
        new = [released(8, number, "b"), released(7, number, "a")]
        await uow.relay.release([saved(1, number).key, saved(2, number).key], new)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.relay.saved() == (saved(3, number),)
        assert await uow.relay.of(number) == (released(7, number, "a"), released(8, number, "b"))
        assert await uow.relay.get(released(8, number).key) == released(8, number, "b")
        assert await uow.relay.get(saved(1, number).key) is None


async def test_released_replies_come_by_tick_then_by_handle(store: Store) -> None:
    async with store.unit() as uow:
        number = await asked(uow)
        early = replace(released(3, number, "z"), released=NOON.replace(hour=11))
        await uow.relay.release([], [released(1, number, "b"), early, released(2, number, "a")])
        assert [reply.handle for reply in await uow.relay.of(number)] == ["z", "a", "b"]


async def test_what_is_asked_of_all_replies_is_told_without_their_words(store: Store) -> None:
    async with store.unit() as uow:
        police = await station(uow)
        number, other = [(await request(uow, police)).number for _ in range(2)]
        assert await uow.relay.settled(number, NOON)
        threaded = replace(released(1, number, "a"), thread="thread")
        new = [released(2, number, "b"), threaded, released(3, other, "c")]
        await uow.relay.release([], new)
        assert await uow.relay.keys(number) == (new[1].key, new[0].key)
        assert await uow.relay.handles(number) == {each.handle: each.thread for each in new[:2]}
        assert not await uow.relay.settled(number, NOON)
        assert await uow.relay.settled(number, NOON.replace(minute=1))
        await uow.relay.save(saved(4, number), "nonce")
        assert not await uow.relay.settled(number, NOON.replace(minute=1))
        assert await uow.relay.settled(other, NOON.replace(minute=1))


async def test_a_nonce_stays_used_after_the_tick(store: Store) -> None:
    async with store.unit() as uow:
        number = await asked(uow)
        await uow.relay.save(saved(1, number), "nonce")
        await uow.relay.release([saved(1, number).key], [released(2, number)])
        assert not await uow.relay.save(saved(3, number), "nonce")


async def test_only_the_thread_finds_its_questions(store: Store) -> None:
    async with store.unit() as uow:
        number = await asked(uow)
        second = question(1, number, "thread", 2)
        first = question(2, number, "thread", 1)
        for each in (second, first, question(3, number, "another", 1)):
            await uow.relay.ask(each)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.relay.questions(number, "thread") == (first, second)
        assert await uow.relay.questions(RequestNumber(number + 1), "thread") == ()
        assert await uow.relay.question(first.key) == first
        assert await uow.relay.question(QuestionKey("0" * 32)) is None


async def test_closing_destroys_what_belongs_to_this_request_only(store: Store) -> None:
    async with store.unit() as uow:
        police = await station(uow)
        ended = (await request(uow, police)).number
        other = (await request(uow, police)).number
        for number, key in ((ended, 1), (other, 2)):
            await uow.relay.save(saved(key, number), f"nonce {key}")
            await uow.relay.release([], [released(key, number)])
            await uow.relay.ask(question(key, number, "thread", 1))
        await uow.relay.destroy(ended)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.relay.saved() == (saved(2, other),)
        assert await uow.relay.of(ended) == ()
        assert await uow.relay.of(other) == (released(2, other),)
        assert await uow.relay.questions(ended, "thread") == ()
        assert len(await uow.relay.questions(other, "thread")) == 1
        assert await uow.relay.save(saved(3, ended), "nonce 1")


@pytest.mark.parametrize(
    "table", ["saved_reply", "reply", "question", "nonce", "blocked", "person"]
)
async def test_sqlite_keeps_no_row_order_of(table: str, sqlite_store: SqlStore) -> None:
    """In a table WITHOUT ROWID there is nothing but the random key."""
    async with sqlite_store.engine.connect() as connection:
        with pytest.raises(OperationalError, match="no such column: rowid"):
            await connection.execute(text(f"SELECT rowid FROM {table}"))  # noqa: S608 - see above


async def test_on_postgres_the_tick_rewrites_replies_and_nonces_together(
    postgres_store: SqlStore,
) -> None:
    """After it, no `xmin` says when or after whom a reply came."""
    async with postgres_store.unit() as uow:
        number = await asked(uow)
        await uow.commit()
    for key in (1, 2):
        async with postgres_store.unit() as uow:
            await uow.relay.save(saved(key, number), f"nonce {key}")
            await uow.commit()
    async with postgres_store.unit() as uow:
        old = [reply.key for reply in await uow.relay.saved()]
        await uow.relay.release(old, [released(8, number), released(9, number)])
        await uow.commit()
    async with postgres_store.engine.connect() as connection:
        ages = await connection.scalars(
            text("SELECT xmin::text FROM nonce UNION SELECT xmin::text FROM reply")
        )
        assert len(ages.all()) == 1


async def test_a_code_leads_to_its_thread_once_released(store: Store) -> None:
    async with store.unit() as uow:
        number = await asked(uow)
        await uow.relay.save(saved(1, number, "thread", "code"), "nonce")
        assert await uow.relay.coded(number, "code") is None
        (waiting,) = await uow.relay.saved()
        assert waiting == saved(1, number, "thread", "code")
        answered = replace(released(2, number), thread="thread", code="code")
        await uow.relay.release([waiting.key], [answered, released(3, number)])
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.relay.get(answered.key) == answered
        assert await uow.relay.coded(number, "code") == "thread"
        assert await uow.relay.coded(number, "another") is None
        assert await uow.relay.coded(RequestNumber(number + 1), "code") is None


async def test_marks_are_blocked_for_one_request_and_until_it_closes(store: Store) -> None:
    async with store.unit() as uow:
        police = await station(uow)
        one, other = (await request(uow, police)).number, (await request(uow, police)).number
        await uow.relay.block(one, ["b", "a"])
        await uow.relay.block(one, ["a", "c"])
        await uow.relay.block(one, [])
        await uow.relay.block(other, ["d"])
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.relay.blocked(one) == ("a", "b", "c")
        await uow.relay.destroy(one)
        assert await uow.relay.blocked(one) == ()
        assert await uow.relay.blocked(other) == ("d",)
