"""People with a will: they look at their screen, find the button and press it."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.playground.screens import (
    Act,
    Button,
    ButtonKind,
    CannotActError,
    Chat,
    Form,
    Message,
    OpenLink,
    Popup,
    Press,
    RunCommand,
    Screen,
    SendFile,
    SendPin,
    Submit,
    Upload,
    World,
    Write,
)

LOOK_AGAIN_S = 0.02
"""Seconds between two looks at the screen."""


class NotSeenError(Exception):
    """Somebody waited for something that never came; the message says what was on the screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One person on one stand-in platform. `patience` is in seconds."""

    world: World
    id: str
    name: str
    patience: float = 15.0

    @property
    def screen(self) -> Screen:
        """What the person sees now."""
        return self.world.screen(self.id)

    async def do(self, act: Act) -> None:
        """Act as the person. Raises CannotActError where a real client would not allow it."""
        await self.world.act(self.id, act)

    async def write(self, chat: str, text: str, reply_to: str | None = None) -> None:
        """Type a text and send it."""
        await self.do(Write(chat=chat, text=text, reply_to=reply_to))

    async def command(self, chat: str, name: str, **options: str) -> None:
        """Give a slash command, once the client offers it."""
        await self._until(lambda: self._offers(chat, name), f"the command /{name}")
        await self.do(RunCommand(chat=chat, name=name, options=dict(options)))

    async def open(self, url: str) -> None:
        """Follow a link."""
        await self.do(OpenLink(url=url))

    async def pin(self, chat: str, latitude: float, longitude: float) -> None:
        """Send a point of the map."""
        await self.do(SendPin(chat=chat, latitude=latitude, longitude=longitude))

    async def locate(self, chat: str, latitude: float, longitude: float) -> None:
        """Press the key that sends one's location, once it is shown."""
        found: list[Button] = []

        def there() -> bool:
            found[:] = [
                key
                for each in self.screen.chats
                if each.id == chat
                for row in each.keyboard
                for key in row
                if key.kind is ButtonKind.LOCATION
            ]
            return bool(found)

        await self._until(there, "a key that sends the location")
        values = (str(latitude), str(longitude))
        await self.do(Press(chat=chat, message="", button=found[0].id, values=values))

    async def photo(self, chat: str, content: bytes, caption: str = "") -> None:
        """Send a photo."""
        upload = Upload(name="photo.jpg", content=content)
        await self.do(SendFile(chat=chat, upload=upload, caption=caption))

    async def press(self, label: str, chat: str | None = None) -> Message:
        """Press the newest button whose label holds `label`; the message that held it."""
        found: list[tuple[Chat, Message, Button]] = []

        def there() -> bool:
            found[:] = self._buttons(label, chat)
            return bool(found)

        await self._until(there, f"a button [{label}]")
        where, message, button = max(found, key=lambda each: (each[1].time, int(each[1].id)))
        await self.do(Press(chat=where.id, message=message.id, button=button.id))
        return message

    async def sees(self, *words: str, chat: str | None = None) -> Message:
        """Wait for a message that holds all the words; the newest such."""
        found: list[Message] = []

        def there() -> bool:
            found[:] = self.messages(*words, chat=chat)
            return bool(found)

        await self._until(there, " + ".join(words))
        return found[-1]

    async def sees_no_more(self, *words: str, chat: str | None = None) -> None:
        """Wait until no message holds all the words."""
        await self._until(lambda: not self.messages(*words, chat=chat), f"no {' + '.join(words)}")

    async def sees_popup(self, words: str) -> Popup:
        """Wait for a pop-up, or for a message that is one on platforms without."""
        await self._until(lambda: bool(self._popups(words)), f"a pop-up: {words}")
        return self._popups(words)[-1]

    async def fills(
        self, values: Mapping[str, str], files: Mapping[str, Upload] | None = None
    ) -> None:
        """Wait for a form, fill it in by the beginnings of its labels, and send it.

        Choices are named by their labels, too.
        """
        await self._until(lambda: self.screen.form is not None, "a form")
        form = self.screen.form
        if form is None:
            return
        written = {
            _field(form, label): _value(form, label, said) for label, said in values.items()
        }
        uploads: dict[str, tuple[Upload, ...]] = {
            _field(form, label): (file,) for label, file in (files or {}).items()
        }
        await self.do(Submit(form=form.id, values=written, files=uploads))

    def messages(self, *words: str, chat: str | None = None) -> list[Message]:
        """The messages on the screen that hold all the words, oldest first."""
        return sorted(
            (
                message
                for each in self.screen.chats
                if chat in {None, each.id}
                for message in each.messages
                if all(word in message.text for word in words)
            ),
            key=lambda message: (message.time, int(message.id)),
        )

    def chat(self, title: str) -> str:
        """The id of the chat with this in its title. Raises KeyError."""
        for each in self.screen.chats:
            if title in each.title:
                return each.id
        raise KeyError(title)

    def _popups(self, words: str) -> list[Popup]:
        popups = [popup for popup in self.screen.popups if words in popup.text]
        messages = [
            Popup(text=message.text, alert=False, time=message.time)
            for message in self.messages(words)
        ]
        return popups or messages

    def _buttons(self, label: str, chat: str | None) -> list[tuple[Chat, Message, Button]]:
        return [
            (each, message, button)
            for each in self.screen.chats
            if chat in {None, each.id}
            for message in each.messages
            for row in message.buttons
            for button in row
            if label in button.label and not button.disabled
        ]

    def _offers(self, chat: str, name: str) -> bool:
        return any(
            hint.name == name
            for each in self.screen.chats
            if each.id == chat
            for hint in each.commands
        )

    async def _until(self, there: Callable[[], bool], what: str) -> None:
        patient_until = time.monotonic() + self.patience
        while not there():
            if time.monotonic() > patient_until:
                message = f"{self.name} waited for {what} and saw:\n{self._seen()}"
                raise NotSeenError(message)
            await asyncio.sleep(LOOK_AGAIN_S)

    def _seen(self) -> str:
        lines = []
        for each in self.screen.chats:
            for message in each.messages[-3:]:
                labels = " ".join(f"[{b.label}]" for row in message.buttons for b in row)
                lines.append(f"  {each.title} | {message.author}: {message.text} {labels}")
        lines.extend(f"  pop-up: {popup.text}" for popup in self.screen.popups)
        return "\n".join(lines) or "  nothing"


def _field(form: Form, label: str) -> str:
    for each in form.fields:
        if each.label.startswith(label):
            return each.id
    message = f"the form has no field {label}"
    raise CannotActError(message)


def _value(form: Form, label: str, said: str) -> tuple[str, ...]:
    for each in form.fields:
        if each.label.startswith(label) and each.options:
            return tuple(option.value for option in each.options if option.label == said)
    return (said,)
