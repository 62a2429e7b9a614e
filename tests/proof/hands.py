"""How residents use the relay on each platform: in their own language, with their own client."""

from dataclasses import dataclass

from PIL import Image

from adapters.playground.actors import Actor
from adapters.playground.screens import FieldKind, Submit, Upload
from adapters.playground.telegram.acts import say
from adapters.playground.telegram.entities import Entity, Words, with_found
from adapters.playground.telegram.files import Media, MediaKind
from adapters.playground.telegram.nouns import Content, Human
from bot.services import codes
from bot.texts.catalogue import sentence
from tests.proof.cast import Resident, Side
from tests.proof.house import House

WRONG_CODE = "abandon ability able about above absent"
"""What whoever has no code tries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """One resident at their client; every act waits until it is answered."""

    house: House
    resident: Resident

    @property
    def actor(self) -> Actor:
        return self.house.person(self.resident.name)

    @property
    def on_telegram(self) -> bool:
        return self.resident.side is Side.TELEGRAM

    @property
    def alone(self) -> str | None:
        """Where private copies are: the private chat, or among what only they see."""
        return self.house.town.private if self.on_telegram else None

    async def opens(self) -> None:
        """[Reply privately] under the public request."""
        town = self.house.town
        where = town.group if self.on_telegram else town.channel
        await self.actor.press(sentence("request.reply", "en"), where)
        await self.house.settle()
        self.has(self.label("copy.check"))

    async def writes(self, words: str, pixels: Image.Image | None) -> None:
        """Words, with a picture or without: a message on Telegram, a form on Discord."""
        if self.on_telegram:
            self._say(self.resident.types(words), pixels)
        else:
            await self.presses("copy.write")
            await self._fill(self.resident.types(words), pixels)
        await self.house.settle()
        self.has(self.label("draft.send"))

    async def gives_code(self) -> None:
        """As after the loss of the copy: a new one, and the six words; wrong ones without any."""
        words = self._code() or WRONG_CODE
        await self.opens()
        await self.presses("copy.check")
        await self.presses("code.have")
        if self.on_telegram:
            await self.actor.write(self.alone or "", words)
        else:
            await self.actor.fills({self.label("form.six_words"): words})
        await self.house.settle()

    async def presses(self, key: str) -> None:
        """The newest button whose label stands under this key."""
        await self.actor.press(self.label(key), self.alone)
        await self.house.settle()

    def label(self, key: str) -> str:
        return sentence(key, self.resident.tag)

    def has(self, label: str) -> None:
        """Make sure that a button is there: what was answered is not what was expected."""
        chats = [each for each in self.actor.screen.chats if self.alone in {None, each.id}]
        labels = {
            button.label
            for chat in chats
            for message in chat.messages
            for row in message.buttons
            for button in row
        }
        assert label in labels, f"{self.resident.name} has no [{label}] but {labels}"

    def _say(self, text: str, pixels: Image.Image | None) -> None:
        """As an answer to the copy, with a link behind the first word; a photo as a file."""
        town = self.house.town.telegram
        human = town.accounts[self.resident.account]
        assert isinstance(human, Human)
        chat = town.private(self.house.town.bot, human)
        link = Entity(kind="text_link", offset=0, length=1, url=self.resident.link)
        words = with_found(Words(text=text, entities=(link,)))
        copy = chat.find(human.id, int(self._copy()))
        media = None if pixels is None else self._file(pixels)
        say(town, human, chat, Content(words=words, media=media), reply_to=copy)

    def _copy(self) -> str:
        """The number of the newest private copy: it has a way to look for a question."""
        copies = [
            message.id
            for message in self.actor.messages(chat=self.alone)
            if self.label("copy.check") in [each.label for row in message.buttons for each in row]
        ]
        return copies[-1]

    def _code(self) -> str | None:
        """The six words on the screen, if any were given."""
        lines = (
            line for each in self.actor.messages(chat=self.alone) for line in each.text.split("\n")
        )
        return next((line for line in lines if codes.read(line) is not None), None)

    def _file(self, pixels: Image.Image) -> Media:
        shelf = self.house.town.telegram.shelf
        file = shelf.put(self.resident.photo(pixels), "image/jpeg", MediaKind.DOCUMENT)
        named = Media(kind=MediaKind.DOCUMENT, file=file, name=self.resident.file_name)
        return shelf.remember(named)

    async def _fill(self, text: str, pixels: Image.Image | None) -> None:
        form = self.actor.screen.form
        assert form is not None, f"no form lies open before {self.resident.name}"
        fields = {field.kind: field.id for field in form.fields}
        files: dict[str, tuple[Upload, ...]] = {}
        if pixels is not None:
            name, content = self.resident.file_name, self.resident.photo(pixels)
            files[fields[FieldKind.FILES]] = (Upload(name=name, content=content),)
        values: dict[str, tuple[str, ...]] = {fields[FieldKind.PARAGRAPH]: (text,)}
        await self.actor.do(Submit(form=form.id, values=values, files=files))
