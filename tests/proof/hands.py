"""How residents use the relay on each platform: in their own language, with their own client."""

import asyncio
import mimetypes
from dataclasses import dataclass

from adapters.playground.actors import Actor
from adapters.playground.faults import Fault, Trouble
from adapters.playground.screens import FieldKind, Submit, Upload
from adapters.playground.telegram.acts import say
from adapters.playground.telegram.entities import Entity, Words, with_found
from adapters.playground.telegram.files import Media, MediaKind
from adapters.playground.telegram.nouns import Content, Human
from bot.services import codes
from bot.texts.catalogue import sentence
from tests.proof.cast import Resident, Side
from tests.proof.enclosures import Enclosure
from tests.proof.house import PATIENCE_S, House
from tests.proof.town import ANSWERED_WITHIN_S

WRONG_CODE = "abandon ability able about above absent"
"""What whoever has no code tries."""

TOO_MANY, RETRY_AFTER_S = 429, 0.001
IN_VAIN_S = 0.001
"""How long somebody on Discord waits for a watch that is dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """One resident at their client; every act waits until it is answered."""

    house: House
    resident: Resident

    @property
    def actor(self) -> Actor:
        return self.house.person(self.resident.mark)

    @property
    def on_telegram(self) -> bool:
        return self.resident.side is Side.TELEGRAM

    @property
    def alone(self) -> str | None:
        """Where private copies are: the private chat, or among what only they see."""
        return self.house.town.private if self.on_telegram else None

    async def opens(self) -> None:
        """[Reply privately] under the request: whoever watches the place got it in private."""
        label = self.label("request.reply")
        if self.resident.watches:
            await self.actor.press(label, self.alone or self.actor.chat("Porchlight"))
        else:
            town = self.house.town
            where = town.group if self.on_telegram else town.channel
            await self.actor.press(sentence("request.reply", "en"), where)
        await self.house.settle()
        self.has(self.label("copy.check"))

    async def writes(self, words: str, enclosed: Enclosure) -> None:
        """Words, with a file or without: the draft stands in the chat."""
        await self.tries(words, enclosed)
        self.has(self.label("draft.send"))

    async def tries(self, words: str, enclosed: Enclosure) -> None:
        """The same, whether it is taken or not: a message on Telegram, a form on Discord."""
        said, upload = self.resident.types(words), enclosed.by(self.resident)
        if self.on_telegram:
            self._say(said, upload)
        else:
            await self.presses("copy.write")
            await self._fill(said, upload)
        await self.house.settle()

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

    async def presses_in_vain(self, key: str) -> None:
        """The same; the watch dies of it when it has committed what was asked."""
        self.house.town.discord.desk.answer_within = IN_VAIN_S
        self.house.life.doorstep.order_death()
        await self.actor.press(self.label(key), self.alone)
        async with asyncio.timeout(PATIENCE_S):
            await self.house.life.doorstep.fell.wait()
        await self.house.dies()
        self.house.town.discord.desk.answer_within = ANSWERED_WITHIN_S

    def is_flooded(self, method: str) -> None:
        """The platform's next answer to the bot about them is: too many requests."""
        town = self.house.town
        if self.on_telegram:
            town.telegram.faults.too_many(method, 1)
        else:
            town.discord.faults.add(flood("callback"))

    def label(self, key: str) -> str:
        return sentence(key, self.resident.tag)

    def has(self, label: str) -> None:
        """Make sure that a button is there: what was answered is not what was expected."""
        labels = self.labels()
        assert label in labels, f"{self.resident.mark} has no [{label}] but {labels}"

    def labels(self) -> set[str]:
        """All buttons where private copies are."""
        chats = [each for each in self.actor.screen.chats if self.alone in {None, each.id}]
        return {
            button.label
            for chat in chats
            for message in chat.messages
            for row in message.buttons
            for button in row
        }

    def _say(self, text: str, upload: Upload | None) -> None:
        """As an answer to the copy, with a link behind the first word."""
        town = self.house.town.telegram
        human = town.accounts[self.resident.account]
        assert isinstance(human, Human)
        chat = town.private(self.house.town.bot, human)
        link = Entity(kind="text_link", offset=0, length=1, url=self.resident.link)
        words = with_found(Words(text=text, entities=(link,)))
        copy = chat.find(human.id, int(self._copy()))
        media = None if upload is None else self._file(upload)
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

    def _file(self, upload: Upload) -> Media:
        shelf, kind = self.house.town.telegram.shelf, MediaKind(upload.kind)
        mime = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        file = shelf.put(upload.content, mime, kind)
        return shelf.remember(Media(kind=kind, file=file, name=upload.name))

    async def _fill(self, text: str, upload: Upload | None) -> None:
        form = self.actor.screen.form
        assert form is not None, f"no form lies open before {self.resident.mark}"
        fields = {field.kind: field.id for field in form.fields}
        files: dict[str, tuple[Upload, ...]] = {}
        if upload is not None:
            files[fields[FieldKind.FILES]] = (upload,)
        values: dict[str, tuple[str, ...]] = {fields[FieldKind.PARAGRAPH]: (text,)}
        await self.actor.do(Submit(form=form.id, values=values, files=files))


def flood(route: str) -> Fault:
    """Discord answers the next call to this route with 429."""
    return Fault(
        trouble=Trouble.REFUSE,
        call=f"POST *{route}*",
        status=TOO_MANY,
        retry_after=RETRY_AFTER_S,
    )
