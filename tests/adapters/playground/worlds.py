"""A small working world: chats that several people share, a bot that answers, forms and popups."""

import dataclasses
import itertools
import re
import time

from adapters.playground.faults import Faults
from adapters.playground.ledger import Ledger
from adapters.playground.screens import (
    Act,
    Attachment,
    Block,
    Button,
    ButtonKind,
    CannotActError,
    Chat,
    CommandHint,
    CommandOption,
    FieldKind,
    Form,
    FormField,
    Message,
    OpenLink,
    Option,
    Person,
    Popup,
    Press,
    Remove,
    Restart,
    RunCommand,
    Screen,
    SendFile,
    SendPin,
    Submit,
    Unblock,
    Upload,
    Write,
)

NOON = 1_769_200_000.0
BOT = "bot"
TINY_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8cf50000003010180b2d3a6b60000000049454e44ae426082"
)
KINDS = (
    Option(label="Break-in or theft", value="theft"),
    Option(label="Vandalism", value="vandalism"),
    Option(label="Fire or smoke", value="fire"),
)
REPORT_FORM = Form(
    id="form-1",
    title="Tell your neighbours",
    fields=(
        FormField(
            id="words",
            label="If someone is in danger, call 911 first.",
            kind=FieldKind.WORDS,
        ),
        FormField(id="kind", label="What is it about?", kind=FieldKind.CHOICE, options=KINDS),
        FormField(
            id="what",
            label="What happened?",
            kind=FieldKind.PARAGRAPH,
            description="One or two sentences about what you saw.",
            placeholder="Leave out names and house numbers",
            max_length=700,
        ),
        FormField(
            id="where", label="Where?", kind=FieldKind.TEXT, placeholder="Street and number"
        ),
        FormField(id="photos", label="Photos", kind=FieldKind.FILES, required=False, most=3),
    ),
)
COMMANDS = (
    CommandHint(name="help", description="What the watch can do"),
    CommandHint(name="report", description="Tell your neighbours what you saw"),
    CommandHint(
        name="check",
        description="Is this request genuine?",
        options=(
            CommandOption(name="request", description="The request's number", required=True),
            CommandOption(
                name="language",
                description="Of the answer",
                choices=(Option(label="English", value="en"), Option(label="Español", value="es")),
            ),
        ),
    ),
)


class FakeWorld:
    """A platform on which several people share chats with one bot."""

    def __init__(self, people: tuple[Person, ...], chats: tuple[Chat, ...]) -> None:
        self._people = {person.id: person for person in people}
        self._chats = {chat.id: chat for chat in chats}
        self._private: dict[str, set[str]] = {}  # chat: who is in it, if not everybody
        self._forms: dict[str, Form] = {}
        self._popups: dict[str, tuple[Popup, ...]] = {}
        self._ephemeral: dict[tuple[str, str], tuple[Message, ...]] = {}
        self._files: dict[str, tuple[bytes, str]] = {}
        self._blocked: set[str] = set()
        self._numbers = itertools.count(100)
        self._version = 1
        self.faults, self.ledger = Faults(self.now), Ledger()
        self.acts: list[tuple[str, Act]] = []
        self.submitted: list[Submit] = []

    def now(self) -> float:
        return time.time()

    def vanish(self, seconds: float) -> None:
        self.faults.outage(seconds)

    def keep_private(self, chat: str, *people: str) -> None:
        self._private[chat] = set(people)

    def keep_file(self, key: str, content: bytes, content_type: str) -> None:
        self._files[key] = (content, content_type)

    @property
    def version(self) -> int:
        return self._version

    def people(self) -> tuple[Person, ...]:
        return tuple(self._people.values())

    def file(self, key: str) -> tuple[bytes, str]:
        return self._files[key]

    def screen(self, person: str) -> Screen:
        somebody = self._people[person]
        chats = tuple(
            dataclasses.replace(
                chat, messages=chat.messages + self._ephemeral.get((person, chat.id), ())
            )
            for chat in self._chats.values()
            if person in self._private.get(chat.id, {person})
        )
        return Screen(
            person=somebody,
            chats=chats,
            popups=self._popups.get(person, ()),
            form=self._forms.get(person),
        )

    async def act(self, person: str, act: Act) -> None:
        self.acts.append((person, act))
        self._version += 1
        match act:
            case Write() | SendFile() | SendPin() | Remove():
                self._say(person, act)
            case Press() | RunCommand() | Submit() | Restart():
                self._meet_bot(person, act)
            case OpenLink():
                message = "This link leads outside the playground."
                raise CannotActError(message)
            case Block():
                self._blocked.add(person)
            case Unblock():
                self._blocked.discard(person)

    def _say(self, person: str, act: Write | SendFile | SendPin | Remove) -> None:
        match act:
            case Write(text=""):
                message = "An empty message cannot be sent."
                raise CannotActError(message)
            case Write():
                self.post(act.chat, person, act.text, reply_to=act.reply_to)
            case SendFile():
                self._post_file(person, act)
            case SendPin():
                self.post(act.chat, person, "", location=(act.latitude, act.longitude))
            case Remove():
                chat = self._chats[act.chat]
                kept = tuple(message for message in chat.messages if message.id != act.message)
                self._chats[act.chat] = dataclasses.replace(chat, messages=kept)

    def _meet_bot(self, person: str, act: Press | RunCommand | Submit | Restart) -> None:
        match act:
            case Press(button="loc"):
                latitude, longitude = (float(value) for value in act.values)
                self.post(act.chat, person, "", location=(latitude, longitude))
            case Press(button="say"):
                self.post(act.chat, person, "Skip")
            case Press(button="form") | RunCommand(name="report"):
                self._forms[person] = REPORT_FORM
            case Press():
                said = ", ".join(act.values) or act.button
                popup = Popup(text=f"Saved: {said}", alert=act.button == "alert", time=NOON)
                self._popups[person] = (*self._popups.get(person, ()), popup)
            case RunCommand():
                chosen = " ".join(f"{name}={value}" for name, value in act.options.items())
                self._whisper(person, act.chat, f"You ran /{act.name} {chosen}".strip())
            case Submit():
                self.submitted.append(act)
                del self._forms[person]
                chat = next(iter(self.screen(person).chats)).id
                self._whisper(person, chat, "Not posted yet. This is what neighbours will see.")
            case Restart():
                self._forms.pop(person, None)
                self._popups.pop(person, None)
                self._ephemeral = {
                    key: kept for key, kept in self._ephemeral.items() if key[0] != person
                }

    def _whisper(self, person: str, chat: str, text: str) -> None:
        message = dataclasses.replace(self._message(BOT, text), ephemeral=True)
        self._ephemeral[person, chat] = (*self._ephemeral.get((person, chat), ()), message)

    def post(
        self,
        chat: str,
        author: str,
        text: str,
        *,
        location: tuple[float, float] | None = None,
        reply_to: str | None = None,
    ) -> None:
        message = dataclasses.replace(
            self._message(author, text), location=location, reply_to=reply_to
        )
        self.append(chat, message)

    def append(self, chat: str, message: Message) -> None:
        self._version += 1
        kept = self._chats[chat]
        self._chats[chat] = dataclasses.replace(kept, messages=(*kept.messages, message))

    def _post_file(self, person: str, act: SendFile) -> None:
        key = f"sent/{next(self._numbers)}"
        types = {"photo": "image/jpeg", "video": "video/mp4"}
        self._files[key] = (
            act.upload.content,
            types.get(act.upload.kind, "application/octet-stream"),
        )
        shown = attachment(key, act.upload)
        message = dataclasses.replace(self._message(person, act.caption), attachments=(shown,))
        self.append(act.chat, message)

    def _message(self, author: str, text: str) -> Message:
        number = next(self._numbers)
        name = "Porchlight" if author == BOT else self._people[author].name
        return Message(
            id=str(number),
            author=name,
            author_id=author,
            from_bot=author == BOT,
            time=NOON + number * 20,
            text=text,
            html=text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>"),
        )


def attachment(key: str, upload: Upload) -> Attachment:
    return Attachment(
        kind=upload.kind,
        name=upload.name,
        url=f"/control/telegram/file/{key}",
        size=len(upload.content),
    )


def bot_says(number: int, html: str, *buttons: tuple[Button, ...]) -> Message:
    return Message(
        id=str(number),
        author="Porchlight",
        author_id=BOT,
        from_bot=True,
        time=NOON + number * 20,
        text=re.sub(r"<[^>]+>", " ", html).replace("&amp;", "&"),
        html=html,
        buttons=buttons,
    )


def says(number: int, person: Person, text: str) -> Message:
    return Message(
        id=str(number),
        author=person.name,
        author_id=person.id,
        from_bot=False,
        time=NOON + number * 20,
        text=text,
        html=text,
    )


ANA = Person(id="101", name="Ana Tremblay", username="ana_t", language="en")
LUIS = Person(id="102", name="Luis Ortega", username="luis_o", language="es")
NORA = Person(id="103", name="Nora Haddad", username="nora_h", language="en")
FAR = Person(id="104", name="Émile Roy", username="emile_r", language="en")
CHIEF = Person(id="105", name="Cst. Dupuis", username="dupuis", language="en")

KIND_BUTTONS = (
    (Button(id="theft", label="Break-in or theft"), Button(id="vandalism", label="Vandalism")),
    (Button(id="fire", label="Fire or smoke"), Button(id="hazard", label="Hazard")),
    (Button(id="alert", label="Something else"),),
)


def telegram_world() -> FakeWorld:
    group = Chat(
        id="-200",
        title="Villeray neighbours",
        kind="supergroup",
        members=214,
        commands=COMMANDS,
        messages=(
            says(1, NORA, "Does anybody know why the lights on De Gaspé are out again?"),
            says(2, LUIS, "City crew since this morning, they say until six."),
            bot_says(
                3,
                "<b>Theft · near Rue Jarry &amp; Rue Saint-Denis · 10 minutes ago</b> · "
                "unconfirmed<br>Two parcels taken from a porch by someone in a grey van.",
                (
                    Button(id="saw", label="I saw it too"),
                    Button(
                        id="map",
                        label="Map",
                        kind=ButtonKind.LINK,
                        url="https://www.openstreetmap.org",
                    ),
                ),
            ),
        ),
    )
    private = Chat(
        id="300",
        title="Porchlight",
        kind="private",
        commands=COMMANDS,
        keyboard=(
            (Button(id="loc", label="Send my location", kind=ButtonKind.LOCATION),),
            (Button(id="say", label="Skip", kind=ButtonKind.SAY),),
        ),
        messages=(
            says(4, ANA, "/report"),
            bot_says(
                5,
                "What is it about? If someone is in danger, <b>call 911 first</b>.",
                *KIND_BUTTONS,
            ),
            says(6, ANA, "Two parcels taken from a porch by someone in a grey van."),
            dataclasses.replace(
                bot_says(
                    7,
                    "Where? Send your location, or type a street and a number. "
                    "I keep only the <i>block</i>.",
                ),
                protected=True,
            ),
        ),
    )
    world = FakeWorld((ANA, LUIS, NORA, FAR, CHIEF), (private, group))
    world.keep_private("300", ANA.id)
    return world


def discord_world() -> FakeWorld:
    styles = (
        Button(id="post", label="Post", style="success"),
        Button(id="change", label="Change", style="primary"),
        Button(id="wider", label="Show a wider area", style="secondary"),
        Button(id="cancel", label="Cancel", style="danger"),
    )
    select = Button(
        id="choose", label="Choose kinds", kind=ButtonKind.CHOICE, options=KINDS, style="secondary"
    )
    text = Chat(
        id="900",
        title="villeray-watch",
        kind="text",
        members=88,
        commands=COMMANDS,
        messages=(
            says(1, NORA, "Evening! Anybody else hear the alarm on Faillon?"),
            says(2, LUIS, "Yes, stopped after a minute. Somebody's car."),
            bot_says(
                3,
                "<b>✔ Montréal Neighbourhood Police asks for help</b> · request 12 · "
                "case 26-01877<br>Parcel thefts near Rue Villeray, Tuesday 14:00-17:00: footage "
                "or photos of a grey van. Answers until Sunday.<br><i>You need not answer, and "
                "nobody will know whether you did.</i>",
                (
                    Button(id="form", label="Reply privately", style="primary"),
                    Button(id="how", label="How this stays private", style="secondary"),
                ),
            ),
            dataclasses.replace(
                bot_says(
                    4,
                    "<b>Not posted yet.</b> This is what neighbours will see, from “a neighbour”:"
                    "<blockquote><b>Theft · near Jarry &amp; Saint-Denis · just now</b><br>Two "
                    "parcels taken from a porch.</blockquote>",
                    styles,
                    (select,),
                ),
                ephemeral=True,
            ),
        ),
    )
    second = Chat(id="901", title="general", kind="text", members=88, messages=())
    direct = Chat(
        id="902",
        title="Porchlight",
        kind="dm",
        commands=COMMANDS,
        messages=(bot_says(5, "Theft · <b>300 m north of you</b> · 10 minutes ago"),),
    )
    return FakeWorld((ANA, LUIS, NORA), (text, second, direct))
