"""Requests, the ledger of them, and replies whose authors nobody keeps, as ports."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model.audiences import Audience
from bot.model.ids import AgencyId, EntryNumber, QuestionKey, ReplyKey, RequestNumber
from bot.model.ledger import LedgerEntry, LedgerKind, LedgerLine
from bot.model.relay import Question, ReleasedReply, SavedReply, Waiting
from bot.model.requests import Ending, Request, RequestDraft


class Requests(Protocol):
    """Requests for assistance."""

    async def add(self, draft: RequestDraft, audience: Audience, asked: datetime) -> Request:
        """Keep a request and give it the next number."""
        ...

    async def get(self, number: RequestNumber) -> Request | None:
        """The request with this number."""
        ...

    async def of(self, agency: AgencyId) -> tuple[Request, ...]:
        """The agency's requests, newest first, at most ten."""
        ...

    async def since(self, agency: AgencyId, moment: datetime) -> tuple[Request, ...]:
        """The agency's requests asked after the moment, oldest first."""
        ...

    async def due(self, now: datetime) -> tuple[Request, ...]:
        """Open requests whose closing moment has come."""
        ...

    async def end(self, number: RequestNumber, ending: Ending) -> None:
        """It takes no answers any more."""
        ...

    async def in_case(self, agency: AgencyId, case: str) -> int:
        """How many requests of an agency name this case, in whatever letters and dashes."""
        ...


class Ledger(Protocol):
    """The public, hash-chained list of what agencies asked and how it ended."""

    async def append(self, line: LedgerLine) -> LedgerEntry:
        """Write the next entry; of two who write at once, one waits for the other."""
        ...

    async def head(self) -> LedgerEntry | None:
        """The newest entry."""
        ...

    async def page(self, before: EntryNumber | None, most: int) -> tuple[LedgerEntry, ...]:
        """Entries from before a number, or from the head, newest first."""
        ...

    async def since(self, number: EntryNumber) -> tuple[LedgerEntry, ...]:
        """Entries after this one, oldest first; after 0 they are all there is."""
        ...

    async def of(self, request: RequestNumber) -> tuple[LedgerEntry, ...]:
        """Entries about a request, oldest first."""
        ...

    async def tally(self) -> Mapping[LedgerKind, int]:
        """How many entries there are of each kind; a kind without one is left out."""
        ...


class Relay(Protocol):
    """Replies and questions. Nothing here knows a person, a chat or an hour of arrival."""

    async def save(self, reply: SavedReply, nonce_digest: str) -> bool:
        """Save a reply once per nonce; False when this nonce was seen before."""
        ...

    async def saved(self) -> tuple[SavedReply, ...]:
        """All replies that wait for the tick, by key."""
        ...

    async def release(self, old: Collection[ReplyKey], new: Sequence[ReleasedReply]) -> None:
        """Rewrite: the old rows are deleted, the new ones inserted in the order given."""
        ...

    async def get(self, key: ReplyKey) -> ReleasedReply | None:
        """A released reply."""
        ...

    async def of(self, request: RequestNumber) -> tuple[ReleasedReply, ...]:
        """The released replies of a request, by tick, then by handle."""
        ...

    async def keys(self, request: RequestNumber) -> tuple[ReplyKey, ...]:
        """The keys of the released replies of a request, sorted."""
        ...

    async def handles(self, request: RequestNumber) -> Mapping[str, str | None]:
        """The handles of the released replies of a request, each with its thread if it has one."""
        ...

    async def settled(self, request: RequestNumber, tick: datetime) -> bool:
        """Whether no reply to a request waits for a tick, or was released at this one or later."""
        ...

    async def coded(self, request: RequestNumber, code: str) -> str | None:
        """The thread of the released replies that bear a code."""
        ...

    async def ask(self, question: Question) -> None:
        """Keep a question."""
        ...

    async def questions(self, request: RequestNumber, thread: str) -> tuple[Question, ...]:
        """The questions of a thread, by round."""
        ...

    async def question(self, key: QuestionKey) -> Question | None:
        """One question."""
        ...

    async def block(self, request: RequestNumber, marks: Collection[str]) -> None:
        """Take no more replies from the copies that left these marks."""
        ...

    async def blocked(self, request: RequestNumber) -> tuple[str, ...]:
        """The marks of a request that are blocked, sorted."""
        ...

    async def destroy(self, request: RequestNumber) -> None:
        """Delete replies, questions, nonces and blocks of a request."""
        ...


class Bells(Protocol):
    """When each request's doorbell rang last, and which question waits for it."""

    async def ring(self, request: RequestNumber, now: datetime, before: datetime) -> bool:
        """Note that it rings now and nothing waits, unless it rang after `before`; whether so."""
        ...

    async def rang(self, request: RequestNumber) -> datetime | None:
        """When it rang last."""
        ...

    async def wait(self, waiting: Waiting) -> None:
        """Remember a question for which it is to ring later; the first one stays."""
        ...

    async def waiting(self, before: datetime) -> tuple[Waiting, ...]:
        """What waits for bells that did not ring after `before`, by request."""
        ...

    async def destroy(self, request: RequestNumber) -> None:
        """Forget the bell of a request."""
        ...
