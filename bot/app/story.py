"""The story: a neighbourhood watch at work on both platforms, told step by step."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from adapters.playground import page
from adapters.playground.actors import NotSeenError
from adapters.playground.screens import CannotActError, Upload
from adapters.playground.story import Step, StepFailedError
from bot.app.agencies.store import Papers, enrol
from bot.app.authenticator import Authenticator, mailed
from bot.app.settings import Settings
from bot.app.town import Town

PICTURES = Path(page.__file__).with_name("page") / "pictures"

AGENCY = "Montréal Police, Station 31"
PAPERS = Papers(
    name=AGENCY, domain="spvm.example", contact="514 555 0131", areas=("193-Villeray",)
)
ADDRESS = "roy@spvm.example"
HOME = (45.54371, -73.62828)
"""Rue Jarry and Rue Lajeunesse, Villeray: where it happens."""

ANAS = (45.5418, -73.6255)
"""Some blocks to the south-east: where Ana watches."""

THEFT = "Two parcels taken from a porch by someone in a grey van."
LAMP = "The street lamp at the corner is broken and hangs over the pavement."
UPDATE = "The city has put a fence around it."
ASKED = "Footage or photos of a grey van, please."
SEEN = "Grey van with a ladder rack, it turned into the lane about 15:20."
HEARD = f"My cousin saw it from no. 14. {SEEN}"
"""What Ana writes at first; the words before what was seen could tell who she is."""

FILMED = "My picture of the van, taken the same afternoon."
QUESTION = "Was there writing on the side of the van?"
ANSWER = "Yes, blue letters, but I could not read them."


class Expectation(Exception):  # noqa: N818 - it is what was expected, not an error of the program
    """Somebody saw what was not for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One step: what it is called, who is shown, and what is done."""

    step: Step
    play: Callable[[], Awaitable[None]]


class WatchStory:
    """The whole story, in a town where a watch runs with these settings."""

    def __init__(self, town: Town, settings: Settings) -> None:
        """Tell it in `town`."""
        self._town = town
        self._settings = settings
        self._app = Authenticator()
        self._code = ""
        self._told = self._tell()

    def steps(self) -> tuple[Step, ...]:
        """All steps, in order."""
        return tuple(told.step for told in self._told)

    async def play(self, step: int) -> None:
        """Play one step. Raises StepFailedError when it does not go as the story says."""
        try:
            await self._told[step].play()
        except (NotSeenError, CannotActError, Expectation, LookupError) as failure:
            raise StepFailedError(str(failure)) from failure

    def _tell(self) -> tuple[Told, ...]:
        group, private = self._town.villeray_group, self._town.bot
        return (
            self._step("Not everybody may", ("Carl", group), "Dana", self.refused_setup),
            self._step("Moderators bind their chats", ("Maya", group), "Morgan", self.setup),
            self._step("Residents watch a place", ("Ana", private), "Dana", self.watch),
            self._step("Others watch elsewhere", ("Ben", private), "Eli", self.watch_elsewhere),
            self._step("Carl reports a theft", ("Carl", private), "Morgan", self.report),
            self._step("It reaches those concerned", ("Ana", private), "Dana", self.alerted),
            self._step("Dana reports a lamp", ("Maya", group), "Dana", self.report_by_form),
            self._step("She adds an update", ("Maya", group), "Dana", self.update),
            self._step("She withdraws it", ("Maya", group), "Dana", self.withdraw),
            self._step("Moderators admit an agency", ("Maya", group), "Morgan", self.admit),
            self._step("An officer proves himself", ("Officer Roy", private), "Dana", self.verify),
            self._step("He wants to ask", ("Officer Roy", private), "Dana", self.request),
            self._step("A moderator says yes", ("Maya", group), "Dana", self.approve),
            self._step("Two neighbours reply", ("Ana", private), "Dana", self.reply),
            self._step("Replies arrive together", ("Officer Roy", private), "Dana", self.arrive),
            self._step("The officer asks back", ("Officer Roy", private), "Dana", self.ask),
            self._step("Ana finds the question", ("Ana", private), "Dana", self.answer),
            self._step("The request is resolved", ("Officer Roy", private), "Dana", self.resolve),
        )

    def _step(
        self,
        title: str,
        telegram: tuple[str, str],
        discord: str,
        play: Callable[[], Awaitable[None]],
    ) -> Told:
        town = self._town
        person, chat = telegram
        elsewhere = discord == "Eli"
        step = Step(
            title=title,
            caption=play.__doc__ or "",
            people={"telegram": town.person(person).id, "discord": town.person(discord).id},
            chats={
                "telegram": chat,
                "discord": town.mile_end_channel if elsewhere else town.villeray_channel,
            },
        )
        return Told(step=step, play=play)

    async def refused_setup(self) -> None:
        """Only an admin may bind a chat to an area; everybody else is told who can."""
        town = self._town
        for name, chat in (("Carl", town.villeray_group), ("Dana", town.villeray_channel)):
            person = town.person(name)
            await person.command(chat, "setup", area="Villeray")
            await person.sees("Only an admin of this group")

    async def setup(self) -> None:
        """Maya and Morgan bind a group and a channel to Villeray, two others to Mile End."""
        town = self._town
        for name, chat, area in (
            ("Maya", town.villeray_group, "Villeray"),
            ("Maya", town.mile_end_group, "Mile-End"),
            ("Morgan", town.villeray_channel, "Villeray"),
            ("Morgan", town.mile_end_channel, "Mile-End"),
        ):
            person = town.person(name)
            await person.command(chat, "setup", area=area)
            await person.press(area, chat)
            await person.sees("This chat now watches over", area, chat=chat)

    async def watch(self) -> None:
        """Ana draws a circle around a pin on Telegram; Dana takes her channel's area."""
        ana, dana = self._town.person("Ana"), self._town.person("Dana")
        await ana.write(self._town.bot, "/start")
        await ana.sees("I am the neighbourhood watch")
        await ana.command(self._town.bot, "watch")
        await ana.sees("Tell me where to watch")
        await ana.locate(self._town.bot, *ANAS)
        await ana.press("1 km", self._town.bot)
        await ana.sees("1 km around")
        await ana.press("Save", self._town.bot)
        await ana.sees("Saved. I tell you")
        await ana.command(self._town.bot, "watches")
        await ana.sees("1 km around", "all kinds")
        await dana.command(self._town.villeray_channel, "watch")
        await dana.press("This channel's area")
        await dana.press("Save")
        await dana.sees("Saved. I tell you")

    async def watch_elsewhere(self) -> None:
        """Ben types an address in Mile End; Eli takes the Mile End channel's area."""
        ben, eli = self._town.person("Ben"), self._town.person("Eli")
        await ben.write(self._town.bot, "/start")
        await ben.command(self._town.bot, "watch")
        await ben.sees("Tell me where to watch")
        await ben.write(self._town.bot, "5200 Avenue du Parc, Montréal")
        await ben.sees("500 m around")
        await ben.press("Save", self._town.bot)
        await ben.sees("Saved. I tell you")
        await eli.command(self._town.mile_end_channel, "watch")
        await eli.press("This channel's area")
        await eli.press("Save")
        await eli.sees("Saved. I tell you")

    async def report(self) -> None:
        """One question after the other; a preview; then it is posted as "a neighbour"."""
        carl, bot = self._town.person("Carl"), self._town.bot
        await carl.write(bot, "/start")
        await carl.command(bot, "report")
        await carl.sees("call 911 first", chat=bot)
        await carl.press("Break-in or theft", bot)
        await carl.sees("What happened?")
        await carl.write(bot, THEFT)
        await carl.sees("Where?")
        await carl.locate(bot, *HOME)
        await carl.press("Just now", bot)
        await carl.sees("A photo helps")
        await carl.photo(bot, (PICTURES / "grey-van.jpg").read_bytes())
        await carl.sees("This is what neighbours will see", THEFT)
        await carl.press("Post", bot)
        await carl.sees("Posted as report 1")

    async def alerted(self) -> None:
        """Both channels, Ana's circle and Dana's area; neither Mile End nor its people."""
        town = self._town
        await town.person("Maya").sees(THEFT, chat=town.villeray_group)
        await town.person("Morgan").sees(THEFT, chat=town.villeray_channel)
        await town.person("Ana").sees(THEFT, "of where you watch", chat=town.bot)
        await town.person("Dana").sees(THEFT)
        self._unseen("Ben", THEFT)
        self._unseen("Eli", THEFT)

    async def report_by_form(self) -> None:
        """On Discord one form asks everything at once."""
        dana = self._town.person("Dana")
        await dana.command(self._town.villeray_channel, "report")
        await dana.fills(
            {
                "What is it about": "Hazard",
                "What happened": LAMP,
                "Where": "Rue Jarry et Rue Lajeunesse",
                "When": "Just now",
            },
            {"A photo": self._upload("broken-lamp.jpg")},
        )
        await dana.sees("This is what neighbours will see", LAMP)
        await dana.press("Post")
        await dana.sees("Posted as report 2")
        await self._town.person("Maya").sees(LAMP, chat=self._town.villeray_group)
        await self._town.person("Ana").sees(LAMP, chat=self._town.bot)

    async def update(self) -> None:
        """What she adds stands under every post of it, on both platforms."""
        dana = self._town.person("Dana")
        await dana.press("Add an update")
        await dana.press("Write your answer")
        await dana.fills({"What is new": UPDATE})
        await dana.sees("Every post of it now shows")
        await self._town.person("Maya").sees(LAMP, UPDATE, chat=self._town.villeray_group)
        await self._town.person("Morgan").sees(LAMP, UPDATE, chat=self._town.villeray_channel)
        await self._town.person("Ana").sees(LAMP, UPDATE, chat=self._town.bot)

    async def withdraw(self) -> None:
        """A withdrawn report disappears everywhere."""
        town = self._town
        await town.person("Dana").press("Withdraw")
        await town.person("Dana").sees("Report 2 is withdrawn")
        await town.person("Maya").sees_no_more(LAMP, chat=town.villeray_group)
        await town.person("Morgan").sees_no_more(LAMP, chat=town.villeray_channel)
        await town.person("Ana").sees_no_more(LAMP, chat=town.bot)

    async def admit(self) -> None:
        """The operator enrols an agency; in each channel its moderators say whether it may ask."""
        town = self._town
        self._code = await enrol(self._settings, PAPERS)
        for name, chat in (("Maya", town.villeray_group), ("Morgan", town.villeray_channel)):
            moderator = town.person(name)
            await moderator.sees("Shall its requests be posted here?", AGENCY, chat=chat)
            await moderator.press("Let it ask here", chat)
            await moderator.sees("It may ask here", chat=chat)

    async def verify(self) -> None:
        """An invitation, then a letter proves his mailbox, an app signs. Carl has none."""
        carl, roy, bot = (
            self._town.person("Carl"),
            self._town.person("Officer Roy"),
            self._town.bot,
        )
        await carl.command(bot, "request")
        await carl.sees("Only verified agencies can ask")
        await roy.write(bot, "/start")
        await roy.write(bot, f"/verify {self._code}")
        await roy.sees("What is your work address")
        await roy.write(bot, ADDRESS)
        await roy.sees("I have mailed a code")
        await roy.write(bot, mailed(self._town.postbox, ADDRESS))
        self._app.reads((await roy.sees("let it read this picture")).text)
        await roy.press("It is in my app", bot)
        await roy.sees("Which six digits")
        await roy.write(bot, await self._app.password())
        await roy.sees("You are verified as an officer of", AGENCY)

    async def request(self) -> None:
        """He gives a place and a time; the neighbourhood's own areas decide who is asked."""
        town = self._town
        roy, bot = town.person("Officer Roy"), town.bot
        await roy.command(bot, "request")
        await roy.sees("What are you looking for?")
        await roy.write(bot, ASKED)
        await roy.sees("Which case number?")
        await roy.write(bot, "26-01877")
        await roy.sees("Where did it happen?")
        await roy.write(bot, "Rue Jarry et Rue Lajeunesse")
        await roy.sees("From when until when?")
        await roy.write(bot, "yesterday 14:00-17:00")
        await roy.press("3 days", bot)
        await roy.press("Ask the neighbourhood", bot)
        await roy.sees("Sign it")
        await roy.write(bot, await self._app.password())
        await roy.sees("I have mailed you the whole text")
        await roy.write(bot, mailed(town.postbox, ADDRESS))
        await roy.sees("Now a second person looks at it")
        self._unseen("Maya", ASKED)

    async def approve(self) -> None:
        """Nothing is asked until somebody else said yes: here a moderator, who reads it alone."""
        town = self._town
        maya, roy = town.person("Maya"), town.person("Officer Roy")
        await maya.press("Moderators: read it", town.villeray_group)
        await maya.sees("wants to ask this", ASKED, chat=town.bot)
        await maya.press("Yes, ask", town.bot)
        await roy.sees("approved by a second person", "request 1")
        await town.person("Maya").sees("asks for help", ASKED, chat=town.villeray_group)
        await town.person("Morgan").sees("asks for help", ASKED, chat=town.villeray_channel)
        await town.person("Ana").sees("asks for help", ASKED, chat=town.bot)
        self._unseen("Ben", ASKED)
        self._unseen("Eli", ASKED)

    async def reply(self) -> None:
        """Ana is warned of telling words, Dana sends a photo. Nothing is kept before Send."""
        town = self._town
        ana, dana = town.person("Ana"), town.person("Dana")
        await ana.press("Reply privately", town.villeray_group)
        await ana.sees("Your private copy of request 1", chat=town.bot)
        await ana.write(town.bot, HEARD)
        await ana.sees("Not sent yet", HEARD, "may tell who you are")
        await ana.press("Remove them", town.bot)
        await ana.sees("Not sent yet", SEEN, "Read it once more")
        await ana.press("Send, they may ask me", town.bot)
        await ana.sees_popup("Saved. It leaves with others")
        await dana.press("Reply privately", town.villeray_channel)
        await dana.sees("Your private copy of request 1")
        await dana.press("Write a reply")
        await dana.fills({"What do you know": FILMED}, {"A photo": self._upload("grey-van.jpg")})
        await dana.sees("Not sent yet", FILMED)
        await dana.press("Send, no questions back")
        await dana.sees_popup("Saved. It leaves with others")

    async def arrive(self) -> None:
        """At the tick, in shuffled order, under two random words each."""
        roy = self._town.person("Officer Roy")
        await roy.sees("Reply to request 1", SEEN)
        await roy.sees("Reply to request 1", FILMED, "does not want questions")

    async def ask(self) -> None:
        """He asks a handle; a doorbell rings for everybody who got the request."""
        roy, bot = self._town.person("Officer Roy"), self._town.bot
        await roy.press("Ask a question", bot)
        await roy.sees("What do you want to ask")
        await roy.write(bot, QUESTION)
        await roy.sees("Your question is kept")
        await self._town.person("Ana").sees("has a question for someone", chat=bot)
        await self._town.person("Dana").sees("has a question for someone")

    async def answer(self) -> None:
        """Only her own copy can tell that the question is for her; Dana's cannot."""
        ana, roy, bot = self._town.person("Ana"), self._town.person("Officer Roy"), self._town.bot
        dana = self._town.person("Dana")
        await dana.press("Check for a question")
        await dana.sees("There is no question for this copy")
        await ana.press("Check for a question", bot)
        await ana.sees("asks you about request 1", QUESTION)
        await ana.write(bot, ANSWER)
        await ana.sees("Not sent yet", ANSWER)
        await ana.press("Send, they may ask me", bot)
        await ana.sees_popup("Saved. It leaves with others")
        await roy.sees("Reply to request 1", ANSWER)

    async def resolve(self) -> None:
        """The request is closed, its key and all replies are destroyed."""
        town = self._town
        roy = town.person("Officer Roy")
        await roy.command(town.bot, "resolve", request="1")
        await roy.press("Close and destroy", town.bot)
        await roy.sees("Request 1 is closed; its replies are destroyed")
        await town.person("Maya").sees("This request is closed", chat=town.villeray_group)
        await town.person("Morgan").sees("This request is closed", chat=town.villeray_channel)

    def _unseen(self, name: str, words: str) -> None:
        if self._town.person(name).messages(words):
            message = f"{name} saw what was not for them: {words}"
            raise Expectation(message)

    @staticmethod
    def _upload(name: str) -> Upload:
        return Upload(name=name, content=(PICTURES / name).read_bytes())
