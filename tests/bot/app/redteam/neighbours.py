"""Who lives in a neighbourhood, and what they would say."""

from dataclasses import dataclass

from bot.events import Limits
from bot.model.channels import Chat, ChatKind
from bot.model.ids import PlatformName
from bot.model.people import Account
from tests.bot.app.redteam.dice import Dice
from tests.bot.world import FORMS, LIMITS, PINS

TELEGRAM, DISCORD = PlatformName("telegram"), PlatformName("discord")
BEHAVES = {TELEGRAM: LIMITS[PINS], DISCORD: LIMITS[FORMS]}
GROUPS = {TELEGRAM: "-1001922001", DISCORD: "1188300000000000001"}

FORENAMES = ("Ana", "Bo", "Carl", "Dora", "Eve", "Fay", "Gus", "Hal", "Ida", "Jo", "Kim", "Lea")

OPENINGS = (
    "Harbour",
    "Lantern",
    "Meadow",
    "Copper",
    "Violet",
    "Thunder",
    "Marble",
    "Willow",
    "Orchid",
    "Falcon",
    "Timber",
    "Velvet",
    "Cinder",
    "Juniper",
    "Saddle",
    "Beacon",
    "Pebble",
    "Canyon",
    "Walnut",
    "Magnet",
    "Ribbon",
    "Trumpet",
    "Glacier",
    "Saffron",
    "Anchor",
    "Basket",
    "Cobalt",
    "Dahlia",
    "Ember",
    "Fennel",
)
"""The first word of every reply is its own: so the truth is known after the tick, too."""

SENTENCES = (
    'There was a grey van - the driver said "wait" and it didn\'t move...',
    "It didn't stop - a grey van with a ladder...",
    'Había una furgoneta gris - el conductor dijo "espera" y no se movió...',
    "La furgoneta gris - sin matrícula - se fue hacia el parque...",
    'I saw "movers" on its side, but not who was in it.',
    "Two people in dark coats - one of them carried a box, the other one kept looking around.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Somebody with an account; `known` to the watch or not."""

    account: Account
    name: str
    language: str
    known: bool
    watches: bool

    @property
    def platform(self) -> PlatformName:
        return self.account.platform

    @property
    def limits(self) -> Limits:
        return BEHAVES[self.platform]

    @property
    def home(self) -> Chat:
        """The private chat with the bot."""
        return Chat(platform=self.platform, id=f"home {self.account.id}", kind=ChatKind.PRIVATE)

    @property
    def group(self) -> Chat:
        return Chat(
            platform=self.platform, id=GROUPS[self.platform], kind=ChatKind.GROUP, title="Group"
        )

    def types(self, sentence: str) -> str:
        """As their client writes it: telephones make quotes curly and dashes long."""
        if self.platform == DISCORD:
            return sentence
        for plain, curly in (
            (' "', " \u201c"),
            ('"', "\u201d"),
            ("'", "\u2019"),
            (" - ", " \u2014 "),
        ):
            sentence = sentence.replace(plain, curly)
        return sentence.replace("...", "\u2026")


def moved_in(dice: Dice, count: int) -> tuple[Neighbour, ...]:
    """So many people, about half of them on each platform, some unknown to the watch."""
    return tuple(_neighbour(dice, place) for place in range(count))


def _neighbour(dice: Dice, place: int) -> Neighbour:
    platform = TELEGRAM if dice.happens(55) else DISCORD
    digits = 9 if platform == TELEGRAM else 18
    number = 10**digits + dice.below(9 * 10**digits)
    known = dice.happens(70)
    return Neighbour(
        account=Account(platform=platform, id=str(number)),
        name=f"{dice.one_of(FORENAMES)}{place}",
        language="es" if dice.happens(35) else "en",
        known=known,
        watches=known and dice.happens(94),
    )
