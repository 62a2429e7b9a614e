"""Replies and questions: rows without a person, a place, an hour or an order."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import QuestionKey, ReplyKey, RequestNumber
from bot.model.relay import Question, ReleasedReply, SavedReply
from storage.inserts import insert_into
from storage.tables import BlockedRow, NonceRow, QuestionRow, ReplyRow, SavedReplyRow


class Relay:
    """The tables `saved_reply`, `reply`, `question`, `nonce` and `blocked`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def save(self, reply: SavedReply, nonce_digest: str) -> bool:
        """Save a reply once per nonce; False when this nonce was seen before."""
        fresh = await self._session.scalar(
            insert_into(self._session, NonceRow)
            .values(digest=nonce_digest, request=reply.request)
            .on_conflict_do_nothing()
            .returning(col(NonceRow.digest))
        )
        if fresh is None:
            return False
        row = SavedReplyRow(
            key=reply.key,
            request=reply.request,
            sealed=reply.sealed,
            sealed_picture=reply.sealed_picture,
            thread=reply.thread,
            code=reply.code,
        )
        self._session.add(row)
        await self._session.flush()
        return True

    async def saved(self) -> tuple[SavedReply, ...]:
        """All replies that wait for the tick, by key."""
        rows = await self._session.scalars(select(SavedReplyRow))
        return tuple(sorted(map(_saved, rows), key=lambda reply: reply.key))

    async def release(self, old: Collection[ReplyKey], new: Sequence[ReleasedReply]) -> None:
        """Rewrite: the old rows are deleted, the new ones inserted in the order given.

        The nonces of these requests are rewritten, too, in the order of their digests:
        PostgreSQL would tell by `xmin` between which neighbours in time each came in.
        """
        connection = await self._session.connection()
        waiting = delete(SavedReplyRow.__table__).where(  # type: ignore[attr-defined] # SQLModel
            col(SavedReplyRow.key) == bindparam("old")
        )
        if old:
            await connection.execute(waiting, [{"old": key} for key in old])
        if new:
            await self._session.execute(insert(ReplyRow), [_reply_values(reply) for reply in new])
        for request in sorted({reply.request for reply in new}):
            await self._rewrite_nonces(request)

    async def get(self, key: ReplyKey) -> ReleasedReply | None:
        """A released reply."""
        row = await self._session.get(ReplyRow, key)
        return None if row is None else _released(row)

    async def of(self, request: RequestNumber) -> tuple[ReleasedReply, ...]:
        """The released replies of a request, by tick, then by handle."""
        rows = await self._session.scalars(
            select(ReplyRow).where(col(ReplyRow.request) == request)
        )
        return tuple(
            sorted(map(_released, rows), key=lambda reply: (reply.released, reply.handle))
        )

    async def keys(self, request: RequestNumber) -> tuple[ReplyKey, ...]:
        """The keys of the released replies of a request, sorted."""
        keys = await self._session.scalars(
            select(col(ReplyRow.key)).where(col(ReplyRow.request) == request)
        )
        return tuple(sorted(map(ReplyKey, keys)))

    async def handles(self, request: RequestNumber) -> Mapping[str, str | None]:
        """The handles of the released replies of a request, each with its thread if it has one."""
        rows = await self._session.execute(
            select(col(ReplyRow.handle), col(ReplyRow.thread))
            .where(col(ReplyRow.request) == request)
            .distinct()
        )
        return {row.handle: row.thread for row in rows}

    async def settled(self, request: RequestNumber, tick: datetime) -> bool:
        """Whether no reply to a request waits for a tick, or was released at this one or later."""
        waits = exists().where(col(SavedReplyRow.request) == request)
        leaves = exists().where(col(ReplyRow.request) == request, col(ReplyRow.released) >= tick)
        return not await self._session.scalar(select(or_(waits, leaves)))

    async def coded(self, request: RequestNumber, code: str) -> str | None:
        """The thread of the released replies that bear a code."""
        threads = select(col(ReplyRow.thread)).where(
            col(ReplyRow.request) == request, col(ReplyRow.code) == code
        )
        return await self._session.scalar(threads.limit(1))

    async def ask(self, question: Question) -> None:
        """Keep a question."""
        row = QuestionRow(
            key=question.key,
            request=question.request,
            thread=question.thread,
            sealed=question.sealed,
            round=question.round,
        )
        self._session.add(row)
        await self._session.flush()

    async def questions(self, request: RequestNumber, thread: str) -> tuple[Question, ...]:
        """The questions of a thread, by round."""
        rows = await self._session.scalars(
            select(QuestionRow).where(
                col(QuestionRow.request) == request, col(QuestionRow.thread) == thread
            )
        )
        return tuple(sorted(map(_question, rows), key=lambda asked: (asked.round, asked.key)))

    async def question(self, key: QuestionKey) -> Question | None:
        """One question."""
        row = await self._session.get(QuestionRow, key)
        return None if row is None else _question(row)

    async def block(self, request: RequestNumber, marks: Collection[str]) -> None:
        """Take no more replies from the copies that left these marks."""
        for mark in marks:
            row = insert_into(self._session, BlockedRow).values(request=request, mark=mark)
            await self._session.execute(row.on_conflict_do_nothing())

    async def blocked(self, request: RequestNumber) -> tuple[str, ...]:
        """The marks of a request that are blocked, sorted."""
        marks = select(col(BlockedRow.mark)).where(col(BlockedRow.request) == request)
        return tuple(sorted(await self._session.scalars(marks)))

    async def destroy(self, request: RequestNumber) -> None:
        """Delete replies, questions, nonces and blocks of a request."""
        for gone in (
            delete(SavedReplyRow).where(col(SavedReplyRow.request) == request),
            delete(ReplyRow).where(col(ReplyRow.request) == request),
            delete(QuestionRow).where(col(QuestionRow.request) == request),
            delete(NonceRow).where(col(NonceRow.request) == request),
            delete(BlockedRow).where(col(BlockedRow.request) == request),
        ):
            await self._session.execute(gone)

    async def _rewrite_nonces(self, request: RequestNumber) -> None:
        digests = await self._session.scalars(
            delete(NonceRow)
            .where(col(NonceRow.request) == request)
            .returning(col(NonceRow.digest))
        )
        rows = [{"digest": digest, "request": request} for digest in sorted(digests)]
        if rows:
            await self._session.execute(insert(NonceRow), rows)


def _reply_values(reply: ReleasedReply) -> dict[str, object]:
    return {
        "key": reply.key,
        "request": reply.request,
        "handle": reply.handle,
        "sealed": reply.sealed,
        "sealed_picture": reply.sealed_picture,
        "thread": reply.thread,
        "code": reply.code,
        "released": reply.released,
    }


def _saved(row: SavedReplyRow) -> SavedReply:
    return SavedReply(
        key=ReplyKey(row.key),
        request=RequestNumber(row.request),
        sealed=row.sealed,
        sealed_picture=row.sealed_picture,
        thread=row.thread,
        code=row.code,
    )


def _released(row: ReplyRow) -> ReleasedReply:
    return ReleasedReply(
        key=ReplyKey(row.key),
        request=RequestNumber(row.request),
        handle=row.handle,
        sealed=row.sealed,
        sealed_picture=row.sealed_picture,
        thread=row.thread,
        code=row.code,
        released=row.released,
    )


def _question(row: QuestionRow) -> Question:
    return Question(
        key=QuestionKey(row.key),
        request=RequestNumber(row.request),
        thread=row.thread,
        sealed=row.sealed,
        round=row.round,
    )
