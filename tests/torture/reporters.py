"""Neighbours who report, add to it, take it back."""

import re
from dataclasses import dataclass

from adapters.playground.screens import CannotActError, Message, Upload
from bot.app.story import PICTURES
from tests.torture.book import Book, Place, Report
from tests.torture.patience import Cue, Doubt, Patient, Start, cue

LISTED = "Which report do you want to take back?"
NONE = "You have no open report"
OVER = "is resolved or withdrawn already"
PICTURE = "broken-lamp.jpg"


@dataclass(slots=True, kw_only=True)
class Reporter:
    """Somebody with something to tell."""

    name: str
    patient: Patient
    place: Place
    book: Book

    async def report(self, *, photo: bool) -> Report:
        """Report something, however often it has to be tried; never twice."""
        patient, text = self.patient, self.book.words("Somebody tries the doors here,")
        doubt = Doubt(patient=patient)
        patient.begin()

        async def start() -> None:
            await self._command("withdraw" if doubt.stands(LISTED, NONE) else "report")

        def posted() -> int | None:
            told = patient.heard("Posted as report")
            return _number(told) if told else self._listed(doubt.looked(LISTED))

        post = cue(doubt.pressing("Post"), "This is what neighbours will see", text)
        alone = cue(doubt.pressing("No, another one"), "reported something near there already")
        other = cue(patient.pressing("Cancel"), "This is what neighbours will see")
        cues = [
            post,
            alone,
            other,
            *(self._questions(text, photo=photo) if patient.on_telegram else ()),
        ]
        forms = {"Tell your neighbours": self._filling(text, photo=photo)}
        number = await patient.until(posted, start, cues, forms)
        report = Report(text=text, writer=self.name, place=self.place, number=number)
        self.book.reports[text] = report
        return report

    def _questions(self, text: str, *, photo: bool) -> list[Cue]:
        patient = self.patient

        async def pin(_: Message) -> None:
            await patient.actor.pin(patient.chat, *self.place.pin)

        async def send(_: Message) -> None:
            await patient.actor.photo(patient.chat, (PICTURES / PICTURE).read_bytes())

        return [
            cue(patient.pressing("Hazard"), "What is it about?"),
            cue(patient.writing(text), "What happened?"),
            cue(pin, "Where?"),
            cue(patient.pressing("Just now"), "When?"),
            cue(send if photo else patient.pressing("Skip"), "A photo helps"),
        ]

    def _filling(self, text: str, *, photo: bool) -> Start:
        async def fill() -> None:
            said = {
                "What is it about": "Hazard",
                "What happened": text,
                "Where": self.place.address,
                "When": "Just now",
            }
            picture = Upload(name=PICTURE, content=(PICTURES / PICTURE).read_bytes())
            await self.patient.actor.fills(said, {"A photo": picture} if photo else {})

        return fill

    def _listed(self, message: Message | None) -> int | None:
        """The report in the list of one's own that one does not know of yet."""
        if message is None:
            return None
        known = {each.number for each in self.book.reports.values()}
        labels = (button.label for row in message.buttons for button in row)
        numbers = (int(label.partition(" ")[0]) for label in labels)
        return next((number for number in numbers if number not in known), None)

    async def update(self, report: Report) -> None:
        """Add something to a report whose buttons one has."""
        patient, text = self.patient, self.book.words("It is fenced off,")
        owned = self.owned(report)
        if owned is None:
            return
        patient.begin()

        async def write(message: Message) -> None:
            if not patient.on_telegram:
                return await patient.press(message, "Write your answer")
            self._wrote(text)
            await patient.actor.write(patient.chat, text)
            return None

        async def fill() -> None:
            self._wrote(text)
            await patient.actor.fills({"What is new": text})

        await patient.until(
            lambda: patient.heard("Every post of it now shows"),
            lambda: patient.press(owned, "Add an update"),
            [cue(write, f"What is new about report {report.number}?")],
            {"Your answer": fill},
        )
        report.updates.append(text)

    def _wrote(self, text: str) -> None:
        self.book.updates_written[text] = self.book.updates_written.get(text, 0) + 1

    async def withdraw(self, report: Report) -> None:
        """Take a report back."""
        await self._turn(report, "Withdraw", f"Report {report.number} is withdrawn")
        report.state = "withdrawn"

    async def resolve(self, report: Report) -> None:
        """Say that it is over."""
        await self._turn(report, "It is resolved", f"Report {report.number} is marked as resolved")
        report.state = "resolved"

    async def _turn(self, report: Report, label: str, done: str) -> None:
        patient = self.patient
        patient.begin()

        def turned() -> bool | None:
            over = f"Report {report.number} {OVER}"
            seen = patient.heard(done, since=0) is not None or patient.noticed(over)
            return seen or None

        async def start() -> None:
            owned = self.owned(report)
            if owned is not None:
                await patient.press(owned, label)
            else:
                await self._command("withdraw", str(report.number))

        await patient.until(turned, start, [])

    def owned(self, report: Report) -> Message | None:
        """The message that has the buttons of one's own report."""
        return self.patient.heard(f"Posted as report {report.number}.", since=0)

    async def _command(self, name: str, incident: str = "") -> None:
        patient = self.patient
        if patient.on_telegram:
            await patient.actor.write(patient.chat, f"/{name} {incident}".strip())
        else:
            given = {"incident": incident} if incident else {}
            await patient.actor.command(patient.chat, name, **given)


def _number(message: Message) -> int:
    found = re.search(r"Posted as report (\d+)\.", message.text)
    if found is None:
        words = f"no number in: {message.text}"
        raise CannotActError(words)
    return int(found[1])
