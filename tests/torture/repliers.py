"""Neighbours who answer a request without being known."""

from dataclasses import dataclass, field

from adapters.playground.screens import CannotActError, Message
from tests.torture.book import Book, Reply, Request
from tests.torture.patience import Act, Cue, Doubt, Patient, Start, cue

ASKED = "asks for help"
COPY = "Your private copy of request"
ENOUGH = "You have opened several copies"
QUESTION = "The agency asks you about request"
NOT_SENT = "Not sent yet"
SAVED = "Saved. It leaves with others"
NO_QUESTIONS, QUESTIONS = "Send, no questions back", "Send, they may ask me"


@dataclass(slots=True, kw_only=True)
class Sending(Doubt):
    """Sending one draft: in doubt its own button is pressed again, not that of a second one."""

    label: str
    _preview: str = field(default="", init=False)

    async def press(self, newest: Message) -> None:
        """Press Send, under the preview that was pressed before if it still stands."""
        if not await self.again():
            self._preview = newest.id
            await self.pressing(self.label)(newest)

    async def again(self) -> bool:
        """Press the same button again; False when there is none."""
        for message in self.patient.all():
            if message.id == self._preview:
                await self.patient.press(message, self.label)
                return True
        return False


@dataclass(slots=True, kw_only=True)
class Replier:
    """Somebody who knows something."""

    name: str
    patient: Patient
    book: Book

    async def reply(self, request: Request, *, thread: bool) -> Reply:
        """Answer a request, until "Saved" is shown."""
        text = self.book.words("A grey van at noon,")
        reply = Reply(text=text, request=request.number, thread=thread)
        self.book.replies[text] = reply
        sent = Sending(patient=self.patient, label=QUESTIONS if thread else NO_QUESTIONS)
        self.patient.begin()
        copy = f"{COPY} {request.number}"
        cues = [
            *self._previews(sent, text),
            cue(self._writing(text), copy),
            cue(lambda _: self._write_under(copy, text), ENOUGH),
        ]

        async def start() -> None:
            if await sent.again():
                return
            if self.patient.popped(ENOUGH):
                await self._write_under(copy, text)
            else:
                await self.patient.press_under("Reply privately", ASKED, request.case)

        forms = {"Reply to": self._filling(text)}
        await self.patient.until(lambda: self._saved(sent), start, cues, forms)
        reply.saved = True
        return reply

    async def answer(self, request: Request, question: str) -> Reply:
        """Look into one's copies for a question and answer it, until "Saved" is shown."""
        text = self.book.words("The letters were blue,")
        reply = Reply(text=text, request=request.number, thread=True)
        self.book.replies[text] = reply
        sent = Sending(patient=self.patient, label=QUESTIONS)
        self.patient.begin()
        looked = 0

        async def check() -> None:
            nonlocal looked
            if await sent.again():
                return
            copies = [m for m in self.patient.all() if f"{COPY} {request.number}" in m.text]
            if not copies:
                words = "no copy to look into"
                raise CannotActError(words)
            looked += 1
            await self.patient.press(copies[-looked % len(copies)], "Check for a question")

        found = cue(self._writing(text), f"{QUESTION} {request.number}:", question)
        cues = [*self._previews(sent, text), found]
        forms = {"Reply to": self._filling(text)}
        await self.patient.until(lambda: self._saved(sent), check, cues, forms)
        reply.saved = True
        return reply

    def _saved(self, sent: Sending) -> bool | None:
        """Whether "Saved" was shown since one pressed Send, not for an earlier reply."""
        told = sent.looked(SAVED) is not None
        return told or (sent.pressed and self.patient.popped(SAVED)) or None

    def _previews(self, sent: Sending, text: str) -> list[Cue]:
        cancel = cue(self.patient.pressing("Cancel"), NOT_SENT)
        return [cue(sent.press, NOT_SENT, text), cancel]

    def _writing(self, text: str) -> Act:
        if self.patient.on_telegram:
            return self.patient.writing(text)
        return self.patient.pressing("Write a reply")

    async def _write_under(self, copy: str, text: str) -> None:
        """Use the newest copy, as one was told."""
        newest = self.patient.heard(copy, since=0)
        if newest is None:
            words = "no copy to use"
            raise CannotActError(words)
        if self.patient.on_telegram:
            await self.patient.actor.write(self.patient.chat, text, newest.id)
        else:
            await self.patient.press(newest, "Write a reply")

    def _filling(self, text: str) -> Start:
        async def fill() -> None:
            await self.patient.actor.fills({"What do you know": text})

        return fill
