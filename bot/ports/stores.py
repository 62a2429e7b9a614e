"""What the watch keeps: one repository per noun, joined in a unit of work.

The contract of each method is tested on the fake, on SQLite and on PostgreSQL alike.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from bot.model.areas import Area, AreaDraft, Outline
from bot.model.audiences import Audience
from bot.model.channels import Channel, ChannelDraft, Openness, Recap, Review
from bot.model.hours import Hours
from bot.model.ids import (
    AgencyId,
    AreaId,
    Cell,
    ChannelId,
    EntryNumber,
    IncidentNumber,
    PersonId,
    PictureKey,
    PlatformName,
    QuestionKey,
    ReplyKey,
    RequestNumber,
    WatchId,
)
from bot.model.incidents import (
    Aside,
    Incident,
    IncidentDraft,
    IncidentState,
    IncidentUpdate,
    Talk,
    Voice,
    Voices,
)
from bot.model.ledger import LedgerEntry, LedgerKind, LedgerLine
from bot.model.nearby import Nearby, Sought
from bot.model.people import Account, Person, Role
from bot.model.pictures import CleanPicture
from bot.model.prompts import Outcome, Prompt, Tally
from bot.model.relay import Question, ReleasedReply, SavedReply, Waiting
from bot.model.requests import Ending, Request, RequestDraft
from bot.model.watches import CoverCell, Neighbour, Watch, WatchDraft
from bot.ports.holdings import Holdings
from bot.ports.moderation import Audit, Flags, Rulings, Silences, Snippets
from bot.ports.officers import Admissions, Agencies, Badges, MailedCodes, OptOuts, Proposals
from bot.ports.queue import Backlogs, Deliveries, Digests


class People(Protocol):
    """People the watch must find again. Accounts are sealed at rest and found by HMAC."""

    async def find(self, account: Account) -> Person | None:
        """The person behind an account, if the watch knows one."""
        ...

    async def get(self, person: PersonId) -> Person | None:
        """The person with this id."""
        ...

    async def those(self, people: Collection[PersonId]) -> tuple[Person, ...]:
        """The people with these ids, in no order; who is not known is left out."""
        ...

    async def add(self, person: Person) -> Person:
        """Keep somebody new; who is kept for the account already stays, and is given back."""
        ...

    async def speak(self, person: PersonId, language: str) -> None:
        """Remember the language somebody chose."""
        ...

    async def appoint(self, person: PersonId, role: Role) -> None:
        """Give somebody a role."""
        ...

    async def keep_hours(self, person: PersonId, hours: Hours, now: datetime) -> None:
        """Remember when somebody may be told."""
        ...

    async def forget_hours(self) -> None:
        """Drop hours that nobody keeps any more."""
        ...


class Areas(Protocol):
    """Named pieces of the map and the cells they hold."""

    async def add(self, draft: AreaDraft) -> Area:
        """Keep an area with its outline and cells."""
        ...

    async def get(self, area: AreaId) -> Area | None:
        """The area with this id, gone or not."""
        ...

    async def all(self) -> tuple[Area, ...]:
        """Every area that is not gone, by name."""
        ...

    async def outline(self, area: AreaId) -> Outline | None:
        """The area's shape."""
        ...

    async def holding(self, cell: Cell) -> tuple[Area, ...]:
        """The areas that hold the cell's centre, smallest (fewest cells at resolution 10) first.

        `cell` may be coarser than the cover's cells: then the centre's resolution-10 child counts.
        """
        ...

    async def within(self, area: AreaId) -> tuple[AreaId, ...]:
        """The area itself and every area all of whose blocks it holds, by id."""
        ...

    async def overlap(self, one: AreaId, other: AreaId) -> bool:
        """Whether some block lies in both areas."""
        ...

    async def covers(self) -> Mapping[AreaId, tuple[Cell, ...]]:
        """The compacted cells of every area that is not gone, sorted."""
        ...

    async def rename(self, area: AreaId, name: str) -> None:
        """Give an area another name."""
        ...

    async def reshape(
        self, area: AreaId, outline: Outline, cells: Sequence[Cell], now: datetime
    ) -> None:
        """Give an area another shape, in place: whoever watches it watches the new one."""
        ...

    async def adopt(self, area: AreaId) -> None:
        """Make an area that a moderator drew one of the operator's."""
        ...

    async def lay(self, area: AreaId, parent: AreaId | None) -> None:
        """Say in which larger area this one lies."""
        ...

    async def remove(self, area: AreaId) -> None:
        """It is gone: nothing lies in it any more, only its name is kept."""
        ...


class Channels(Protocol):
    """Chats bound to areas."""

    async def bind(self, draft: ChannelDraft) -> Channel:
        """Bind a chat to an area, or bind it anew: a chat has one area."""
        ...

    async def at(self, platform: PlatformName, chat: str) -> Channel | None:
        """The channel that this chat is, if it is bound."""
        ...

    async def get(self, channel: ChannelId) -> Channel | None:
        """The channel with this id."""
        ...

    async def within(self, areas: Collection[AreaId]) -> tuple[Channel, ...]:
        """The channels bound to any of these areas, by id."""
        ...

    async def open_by(self, channel: ChannelId, openness: Openness, door: str) -> None:
        """Who may come in, and how."""
        ...

    async def tell_again(self, channel: ChannelId, recap: Recap, recapped: datetime) -> None:
        """Tell a channel so often what was posted there, beginning at this moment."""
        ...

    async def judge_by(
        self, channel: ChannelId, review: Review, daily: int, *, strict: bool
    ) -> None:
        """What becomes of reports before they are posted, and how many a day of one author.

        A `strict` channel looks first at reports that go against a prompt, and leaves such
        additions out.
        """
        ...

    async def with_recaps(self) -> tuple[Channel, ...]:
        """The channels that have recaps, by id."""
        ...

    async def move(self, platform: PlatformName, chat: str, new_chat: str) -> None:
        """The chat got a new id; nothing happens when it is not bound."""
        ...

    async def unbind(self, platform: PlatformName, chat: str) -> None:
        """The chat is a channel no more; what is still owed to it is gone."""
        ...


class Watches(Protocol):
    """Who wants to hear of what, where."""

    async def add(self, draft: WatchDraft, cover: Sequence[CoverCell]) -> Watch:
        """Keep a watch and the cover of its circle (empty for an area)."""
        ...

    async def change(self, watch: Watch, cover: Sequence[CoverCell]) -> None:
        """Replace place, categories and cover of a watch in place."""
        ...

    async def end(self, watch: WatchId) -> None:
        """Forget a watch and its cover."""
        ...

    async def get(self, watch: WatchId) -> Watch | None:
        """The watch with this id."""
        ...

    async def subscribers(
        self, areas: Collection[AreaId], agency: AgencyId, joined: int, now: datetime
    ) -> int:
        """How many people watch one of the areas, or a circle centred in one.

        Only those count who joined in the fortnight `joined` or before and did not opt out of the
        agency's requests, and of watches only those that are not paused: nobody else would be
        asked.
        """
        ...

    async def neighbours(self, cells: Collection[Cell], joined: int) -> tuple[Neighbour, ...]:
        """On which blocks within these cells circles are centred, and whose they are.

        `cells` are blocks or coarser. Only those people count who joined in the fortnight `joined`
        or before; nobody stands for a block twice.
        """
        ...

    async def crowded(self, after: WatchId, most: int) -> tuple[Watch, ...]:
        """The next watches, by id, whose circles are sized by households."""
        ...

    async def of(self, person: PersonId) -> tuple[Watch, ...]:
        """A person's watches, oldest first."""
        ...

    async def over(self, area: AreaId) -> tuple[Watch, ...]:
        """The watches of this very area, oldest first."""
        ...


class Incidents(Protocol):
    """What was reported."""

    async def add(self, draft: IncidentDraft, reporter: PersonId, posted: datetime) -> Incident:
        """Keep a report and give it the next number."""
        ...

    async def get(self, number: IncidentNumber) -> Incident | None:
        """The incident with its updates, oldest first."""
        ...

    async def those(self, numbers: Collection[IncidentNumber]) -> tuple[Incident, ...]:
        """The incidents with these numbers, by number."""
        ...

    async def of(self, reporter: PersonId, state: IncidentState) -> tuple[Incident, ...]:
        """A reporter's incidents in this state, newest first, at most ten."""
        ...

    async def written_by(self, reporter: PersonId) -> tuple[Incident, ...]:
        """All that somebody reported and is still kept, by number."""
        ...

    async def near(self, sought: Sought, most: int) -> Nearby:
        """What happened there and is neither withdrawn nor hidden: the newest, and how many."""
        ...

    async def posted_since(self, moment: datetime, most: int) -> tuple[Incident, ...]:
        """What was posted since then and is not withdrawn, newest first."""
        ...

    async def happened_between(self, first: datetime, last: datetime) -> tuple[Incident, ...]:
        """Open incidents that happened in this span of time, newest first, at most fifty."""
        ...

    async def update(self, number: IncidentNumber, update: IncidentUpdate) -> Incident:
        """Add an update; the version grows."""
        ...

    async def count(self, number: IncidentNumber, voices: Voices, counted: datetime) -> Incident:
        """Note what neighbours say and when the posts show it; the version grows."""
        ...

    async def turn(self, number: IncidentNumber, state: IncidentState) -> Incident:
        """Change where the incident stands; the version grows."""
        ...

    async def strike(self, number: IncidentNumber, which: int) -> Incident:
        """Take words and picture out of an update, counted from 0; the version grows."""
        ...

    async def set_aside(self, number: IncidentNumber, aside: Aside | None) -> Incident:
        """Say whether it is shown, and if not, why; the version grows in any case."""
        ...

    async def talk(self, number: IncidentNumber, talk: Talk) -> Incident:
        """Say whether words may be added; the version grows."""
        ...

    async def by(self, reporter: PersonId, since: datetime) -> tuple[Incident, ...]:
        """What somebody reported since then, newest first, at most fifty."""
        ...

    async def stood(self, reporter: PersonId, before: datetime, most: int) -> int:
        """How many of somebody's reports, up to `most`, stood: posted before, off nowhere."""
        ...


class Witnesses(Protocol):
    """What accounts say of incidents, under marks that tell no account.

    A mark is a keyed hash of account and incident: the same account leaves another one at each.
    """

    async def said(self, incident: IncidentNumber, account: Account) -> Voice | None:
        """What this account said; whoever asks next for the same incident waits his turn."""
        ...

    async def say(self, incident: IncidentNumber, account: Account, voice: Voice) -> Voices:
        """Keep what an account says, in place of what it said before; what all say now."""
        ...

    async def forget(self, incident: IncidentNumber) -> None:
        """Forget who said what of an incident; the counts stand at the incident."""
        ...

    async def forget_before(self, moment: datetime) -> None:
        """Forget who said what of incidents posted before."""
        ...


class Pictures(Protocol):
    """Cleaned pictures of reports; never those of replies."""

    async def keep(self, key: PictureKey, picture: CleanPicture) -> None:
        """Keep a picture."""
        ...

    async def get(self, key: PictureKey) -> CleanPicture | None:
        """The picture, if it is still kept."""
        ...

    async def drop(self, key: PictureKey) -> None:
        """Forget a picture."""
        ...


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


class Gazetteer(Protocol):
    """What a map service answered before, so that it is asked once. Sealed at rest."""

    async def recall(self, asked: str) -> str | None:
        """The answer to these very words, if it is kept."""
        ...

    async def keep(self, asked: str, answer: str, day: int) -> None:
        """Keep an answer, in place of an older one; `day` counts from 1970."""
        ...

    async def forget(self, before: int) -> None:
        """Drop what was kept before this day."""
        ...


class Turns(Protocol):
    """Turns at something that all processes share, and that wants to be used slowly."""

    async def lease(self, what: str, spacing: float, patience: float) -> float | None:
        """Take the next turn; how many seconds to wait for it.

        Turns lie `spacing` seconds apart. None, and none is taken, when the wait would be longer
        than `patience` seconds.
        """
        ...

    async def alone(self, what: str) -> None:
        """Wait until no other unit is alone at this; then we are, until this unit ends."""
        ...


class Dialogues(Protocol):
    """Where somebody stands in a dialogue; never the reply's, which is never saved."""

    async def load(self, person: PersonId) -> str | None:
        """The saved state as JSON."""
        ...

    async def save(self, person: PersonId, state: str) -> None:
        """Keep the state in place of an earlier one."""
        ...

    async def end(self, person: PersonId) -> None:
        """Forget the state."""
        ...


class Marks(Protocol):
    """How far each platform's updates have been taken in."""

    async def get(self, platform: str) -> int | None:
        """The last position taken in."""
        ...

    async def take(self, platform: str, position: int) -> bool:
        """Remember a position; False when it is the last one already, taken by whichever process.

        Another unit that takes one of this platform waits until this one ends.
        """
        ...

    async def set(self, platform: str, position: int) -> None:
        """Remember a position; lower than before is fine (ids restart after a quiet week)."""
        ...


class Prompts(Protocol):
    """What came of prompts before posting; numbers of no author."""

    async def count(self, month: str, prompt: Prompt, outcome: Outcome) -> None:
        """Once more in this month, such as "2026-11"."""
        ...

    async def tallies(self) -> tuple[Tally, ...]:
        """Everything that was counted, by month, prompt and outcome."""
        ...


class Forgetting(Protocol):
    """What is dropped for good: because somebody wants it, or because it is old."""

    async def person(self, person: Person) -> None:
        """Drop somebody and all that is kept of him: watches, reports, voices, what he is owed.

        Requests that he filed as an officer stay; nobody is found behind them.
        """
        ...

    async def marks(self, account: Account) -> None:
        """Take back the voices and the flags of an account, also of one that is nobody's."""
        ...

    async def incidents(self, before: datetime) -> int:
        """Drop what was posted before, with its pictures and what is owed of it; how many."""
        ...

    async def media(self, before: datetime) -> int:
        """Drop pictures of what was posted before, and those that nothing holds; how many."""
        ...


class UnitOfWork(Protocol):
    """One transaction. It forgets everything unless committed."""

    people: People
    areas: Areas
    channels: Channels
    watches: Watches
    incidents: Incidents
    witnesses: Witnesses
    rulings: Rulings
    flags: Flags
    silences: Silences
    snippets: Snippets
    audit: Audit
    pictures: Pictures
    prompts: Prompts
    forgetting: Forgetting
    holdings: Holdings
    agencies: Agencies
    badges: Badges
    mailed: MailedCodes
    admissions: Admissions
    opt_outs: OptOuts
    proposals: Proposals
    requests: Requests
    ledger: Ledger
    relay: Relay
    bells: Bells
    dialogues: Dialogues
    marks: Marks
    gazetteer: Gazetteer
    turns: Turns
    deliveries: Deliveries
    backlogs: Backlogs
    digests: Digests

    async def __aenter__(self) -> Self:
        """Begin."""
        ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Roll back whatever was not committed."""
        ...

    async def commit(self) -> None:
        """Make it last; once this returns, a crash loses nothing of it."""
        ...


class Store(Protocol):
    """Where units of work come from."""

    def unit(self) -> UnitOfWork:
        """A new unit of work, not begun."""
        ...

    async def sweep(self) -> None:
        """Forget the order of what was committed (an empty log on SQLite), waiting for nobody."""
        ...

    async def scrub(self) -> None:
        """Leave no remnants of deleted rows behind (checkpoint on SQLite)."""
        ...

    async def vacuum(self) -> None:
        """Rewrite the store so that its pages tell nothing of what was deleted, or when."""
        ...

    async def close(self) -> None:
        """Let go of everything held open."""
        ...
