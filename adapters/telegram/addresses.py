"""How Telegram's numbers are written in the core's opaque ids."""

from dataclasses import dataclass
from typing import Self

from bot.model.channels import MessageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A chat, or one topic of a group that has topics: "-100123" or "-100123/45"."""

    chat: int
    topic: int | None = None

    @classmethod
    def read(cls, written: str) -> Self:
        """The place that `written` gave."""
        chat, _, topic = written.partition("/")
        return cls(chat=int(chat), topic=int(topic) if topic else None)

    @property
    def private(self) -> bool:
        """Whether it is a chat with one person: groups have negative numbers."""
        return self.chat > 0

    def written(self) -> str:
        """The place as an opaque id."""
        return str(self.chat) if self.topic is None else f"{self.chat}/{self.topic}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message of ours: "12" a text, "p12" a picture with a caption, "11p12" both apart.

    `text` is the message that carries the words and the buttons; `picture` the message that
    carries the picture: the same one, another one before it, or none.
    """

    chat: int
    text: int
    picture: int | None = None

    @classmethod
    def read(cls, at: MessageRef) -> Self:
        """The message that `written` gave."""
        before, mark, text = at.message.rpartition("p")
        picture = int(before or text) if mark else None
        return cls(chat=Place.read(at.chat).chat, text=int(text), picture=picture)

    def written(self, place: Place) -> MessageRef:
        """The message as opaque ids."""
        if self.picture is None:
            message = str(self.text)
        else:
            message = f"p{self.text}" if self.captioned else f"{self.picture}p{self.text}"
        return MessageRef(chat=place.written(), message=message)

    @property
    def captioned(self) -> bool:
        """Whether the words are the picture's caption."""
        return self.picture == self.text

    @property
    def parts(self) -> tuple[int, ...]:
        """All messages that it consists of."""
        if self.picture is None or self.captioned:
            return (self.text,)
        return (self.picture, self.text)
