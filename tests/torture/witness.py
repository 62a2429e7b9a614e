"""The witness of the fuzzing: sees all that is done and shown, and says what must not be."""

import logging
import re
from collections import Counter
from dataclasses import dataclass, field

from typing_extensions import override

from bot.events import (
    Act,
    Called,
    CalledUnknown,
    Filled,
    Pictured,
    Pinned,
    Pressed,
    Said,
    SentElse,
)
from bot.model.actions import SENDS, Verb
from bot.model.channels import MessageRef
from bot.replies import Pop, Replace, Say, Turn
from bot.services import relay
from tests.torture.guests import Guest, actions
from tests.torture.hall import Dump, Hall
from tests.torture.shapes import raw

MARKER = re.compile(r"tale-\d+-end")
"""Words that nobody said before."""

ANSWERED = (Called, CalledUnknown, Filled, Pictured, Pinned, Pressed, Said, SentElse)
NAMELESS = ("saved_reply", "reply", "question", "nonce", "blocked", "bell")
"""Tables in which nothing may stand that is somebody's."""

LASTING = ("dialogue", "mark")
"""Tables that even a refusal may change: a dialogue that cannot go on is over."""

SAVED, FAULT = "draft.saved", "bot.fault"
ALL = "everybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A reply that was shown as saved."""

    text: str
    request: int
    author: str


class Ears(logging.Handler):
    """What was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@dataclass(slots=True, kw_only=True)
class Witness:
    """What is known of everybody's secrets: by marker, the accounts that may see it.

    `officers` are accounts, and the agency of each.
    """

    hall: Hall
    officers: dict[str, str]
    sent: dict[str, Sent] = field(default_factory=dict)  # by nonce
    may_see: dict[str, frozenset[str]] = field(default_factory=dict)
    count: int = 0  # of replies that were shown as saved
    questions: set[str] = field(default_factory=set)
    posted: dict[MessageRef, object] = field(default_factory=dict)
    letters: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    async def after(self, who: Guest, act: Act, turn: Turn, before: Dump) -> Dump:
        """Somebody did something, answered in private; what stands now."""
        self._no(not turn.answers, f"unanswered: {act}")
        self._no(FAULT in repr(turn), f"fell over: {act}")
        after = await self.hall.dump()
        self._drafted(who, turn)
        self._sent(who, act, turn, after)
        if self.hall.dispatch.refusing:
            changed = [t for t in after if t not in LASTING and after[t] != before[t]]
            self._no(bool(changed), f"refused {act}, and changed {changed}")
        self._look(after)
        self._seen(repr(turn), who.account.id, "an answer")
        return after

    async def later(self) -> Dump:
        """Time passed, or the bot fell, or somebody spoke where all read; what stands now."""
        after = await self.hall.dump()
        self._look(after)
        return after

    def read_by_all(self, turn: Turn) -> None:
        """What was said where all read it."""
        self._seen(repr(turn), ALL, "a group")

    def _drafted(self, who: Guest, turn: Turn) -> None:
        """A preview is for its writer alone."""
        for answer in turn.answers:
            if isinstance(answer, Say | Replace) and any(
                each.verb in SENDS or each.verb is Verb.DRAFT_KEEP
                for each in actions(answer.screen)
            ):
                for marker in MARKER.findall(repr(answer.screen.lines)):
                    self.may_see.setdefault(marker, frozenset({who.account.id}))

    def _sent(self, who: Guest, act: Act, turn: Turn, after: Dump) -> None:
        """A reply was shown as saved: it is its writer's and the agency's from now on."""
        saved = any(isinstance(each, Pop) and each.text.key == SAVED for each in turn.answers)
        if not (saved and isinstance(act, Pressed) and act.action is not None):
            return
        token, nonce = act.action.args
        request = int.from_bytes(raw(token)[:4])
        one = Sent(text=act.shown.quote, request=request, author=who.account.id)
        if nonce not in self.sent:
            self.sent[nonce], self.count = one, self.count + 1
            readers = self._of(request, after) | {one.author}
            for marker in MARKER.findall(one.text):
                self.may_see[marker] = readers

    def _of(self, request: int, dump: Dump) -> frozenset[str]:
        """The officers of the agency that asked."""
        agencies = {row["id"]: row["name"] for row in dump["agency"]}
        asked = next(row["agency"] for row in dump["request"] if row["number"] == request)
        name = agencies[asked]
        return frozenset(each for each, serves in self.officers.items() if serves == name)

    # What stands.

    def _look(self, dump: Dump) -> None:
        for row in dump["request"]:
            self._request(int(str(row["number"])), dump)
        self._nameless(dump)
        self._posts()

    def _request(self, number: int, dump: Dump) -> None:
        """All replies that were shown as saved are there once; none once it is closed."""
        mine = {
            table: [row for row in dump[table] if row["request"] == number] for table in NAMELESS
        }
        key = self.hall.keyring.key(number)
        if key is None:
            left = [table for table, rows in mine.items() if rows]
            self._no(bool(left), f"request {number} is closed, and left {left}")
            self.sent = {n: one for n, one in self.sent.items() if one.request != number}
            return
        rows = [*mine["saved_reply"], *mine["reply"]]
        texts = [relay.opened(_bytes(row["sealed"]), None, key)[0] for row in rows]
        owed = Counter(one.text for one in self.sent.values() if one.request == number)
        self._no(Counter(texts) != owed, f"request {number} holds {texts}, shown as saved {owed}")
        self._asked(number, key, mine["question"], list(zip(rows, texts, strict=True)), dump)

    def _asked(  # noqa: PLR0917 - one question, and all that says who may see it
        self,
        number: int,
        key: bytes,
        questions: list[dict[str, object]],
        replies: list[tuple[dict[str, object], str]],
        dump: Dump,
    ) -> None:
        """A question is for whoever wrote into its thread, and for the agency."""
        for row in questions:
            if str(row["key"]) in self.questions:
                continue
            self.questions.add(str(row["key"]))
            texts = {text for reply, text in replies if reply["thread"] == row["thread"]}
            authors = {one.author for one in self.sent.values() if one.text in texts}
            said = relay.unsealed(_bytes(row["sealed"]), key).decode()
            for marker in MARKER.findall(said):
                self.may_see[marker] = self._of(number, dump) | authors

    def _nameless(self, dump: Dump) -> None:
        """Nothing of what was answered leads to a person."""
        named = {str(row["id"]) for row in dump["person"]}
        for table in NAMELESS:
            for row in dump[table]:
                written = repr({name: v for name, v in row.items() if not isinstance(v, bytes)})
                found = [one for one in named if one in written]
                self._no(bool(found) or " on " in written, f"{table} names somebody")

    def _posts(self) -> None:
        """What stands on the platforms, since it was looked at last."""
        for platform in self.hall.platforms.values():
            for at, post in platform.standing.items():
                if self.posted.get(at) is post:
                    continue
                viewer, words = post.to.id if post.to.personal else ALL, repr(post.screen)
                self._seen(words, viewer, "a post")
                if at not in self.posted and viewer in self.officers:
                    self._brought(viewer, words)
                self.posted[at] = post

    def _brought(self, officer: str, words: str) -> None:
        for marker in set(MARKER.findall(words)) & self._replied():
            self.letters[officer, marker] += 1
            self._no(self.letters[officer, marker] > 1, f"{marker} was brought twice")

    def _replied(self) -> set[str]:
        return {marker for one in self.sent.values() for marker in MARKER.findall(one.text)}

    def _seen(self, words: str, viewer: str, what: str) -> None:
        for marker in set(MARKER.findall(words)):
            allowed = self.may_see.get(marker)
            if allowed is not None:
                self._no(viewer not in allowed, f"{viewer} sees {marker} in {what}")

    def _no(self, wrong: bool, fault: str) -> None:  # noqa: FBT001 - reads as a sentence
        if wrong:
            self.faults.append(fault)


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        message = "a sealed box holds bytes"
        raise TypeError(message)
    return value
