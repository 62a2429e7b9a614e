"""Replies and questions, in memory."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.model.ids import QuestionKey, ReplyKey, RequestNumber
from bot.model.relay import Question, ReleasedReply, SavedReply
from storage.memory.rows import Rows


class Relay:
    """Replies, questions and nonces by key, blocks by request."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def save(self, reply: SavedReply, nonce_digest: str) -> bool:
        """Save a reply once per nonce; False when this nonce was seen before."""
        if nonce_digest in self._rows.nonces:
            return False
        self._rows.nonces[nonce_digest] = reply.request
        self._rows.saved[reply.key] = reply
        return True

    async def saved(self) -> tuple[SavedReply, ...]:
        """All replies that wait for the tick, by key."""
        return tuple(reply for _, reply in sorted(self._rows.saved.items()))

    async def release(self, old: Collection[ReplyKey], new: Sequence[ReleasedReply]) -> None:
        """Rewrite: the old rows are deleted, the new ones inserted in the order given."""
        for key in old:
            self._rows.saved.pop(key, None)
        self._rows.released.update({reply.key: reply for reply in new})

    async def get(self, key: ReplyKey) -> ReleasedReply | None:
        """A released reply."""
        return self._rows.released.get(key)

    async def of(self, request: RequestNumber) -> tuple[ReleasedReply, ...]:
        """The released replies of a request, by tick, then by handle."""
        theirs = (reply for reply in self._rows.released.values() if reply.request == request)
        return tuple(sorted(theirs, key=lambda reply: (reply.released, reply.handle)))

    async def keys(self, request: RequestNumber) -> tuple[ReplyKey, ...]:
        """The keys of the released replies of a request, sorted."""
        return tuple(sorted(reply.key for reply in await self.of(request)))

    async def handles(self, request: RequestNumber) -> Mapping[str, str | None]:
        """The handles of the released replies of a request, each with its thread if it has one."""
        return {reply.handle: reply.thread for reply in await self.of(request)}

    async def settled(self, request: RequestNumber, tick: datetime) -> bool:
        """Whether no reply to a request waits for a tick, or was released at this one or later."""
        waits = any(reply.request == request for reply in self._rows.saved.values())
        return not waits and all(reply.released < tick for reply in await self.of(request))

    async def coded(self, request: RequestNumber, code: str) -> str | None:
        """The thread of the released replies that bear a code."""
        theirs = await self.of(request)
        return next((reply.thread for reply in theirs if reply.code == code), None)

    async def ask(self, question: Question) -> None:
        """Keep a question."""
        self._rows.questions[question.key] = question

    async def questions(self, request: RequestNumber, thread: str) -> tuple[Question, ...]:
        """The questions of a thread, by round."""
        theirs = (
            question
            for question in self._rows.questions.values()
            if (question.request, question.thread) == (request, thread)
        )
        return tuple(sorted(theirs, key=lambda question: (question.round, question.key)))

    async def question(self, key: QuestionKey) -> Question | None:
        """One question."""
        return self._rows.questions.get(key)

    async def block(self, request: RequestNumber, marks: Collection[str]) -> None:
        """Take no more replies from the copies that left these marks."""
        if marks:
            before = self._rows.blocked.get(request, frozenset())
            self._rows.blocked[request] = before | frozenset(marks)

    async def blocked(self, request: RequestNumber) -> tuple[str, ...]:
        """The marks of a request that are blocked, sorted."""
        return tuple(sorted(self._rows.blocked.get(request, ())))

    async def destroy(self, request: RequestNumber) -> None:
        """Delete replies, questions, nonces and blocks of a request."""
        rows = self._rows
        rows.saved = {k: reply for k, reply in rows.saved.items() if reply.request != request}
        rows.released = {
            k: reply for k, reply in rows.released.items() if reply.request != request
        }
        rows.questions = {
            k: asked for k, asked in rows.questions.items() if asked.request != request
        }
        rows.nonces = {digest: of for digest, of in rows.nonces.items() if of != request}
        rows.blocked.pop(request, None)
