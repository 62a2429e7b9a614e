"""What each person sees, told as lines of text."""

import textwrap
from dataclasses import dataclass

from adapters.playground.actors import Actor
from adapters.playground.screens import Message, Popup
from bot.app.town import ROLES, Town

WIDTH = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """One message as it was seen."""

    chat: str
    author: str
    text: str
    buttons: str
    pictures: int


class Eyes:
    """Remembers what everybody saw, and tells what is new."""

    def __init__(self, town: Town) -> None:
        """Look at the town as it is."""
        self._town = town
        self._seen: dict[str, dict[str, Glance]] = {name: {} for name in town.people}
        self._popped: set[tuple[str, Popup]] = set()
        self.changes()

    def changes(self) -> list[str]:
        """What is new, changed or gone on each screen since the last look."""
        lines: list[str] = []
        for name, actor in self._town.people.items():
            now = glances(actor)
            told = _told(self._seen[name], now) + self._popups(actor)
            if told:
                lines.append(f"  {name} ({ROLES[name]})")
                lines.extend(told)
            self._seen[name] = now
        return lines

    def _popups(self, actor: Actor) -> list[str]:
        fresh = [popup for popup in actor.screen.popups if (actor.id, popup) not in self._popped]
        self._popped.update((actor.id, popup) for popup in fresh)
        return [f"      (pop-up) {popup.text}" for popup in fresh]


def glances(actor: Actor) -> dict[str, Glance]:
    """All messages on a person's screen, by chat and message."""
    return {
        f"{chat.id}/{message.id}": _glance(chat.title, message)
        for chat in actor.screen.chats
        for message in chat.messages
    }


def _glance(chat: str, message: Message) -> Glance:
    labels = " ".join(f"[{button.label}]" for row in message.buttons for button in row)
    pictures = sum(1 for file in message.attachments if file.kind == "photo")
    text = message.text or ("(location)" if message.location else "")
    return Glance(chat=chat, author=message.author, text=text, buttons=labels, pictures=pictures)


def _told(before: dict[str, Glance], now: dict[str, Glance]) -> list[str]:
    lines = []
    for key, glance in now.items():
        if key not in before:
            lines.extend(_drawn(glance, "  "))
        elif before[key] != glance:
            lines.extend(_drawn(glance, "~ "))
    for key, glance in before.items():
        if key not in now:
            start = " ".join(glance.text.split())[:60]
            lines.append(f"    - {glance.chat} | gone: {start}")
    return lines


def _drawn(glance: Glance, mark: str) -> list[str]:
    picture = "🖼 " * glance.pictures
    words = " ".join(glance.text.split())
    said = f"{glance.chat} | {glance.author}: {picture}{words} {glance.buttons}".rstrip()
    return textwrap.wrap(said, WIDTH, initial_indent=f"    {mark}", subsequent_indent="          ")
