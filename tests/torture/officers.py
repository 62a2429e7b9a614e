"""An officer who asks, reads, asks back and closes."""

from dataclasses import dataclass, field

from adapters.playground.postbox import Postbox
from adapters.playground.screens import Message
from bot.app.authenticator import Authenticator, mailed
from bot.app.settings import Settings
from bot.app.story import ADDRESS as MAILBOX
from bot.app.story import HOME
from bot.model.places import Point, cell_at
from tests.badges import Wanted
from tests.torture.book import Book, Request
from tests.torture.desks import ask
from tests.torture.patience import Patient, cue

LETTER = "Reply to request"


@dataclass(slots=True, kw_only=True)
class Officer:
    """A police officer on Telegram; `letters` is the same chat with ears for replies."""

    patient: Patient
    letters: Patient
    book: Book
    postbox: Postbox
    settings: Settings
    app: Authenticator = field(default_factory=Authenticator)

    async def verify(self, code: str) -> None:
        """Prove who one is: the code works once, so whoever was invited is told it is used."""
        patient = self.patient
        patient.begin()

        async def scan(message: Message) -> None:
            self.app.reads(message.text)
            await patient.press(message, "It is in my app")

        async def tell(_: Message) -> None:
            await patient.actor.write(patient.chat, await self.app.password())

        async def type_code(_: Message) -> None:
            await patient.actor.write(patient.chat, mailed(self.postbox, MAILBOX))

        await patient.until(
            lambda: (
                patient.heard("You are verified as an officer")
                or patient.heard("What are you looking for?")
            ),
            lambda: patient.actor.write(patient.chat, f"/verify {code}"),
            [
                cue(patient.writing("/request"), "unknown, used or expired"),
                cue(patient.writing("/verify"), "Only verified agencies can ask"),
                cue(patient.writing(MAILBOX), "What is your work address"),
                cue(type_code, "I have mailed a code"),
                cue(scan, "let it read this picture"),
                cue(tell, "Which six digits"),
            ],
        )

    async def request(self) -> Request:
        """Ask the neighbourhood, once."""
        case = f"26-{10_000 + len(self.book.requests)}"
        text = self.book.words("Footage of a grey van, please,")
        cell = cell_at(Point(latitude=HOME[0], longitude=HOME[1]))
        wanted = Wanted(case=case, text=text, cell=cell)
        number = await ask(self.settings, self.patient.actor.id, wanted)
        request = Request(number=number, case=case)
        self.book.requests.append(request)
        return request

    def letter(self, text: str) -> Message | None:
        """The letter with this reply, if it came."""
        return self.letters.heard(text, since=0)

    async def ask(self, text: str) -> str:
        """Ask back whoever wrote this; the question."""
        patient, question = self.patient, self.book.words("Was there writing on it?")
        letter = self.letter(text)
        if letter is None:
            return ""
        patient.begin()
        await patient.until(
            lambda: patient.heard("Your question is kept") or patient.heard("questions at most"),
            lambda: patient.press(letter, "Ask a question"),
            [cue(patient.writing(question), "What do you want to ask")],
        )
        return question

    async def resolve(self, request: Request) -> None:
        """Close a request: all its replies are destroyed."""
        patient, over = self.patient, f"Request {request.number} is closed"
        patient.begin()
        await patient.until(
            lambda: patient.noticed(over) or None,
            lambda: patient.actor.write(patient.chat, f"/resolve {request.number}"),
            [cue(patient.pressing("Close and destroy"), f"Close request {request.number}?")],
        )
        request.open = False
