"""People who do not give up: when nothing happens, they look again and do it again."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from typing_extensions import override

from adapters.playground.actors import Actor, NotSeenError
from adapters.playground.screens import CannotActError, Message, Popup, Press, Screen
from adapters.playground.telegram.server import TelegramServer

T = TypeVar("T")

LOOKS_S = (0.04, 0.06, 0.1, 0.15, 0.25, 0.4)
"""Seconds between looks at the screen: soon after acting, then at leisure."""

OLD_S = 0.5
"""Seconds after which a screen is drawn anew in any case."""

REFUSED_S = 0.2
"""Seconds before somebody presses again who was told at once that it did not work."""

Act = Callable[[Message], Awaitable[None]]
Start = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher(Actor):
    """Somebody who looks often: the screen is drawn anew when something changed, or it is old."""

    _drawn: list[tuple[int, float, Screen]] = field(default_factory=list)

    @property
    @override
    def screen(self) -> Screen:
        version, now = self.world.version, time.monotonic()
        for earlier, drawn, screen in self._drawn:
            if earlier == version and now - drawn < OLD_S:
                return screen
        self._drawn[:] = [(version, now, self.world.screen(self.id))]
        return self._drawn[0][2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What stands on the screen, and what one does then."""

    words: tuple[str, ...]
    act: Act


def cue(act: Act, *words: str) -> Cue:
    """When the newest message holds all these words, do this."""
    return Cue(words=words, act=act)


@dataclass(slots=True, kw_only=True)
class Patient:
    """Somebody in one chat with the bot. `patience` is in seconds.

    `deaf_to` are the words of messages that belong to no dialogue: alerts, letters.
    """

    actor: Actor
    chat: str
    patience: float = 4.0
    deaf_to: tuple[str, ...] = ()
    busy: Callable[[], bool] = lambda: False  # whether too much waits for the bot already
    _since: int = field(default=0, init=False)
    _popped: tuple[Popup, ...] = field(default=(), init=False)

    @property
    def on_telegram(self) -> bool:
        """Whether this is Telegram, where there are no forms."""
        return isinstance(self.actor.world, TelegramServer)

    def begin(self) -> None:
        """What was said up to now belongs to something else."""
        self._since, self._popped = self.newest_id(), self.actor.screen.popups

    def newest_id(self) -> int:
        """The number of the newest message said to this person."""
        return max((int(each.id) for each in self.all()), default=0)

    def all(self) -> list[Message]:
        """All that the bot said to this person here, oldest first."""
        return [
            message
            for chat in self.actor.screen.chats
            if chat.id == self.chat
            for message in chat.messages
            if message.from_bot and self._for_me(message, chat.kind)
        ]

    def _for_me(self, message: Message, kind: str) -> bool:
        if any(words in message.text for words in self.deaf_to):
            return False
        return message.ephemeral or self.on_telegram or kind == "dm"

    def heard(self, *words: str, since: int | None = None) -> Message | None:
        """The newest message with all these words, of those said since the beginning."""
        after = self._since if since is None else since
        for message in reversed(self.all()):
            if int(message.id) > after and all(word in message.text for word in words):
                return message
        return None

    def noticed(self, words: str) -> bool:
        """Whether a pop-up says so, or a message since the beginning."""
        return self.popped(words) or self.heard(words) is not None

    def popped(self, words: str) -> bool:
        """Whether a pop-up says so that was not there in the beginning."""
        new = (popup for popup in self.actor.screen.popups if popup not in self._popped)
        return any(words in popup.text for popup in new)

    async def press(self, message: Message, label: str, chat: str = "") -> None:
        """Press a button of this message. Raises CannotActError when it has none such."""
        for row in message.buttons:
            for button in row:
                if label in button.label:
                    where = chat or self.chat
                    act = Press(chat=where, message=message.id, button=button.id)
                    return await self.actor.do(act)
        words = f"no button [{label}]"
        raise CannotActError(words)

    async def press_under(self, label: str, *words: str) -> None:
        """Press a button under the newest post that holds these words, in any chat on Telegram.

        On Discord the answer comes where one presses, so it is this chat's post.
        Raises CannotActError when it stands nowhere yet.
        """
        for chat in self.actor.screen.chats:
            for message in reversed(chat.messages):
                here = self.on_telegram or chat.id == self.chat
                if here and all(each in message.text for each in words) and message.buttons:
                    return await self.press(message, label, chat.id)
        problem = f"nothing with {words} yet"
        raise CannotActError(problem)

    def pressing(self, label: str) -> Act:
        """What presses this button of whatever message is the newest."""
        return lambda message: self.press(message, label)

    def writing(self, text: str) -> Act:
        """What writes this into the chat."""
        return lambda _: self.actor.write(self.chat, text)

    async def until(
        self,
        found: Callable[[], T | None],
        start: Start,
        cues: Sequence[Cue],
        forms: Mapping[str, Start] | None = None,
    ) -> T:
        """Go on until it is found: by the form that lies open, by the cues, or from the start."""
        while (result := found()) is None:
            popups = self.actor.screen.popups
            with suppress(CannotActError, NotSeenError):  # gone since a moment ago: look again
                await self._next(start, cues, forms or {})
            if not self.on_telegram and self.actor.screen.popups != popups:
                await asyncio.sleep(REFUSED_S)  # Discord says at once that nobody is there
            else:
                await self._changes()
        return result

    async def _next(self, start: Start, cues: Sequence[Cue], forms: Mapping[str, Start]) -> None:
        form = self.actor.screen.form
        if form is not None:
            for title, fill in forms.items():
                if title in form.title:
                    return await fill()
        newest = self.heard("")
        for each in cues:
            if newest is not None and all(word in newest.text for word in each.words):
                return await each.act(newest)
        return await start()

    async def _changes(self) -> None:
        """Wait until the screen is another one, or patience is over."""
        before = self._sight()
        until, looks = time.monotonic() + self.patience, iter(LOOKS_S)
        while time.monotonic() < until or self.busy():
            await asyncio.sleep(next(looks, LOOKS_S[-1]))
            if self._sight() != before:
                return

    def _sight(self) -> object:
        screen = self.actor.screen
        form = None if screen.form is None else screen.form.id
        return [(each.id, each.text) for each in self.all()], screen.popups, form


@dataclass(slots=True, kw_only=True)
class Doubt:
    """Whether somebody pressed, got no answer, and has not looked since what came of it."""

    patient: Patient
    _pressed: int | None = field(default=None, init=False)

    def pressing(self, label: str) -> Act:
        """What presses this button, after which one cannot know."""

        async def act(message: Message) -> None:
            self._pressed = self.patient.newest_id()
            await self.patient.press(message, label)

        return act

    @property
    def pressed(self) -> bool:
        """Whether one pressed at all."""
        return self._pressed is not None

    def looked(self, *words: str) -> Message | None:
        """What was said with one of these words since the press."""
        if self._pressed is None:
            return None
        seen = (self.patient.heard(each, since=self._pressed) for each in words)
        return next((message for message in seen if message is not None), None)

    def stands(self, *words: str) -> bool:
        """Whether it is still unknown; `words` are those of an answer to looking."""
        return self._pressed is not None and self.looked(*words) is None
