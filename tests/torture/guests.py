"""People in the hall: what they see, and how they act on it."""

from dataclasses import dataclass, field

from bot.events import Act, Event, Filled, Mark, Pressed, Said, Sender, Shown
from bot.model.actions import Action, Verb
from bot.model.channels import Chat, ChatKind
from bot.model.ids import PlatformName
from bot.model.people import Account
from bot.model.pictures import CleanVideo, RawMedia, RawPicture, RawVideo
from bot.replies import Ask, Button, ErasePressed, Form, Replace, Say, Screen, Turn
from bot.texts.text import Quote
from tests.bot.manners import buttons
from tests.bot.world import LIMITS, PINS
from tests.torture.hall import GROUPS, Hall


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A message that somebody sees, and where."""

    screen: Screen
    chat: Chat


@dataclass
class Guest:
    """A person with an account on one platform."""

    hall: Hall
    account: Account
    language: str = "en"
    names: tuple[str, ...] = ()
    seen: list[Seen] = field(default_factory=list)
    past: list[Seen] = field(default_factory=list)  # also what is gone
    form: tuple[Form, Chat] | None = None
    updates: int = 0

    @property
    def home(self) -> Chat:
        """The private chat with the bot."""
        where = f"home of {self.account.id}"
        return Chat(platform=self.account.platform, id=where, kind=ChatKind.PRIVATE)

    @property
    def group(self) -> Chat:
        """The chat that is bound to Villeray."""
        platform = self.account.platform
        return Chat(platform=platform, id=GROUPS[platform], kind=ChatKind.GROUP, title="Villeray")

    async def does(self, act: Act, chat: Chat | None = None, on: Seen | None = None) -> Turn:
        """Anything, at home unless told otherwise; `on` is the message that was pressed."""
        turn = await self.tries(act, chat)
        self._answered(turn, chat or self.home, on)
        return turn

    async def tries(self, act: Act, chat: Chat | None = None) -> Turn:
        """Anything, without looking at what is said to it."""
        sender = Sender(account=self.account, language=self.language, names=self.names)
        limits = LIMITS[self.account.platform]
        event = Event(sender=sender, chat=chat or self.home, limits=limits, act=act)
        return await self.hall.take(event, self._mark())

    async def says(self, text: str, to: Seen | None = None) -> Turn:
        """Writes at home, as an answer to a message or not."""
        return await self.does(Said(text=text, answering=shown(to.screen) if to else None))

    async def presses(self, verb: Verb, *args: str) -> Turn:
        """The newest button that does this."""
        return await self.presses_on(*self.finds(verb, *args))

    async def presses_on(self, seen: Seen, button: Button) -> Turn:
        """This very button."""
        return await self.does(*self.pressing(seen, button))

    def pressing(self, seen: Seen, button: Button) -> tuple[Act, Chat, Seen | None]:
        """The act, where, and on what: a deep link leads home."""
        limits = LIMITS[self.account.platform]
        if button.private and seen.chat.kind is ChatKind.GROUP and not limits.private_answers:
            return Pressed(action=button.action), self.home, None
        return Pressed(action=button.action, shown=shown(seen.screen)), seen.chat, seen

    async def fills(self, fields: dict[str, str]) -> Turn:
        """Sends the form that was opened last."""
        if self.form is None:
            message = "no form lies open"
            raise LookupError(message)
        form, where = self.form
        return await self.does(Filled(action=form.action, fields=fields), where)

    def finds(self, verb: Verb, *args: str) -> tuple[Seen, Button]:
        """The newest message with a button that does this, to this. Raises LookupError."""
        for seen in (*reversed(self.seen), *reversed(self.posted())):
            for button in buttons(seen.screen):
                if button.action.verb is verb and button.action.args[: len(args)] == args:
                    return seen, button
        message = f"{self.account.id} sees no {verb.name} {args}"
        raise LookupError(message)

    def posted(self) -> list[Seen]:
        """What stands for this person on the platform, alone or in the group."""
        standing = self.hall.of(self.account.platform).standing.values()
        return [
            Seen(screen=each.screen, chat=self.home if each.to.personal else self.group)
            for each in standing
            if each.to.id == self.account.id or not each.to.personal
        ]

    def letters(self) -> list[Screen]:
        """What was sent to this person alone."""
        standing = self.hall.of(self.account.platform).standing.values()
        return [each.screen for each in standing if each.to.id == self.account.id]

    def _mark(self) -> Mark | None:
        """Telegram's updates are counted, Discord's are not."""
        if self.account.platform != PINS:
            return None
        self.hall.updates += 1
        return Mark(platform=PINS, position=self.hall.updates)

    def _answered(self, turn: Turn, chat: Chat, on: Seen | None) -> None:
        for answer in turn.answers:
            match answer:
                case Replace(screen=screen):
                    self._loses(on)
                    self._sees(Seen(screen=screen, chat=chat))
                case Say(screen=screen):
                    self._sees(Seen(screen=screen, chat=chat))
                case Ask(form=form):
                    self.form = (form, chat)
                case ErasePressed():
                    self._loses(on)
                case _:
                    pass

    def _sees(self, seen: Seen) -> None:
        self.seen.append(seen)
        self.past.append(seen)

    def _loses(self, gone: Seen | None) -> None:
        self.seen = [seen for seen in self.seen if seen is not gone]


def shown(screen: Screen) -> Shown:
    """A message of the bot as a platform reads it back."""
    quote = next((line.text for line in screen.lines if isinstance(line, Quote)), "")
    media: RawMedia | None = None
    if screen.media is not None:
        raw = RawVideo if isinstance(screen.media, CleanVideo) else RawPicture
        media = raw(content=screen.media.content)
    return Shown(quote=quote, media=media, actions=actions(screen))


def actions(screen: Screen) -> tuple[Action, ...]:
    """What the buttons under a message do."""
    return tuple(each.action for each in buttons(screen))


def guest(hall: Hall, name: str, platform: PlatformName = PINS) -> Guest:
    """Somebody on a platform."""
    account = Account(platform=platform, id=f"{name} on {platform}")
    return Guest(hall=hall, account=account, names=(name,))
