"""Moderators bind their chats, residents say where they watch."""

from dataclasses import dataclass

from adapters.playground.screens import Message
from tests.torture.book import Book
from tests.torture.patience import Doubt, Patient, cue

LISTED = "· all kinds"
NONE = "You watch no place yet"


@dataclass(slots=True, kw_only=True)
class Settler:
    """Somebody who arrives."""

    patient: Patient
    book: Book

    async def bind(self, area: str) -> None:
        """Bind this chat to an area."""
        patient = self.patient
        patient.begin()
        await patient.until(
            lambda: patient.heard("This chat now watches over", area),
            lambda: patient.actor.command(patient.chat, "setup", area=area),
            [cue(patient.pressing(area), "Which area is this chat for?")],
        )
        self.book.channels += 1

    async def greet(self) -> None:
        """Open the private chat."""
        patient = self.patient
        await patient.until(
            lambda: patient.heard("I am the neighbourhood watch"),
            lambda: patient.actor.write(patient.chat, "/start"),
            [],
        )

    async def watch(self, pin: tuple[float, float] | None = None) -> None:
        """Watch around a pin, or the channel's area where there are no pins; once."""
        patient, doubt = self.patient, Doubt(patient=self.patient)
        patient.begin()

        async def start() -> None:
            await patient.actor.command(
                patient.chat, "watches" if doubt.stands(LISTED, NONE) else "watch"
            )

        async def say(message: Message) -> None:
            if pin is not None:
                return await patient.actor.pin(patient.chat, *pin)
            return await patient.press(message, "This channel's area")

        await patient.until(
            lambda: patient.heard("Saved. I tell you") or doubt.looked(LISTED),
            start,
            [
                cue(say, "Tell me where to watch"),
                cue(doubt.pressing("Save"), "How wide, and which kinds?"),
            ],
        )
        self.book.watchers += 1
