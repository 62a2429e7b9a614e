"""People who come to the house: what they do, and what they read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.events import (
    Act,
    Called,
    Event,
    Filled,
    Knocked,
    Mapped,
    Mark,
    Pictured,
    Pinned,
    Pressed,
    Said,
    SentElse,
    Shown,
)
from bot.events import Sender as Actor
from bot.model.areas import RawMap
from bot.model.channels import Chat, ChatKind
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.model.people import Account
from bot.model.pictures import Attached, CleanVideo, RawMedia, RawPicture, RawVideo
from bot.model.places import Point
from bot.replies import (
    Ask,
    Button,
    ErasePressed,
    EraseTheirs,
    Form,
    Reader,
    Replace,
    Say,
    Screen,
    Turn,
)
from bot.texts.text import Quote
from tests.bot.house import GROUP, House
from tests.bot.manners import buttons, heard, said, words
from tests.bot.world import CORNER, LIMITS, PINS


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A message that somebody sees, and where."""

    screen: Screen
    reader: Reader
    chat: Chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came back."""

    turn: Turn
    text: str
    labels: tuple[str, ...] = ()

    @property
    def erased(self) -> bool:
        """Whether the person's own message is taken away."""
        return any(isinstance(answer, EraseTheirs) for answer in self.turn.answers)

    @property
    def silent(self) -> bool:
        """Whether nothing came back at all."""
        return not self.turn.answers


@dataclass
class Someone:
    """A person with an account on one platform; `marks` are those of their acts, if any."""

    house: House
    account: Account
    language: str = "en"
    names: tuple[str, ...] = ()
    sees: list[Seen] = field(default_factory=list)
    form: Form | None = None
    where: Chat | None = None
    last: tuple[Seen, Button] | None = None
    marks: Iterator[Mark] | None = None

    @property
    def home(self) -> Chat:
        """The private chat with the bot."""
        return Chat(
            platform=self.account.platform,
            id=f"home of {self.account.id}",
            kind=ChatKind.PRIVATE,
        )

    @property
    def group(self) -> Chat:
        """The chat that is bound to Villeray."""
        return self.at(GROUP[self.account.platform])

    def at(self, chat: str) -> Chat:
        """Any group."""
        return Chat(
            platform=self.account.platform, id=chat, kind=ChatKind.GROUP, title=chat.title()
        )

    async def does(
        self,
        act: Act,
        chat: Chat | None = None,
        *,
        as_chat: bool = False,
        mark: Mark | None = None,
    ) -> Heard:
        """Anything, at home unless told otherwise."""
        return await self._take(act, chat or self.home, None, as_chat=as_chat, mark=mark)

    async def calls(self, command: Command, argument: str = "", chat: Chat | None = None) -> Heard:
        """Gives a command."""
        return await self.does(Called(command=command, argument=argument), chat)

    async def says(self, text: str, chat: Chat | None = None, to: Seen | None = None) -> Heard:
        """Writes, as an answer to a message or not."""
        return await self.does(Said(text=text, answering=shown(to.screen) if to else None), chat)

    async def pins(self, point: Point = CORNER) -> Heard:
        """Sends a point of the map."""
        return await self.does(Pinned(point=point))

    async def shows(self, content: bytes, text: str = "", to: Seen | None = None) -> Heard:
        """Sends a picture."""
        media = RawPicture(content=content)
        return await self.does(
            Pictured(media=media, text=text, answering=shown(to.screen) if to else None)
        )

    async def films(self, content: bytes, text: str = "", to: Seen | None = None) -> Heard:
        """Sends a video."""
        media = RawVideo(content=content)
        return await self.does(
            Pictured(media=media, text=text, answering=shown(to.screen) if to else None)
        )

    async def maps(self, content: bytes) -> Heard:
        """Sends a file that may be a map."""
        return await self.does(Mapped(map=RawMap(content=content)))

    async def attaches(self, what: Attached) -> Heard:
        """Sends something else."""
        return await self.does(SentElse(what=what))

    async def presses(self, label: str, *, quote: str | None = None) -> Heard:
        """The newest button with this label; `quote` tampers with what stands above it."""
        return await self.presses_on(*self.finds(label), quote=quote)

    async def presses_again(self, label: str) -> Heard:
        """The button that was pressed last, which must have had this label."""
        assert self.last is not None
        assert said(self.last[1].label, self.last[0].reader, self.house.clock.now()) == label
        return await self.presses_on(*self.last)

    async def presses_on(self, seen: Seen, button: Button, *, quote: str | None = None) -> Heard:
        """This very button, though its message may be gone by now."""
        self.last = (seen, button)
        held = shown(seen.screen)
        if quote is not None:
            held = replace(held, quote=quote)
        limits = LIMITS[self.account.platform]
        if button.private and seen.chat.kind is ChatKind.GROUP and not limits.private_answers:
            return await self._take(Pressed(action=button.action), self.home, None)
        return await self._take(Pressed(action=button.action, shown=held), seen.chat, seen)

    async def fills(
        self,
        fields: Mapping[str, str],
        picture: bytes | None = None,
        refused: Attached | None = None,
        *,
        video: bytes | None = None,
        map_: bytes | None = None,
    ) -> Heard:
        """Sends the form that was opened last, in the chat where it was."""
        assert self.form is not None, "no form was opened"
        names = {each.name for each in self.form.fields}
        assert set(fields) <= names, f"the form has {names}"
        photo = None if picture is None else RawPicture(content=picture)
        filled = Filled(
            action=self.form.action,
            fields=fields,
            media=photo if video is None else RawVideo(content=video),
            map=None if map_ is None else RawMap(content=map_),
            refused=refused,
        )
        return await self.does(filled, self.where)

    def finds(self, label: str) -> tuple[Seen, Button]:
        """The newest message with such a button, and the button."""
        for seen in (*reversed(self.sees), *self._posted()):
            for button in buttons(seen.screen):
                if said(button.label, seen.reader, self.house.clock.now()) == label:
                    return seen, button
        message = f"{self.account.id} sees no button {label!r}"
        raise AssertionError(message)

    def reads(self) -> str:
        """All that the bot posted to this person alone, and what still stands at home."""
        now = self.house.clock.now()
        posts = (words(seen.screen, seen.reader, now) for seen in self._posted(personal=True))
        answers = (words(seen.screen, seen.reader, now) for seen in self.sees)
        return "\n".join((*posts, *answers))

    def _posted(self, *, personal: bool = False) -> list[Seen]:
        platform = self.house.platforms[self.account.platform]
        theirs = [
            Seen(
                screen=posted.screen,
                reader=posted.reader,
                chat=self.home if posted.to.personal else self.at(posted.to.id),
            )
            for posted in platform.standing.values()
            if posted.to.id == self.account.id or not (personal or posted.to.personal)
        ]
        return theirs[::-1]

    async def _take(
        self,
        act: Act,
        chat: Chat,
        pressed: Seen | None,
        *,
        as_chat: bool = False,
        mark: Mark | None = None,
    ) -> Heard:
        actor = Actor(
            account=self.account, language=self.language, names=self.names, as_chat=as_chat
        )
        limits = LIMITS[self.account.platform]
        mark = mark or (next(self.marks) if self.marks is not None else None)
        turn = await self.house.take(Event(sender=actor, chat=chat, limits=limits, act=act), mark)
        # Whoever knocks at a group hears in private.
        return self._answered(turn, self.home if isinstance(act, Knocked) else chat, pressed)

    def _answered(self, turn: Turn, chat: Chat, pressed: Seen | None) -> Heard:
        now, labels = self.house.clock.now(), []
        for answer in turn.answers:
            match answer:
                case Say(screen=screen) | Replace(screen=screen):
                    if isinstance(answer, Replace):
                        self._loses(pressed)
                    self.sees.append(Seen(screen=screen, reader=turn.reader, chat=chat))
                    labels += [said(each.label, turn.reader, now) for each in buttons(screen)]
                case Ask(form=form):
                    self.form, self.where = form, chat
                case ErasePressed():
                    self._loses(pressed)
                case _:
                    pass
        return Heard(turn=turn, text=heard(turn, now), labels=tuple(labels))

    def _loses(self, pressed: Seen | None) -> None:
        self.sees = [seen for seen in self.sees if seen is not pressed]


def shown(screen: Screen) -> Shown:
    """A message of the bot as a platform reads it back."""
    quote = next((line.text for line in screen.lines if isinstance(line, Quote)), "")
    media: RawMedia | None = None
    if screen.media is not None:
        raw = RawVideo if isinstance(screen.media, CleanVideo) else RawPicture
        media = raw(content=screen.media.content)
    return Shown(
        quote=quote,
        media=media,
        actions=tuple(each.action for each in buttons(screen)),
    )


def neighbour(house: House, name: str, platform: PlatformName = PINS, **more: str) -> Someone:
    """Somebody on a platform."""
    return Someone(
        house=house,
        account=Account(platform=platform, id=f"{name} on {platform}"),
        language=more.get("language", "en"),
        names=(name,),
    )
