"""Nothing is lost, nothing is doubled beyond one message in doubt per kill: how that is seen."""

import re
from collections import Counter
from dataclasses import dataclass, field

from bot.app.settings import Settings
from bot.app.system import SystemRandom
from bot.app.wiring import stored
from bot.model.ids import RequestNumber
from bot.services import relay
from tests.torture.book import Book, Report, Request
from tests.torture.hearers import IN_VILLERAY, ON_DISCORD, Hearers
from tests.torture.officers import LETTER
from tests.torture.rows import Rows
from tests.torture.street import ASKED, BELL, CLOSED

SHOWN_UPDATES = 2
"""A post shows the newest two."""

RESOLVED = "Resolved, says the neighbour"
REPEAT = "· repeat"
WITHDRAWN = "withdrawn"
ENDED = frozenset({WITHDRAWN, ""})
"""Why a delivery may end unsent: its report is withdrawn, or its request closed before."""


@dataclass(slots=True, kw_only=True)
class Proof:
    """What was found: faults in words, and messages that stand twice, by chat."""

    book: Book
    hearers: Hearers
    rows: Rows
    letters: list[str]
    faults: list[str] = field(default_factory=list)
    doubled: Counter[str] = field(default_factory=Counter)

    async def all(self, settings: Settings) -> None:
        """Look everywhere."""
        updates = await self._updates()
        texts = {name: self.hearers.texts(name) for name in self.hearers.names()}
        for report in self.book.reports.values():
            for name in self.hearers.names():
                self._report(report, name, texts[name], updates.get(report.number, []))
        await self._reports_once()
        await self._updates_once(updates)
        for name in IN_VILLERAY:
            await self._requests(name, texts[name])
        self._letters()
        await self._replies(settings)
        await self._tables()

    # Reports.

    def _report(self, report: Report, name: str, texts: list[str], updates: list[str]) -> None:
        """In every chat that it is owed to: once, as it was changed last; nowhere else."""
        copies = [text for text in texts if report.text in text]
        if name not in report.place.hearers:
            self._no(bool(copies), f"{name} saw report {report.number} of {report.place.name}")
            return
        if report.state == WITHDRAWN:
            self._extra(name, len(copies), f"withdrawn report {report.number}")
            return
        current = [text for text in copies if _current(text, report, updates)]
        if not current:
            what = "stands outdated" if copies else "is missing"
            self.faults.append(f"{name}: report {report.number} {what} ({report.state})")
            return
        self._extra(name, len(copies) - 1, f"report {report.number}")

    def _extra(self, name: str, count: int, what: str) -> None:
        """Messages beyond the one that is owed: Discord knows them by their nonce."""
        if count > 0:
            self.doubled[name] += count
            self._no(name in ON_DISCORD, f"{name}: {count} too many of {what}")

    async def _reports_once(self) -> None:
        """One row for each report that was shown as posted, and no other row."""
        found = await self.rows.all("SELECT number, text, state FROM incident")
        kept = Counter(str(text) for _, text, _ in found)
        for report in self.book.reports.values():
            self._no(kept[report.text] != 1, f"report {report.number}: {kept[report.text]} rows")
        strange = [number for number, text, _ in found if str(text) not in self.book.reports]
        self._no(bool(strange), f"reports that nobody knows of: {strange}")
        known = {each.number: each.state for each in self.book.reports.values()}
        for number, _, state in found:
            said = known.get(int(str(number)))
            self._no(str(state).lower() != said, f"report {number} is {state}, told was {said}")

    async def _updates(self) -> dict[int, list[str]]:
        """The updates of each report, oldest first."""
        found: dict[int, list[str]] = {}
        statement = "SELECT incident, text FROM incident_update ORDER BY id"
        for number, text in await self.rows.all(statement):
            found.setdefault(int(str(number)), []).append(str(text))
        return found

    async def _updates_once(self, updates: dict[int, list[str]]) -> None:
        """Each update that was shown as added is there, as often as it was written at most."""
        for report in self.book.reports.values():
            kept = Counter(updates.get(report.number, []))
            for text in report.updates:
                written = self.book.updates_written[text]
                wrong = not 1 <= kept[text] <= written
                self._no(wrong, f"update of {report.number}: {kept[text]} of {written} written")

    # Requests.

    async def _requests(self, name: str, texts: list[str]) -> None:
        """Every request once, as it stands now; one bell for the questions of an open one."""
        for request in self.book.requests:
            copies = [text for text in texts if request.case in text]
            word = ASKED if request.open else CLOSED
            current = [text for text in copies if word in text]
            self._no(not current, f"{name}: request {request.number} is missing or outdated")
            self._extra(name, len(copies) - 1, f"request {request.number}")
            await self._bells(name, texts, request)

    async def _bells(self, name: str, texts: list[str], request: Request) -> None:
        asked = await self.rows.count(f"question WHERE request = {request.number}")
        bells = [text for text in texts if BELL in text and _number(text) == request.number]
        owed = min(asked, 1) if request.open else 0  # no storm lasts as long as a bell rests
        self._no(len(bells) < owed, f"{name}: {len(bells)} of {owed} bells")
        self._extra(name, len(bells) - owed, f"bell of request {request.number}")

    # Replies.

    def _letters(self) -> None:
        """Every saved reply reached the officer; under one handle; repeats say so."""
        for reply in self.book.replies.values():
            letters = [text for text in self.letters if LETTER in text and reply.text in text]
            handles = {_handle(text) for text in letters}
            first = [text for text in letters if REPEAT not in text]
            self._no(reply.saved and not letters, f"never brought: {reply.text}")
            self._no(len(handles) > 1, f"released twice: {reply.text} {handles}")
            self._no(len(first) > 1, f"repeated without saying so: {reply.text}")
            if len(letters) > 1:
                self.doubled["Officer Roy"] += len(letters) - 1

    async def _replies(self, settings: Settings) -> None:
        """Every saved reply to an open request is there exactly once."""
        store, keyring = await stored(settings, SystemRandom())
        try:
            for request in self.book.requests:
                async with store.unit() as uow:
                    kept = await uow.relay.of(RequestNumber(request.number))
                key = keyring.key(request.number)
                self._no((key is not None) != request.open, f"key of request {request.number}")
                said = Counter(
                    relay.opened(each.sealed, None, key)[0] for each in kept if key is not None
                )
                owed = [each.text for each in self.book.of(request)] if request.open else []
                self._no(
                    said != Counter(owed), f"replies to {request.number}: {said - Counter(owed)}"
                )
        finally:
            await store.close()

    # Everything else.

    async def _tables(self) -> None:
        """Nothing is stuck, nothing was kept twice, nothing gave up."""
        rows, book = self.rows, self.book
        self._no(not await rows.sound(), "the database is damaged")
        self._no(bool(await rows.owed()), f"{await rows.owed()} deliveries or replies are stuck")
        watches, channels = await rows.count("watch"), await rows.count("channel")
        self._no(watches != book.watchers, f"{watches} watches, {book.watchers} were saved")
        self._no(channels != book.channels, f"{channels} channels, {book.channels} were bound")
        requests = await rows.count("request")
        self._no(requests != len(book.requests), f"{requests} requests, told {len(book.requests)}")
        ended = await rows.all("SELECT reason, kind FROM delivery WHERE state = 'gone'")
        given_up = Counter((str(why), str(kind)) for why, kind in ended if why not in ENDED)
        self._no(bool(given_up), f"deliveries given up: {dict(given_up)}")

    def _no(self, wrong: bool, fault: str) -> None:  # noqa: FBT001 - reads as a sentence
        if wrong:
            self.faults.append(fault)


def _current(text: str, report: Report, updates: list[str]) -> bool:
    """Whether a post shows a report as it was changed last."""
    if (RESOLVED in text) != (report.state == "resolved"):
        return False
    newest = updates[-SHOWN_UPDATES:]
    return all(each in text for each in newest)


def _number(text: str) -> int:
    found = re.search(r"request (\d+)", text)
    return 0 if found is None else int(found[1])


def _handle(text: str) -> str:
    found = re.search(r'from "([^"]+)"', text)
    return "" if found is None else found[1]
