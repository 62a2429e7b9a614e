"""Residents who differ in what a reply must not carry, and say the same."""

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

SENTENCE = 'I saw "a grey van" - it wasn\'t from here... It stood near the café at 3.'
ANSWER = 'There were "blue letters" - I couldn\'t read them...'


class Side(StrEnum):
    """Where somebody lives."""

    TELEGRAM = "telegram"
    DISCORD = "discord"


class Axis(StrEnum):
    """What two residents can differ in."""

    USER = "user"  # the account, and so the place in lists of members
    PLATFORM = "platform"
    NAME = "name"  # and the username
    LANGUAGE = "language"
    KEYBOARD = "keyboard"  # how their client writes the same sentence
    CAMERA = "camera"  # EXIF, GPS, a video's titles, names of files
    AGE = "age"  # since when the watch has known them
    SUBSCRIPTIONS = "subscriptions"


TYPED = {
    "plain": {},
    "curly": {' "': " \u201c", '"': "\u201d", "'": "\u2019", "-": "\u2014", "...": "\u2026"},
    "odd": {
        "é": "e\u0301",
        " ": "\u00a0",
        "'": "\u02bc\u200b",
        "3": "\uff13\ufe0f",
        "-": "\u2011",
    },
}
"""How clients and keyboards write the same sentence: what is put in place of what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """One resident and all that is known of them outside the words of a reply.

    `mark` stands for the account alone. `weeks` is how long ago they came to the watch; None:
    they never wrote to it.
    """

    mark: str
    side: Side
    name: str
    language: str
    keyboard: str
    camera: str
    weeks: int | None
    watches: bool

    @property
    def canaries(self) -> dict[str, bytes]:
        """128 bits for each field that tells who somebody is, by field."""
        owners = {
            "name": self.name,
            "username": self.name,
            "language": self.language,
            "file": self.camera,
            "exif": self.camera,
            "gps": self.camera,
            "entity": self.mark,
        }
        return {field: drawn(owner, field) for field, owner in owners.items()}

    @property
    def account(self) -> int:
        """The platform's id: as many random digits as the platform has room for."""
        bits = 51 if self.side is Side.TELEGRAM else 62
        return int.from_bytes(drawn(self.mark, "account")[:8]) % (1 << bits) + (1 << bits)

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.canaries['name'].hex()}"

    @property
    def username(self) -> str:
        return self.canaries["username"].hex()

    @property
    def tag(self) -> str:
        """The client's language tag; the private part is theirs alone (RFC 5646, 2.2.7)."""
        return f"{self.language}-x-{self.canaries['language'].hex()}"

    @property
    def link(self) -> str:
        """What a link hidden behind their words would open."""
        return f"https://example.org/{self.canaries['entity'].hex()}"

    def types(self, sentence: str) -> str:
        """The sentence as their client writes it."""
        for found, put in TYPED[self.keyboard].items():
            sentence = sentence.replace(found, put)
        return sentence


def drawn(who: str, field: str) -> bytes:
    """A canary: 128 bits that are nowhere else."""
    return hashlib.sha256(f"canary {who} {field}".encode()).digest()[:16]


SAM = Resident(
    mark="first",
    side=Side.TELEGRAM,
    name="Sam",
    language="en",
    keyboard="plain",
    camera="Pixel",
    weeks=60,
    watches=True,
)
"""Somebody like anybody else."""

TWIN = replace(SAM, mark="second")
"""Another account, and nothing else."""

APART: dict[Axis, tuple[Resident, Resident]] = {
    Axis.USER: (SAM, TWIN),
    Axis.PLATFORM: (SAM, replace(TWIN, side=Side.DISCORD)),
    Axis.NAME: (SAM, replace(TWIN, name="Noor")),
    Axis.LANGUAGE: (SAM, replace(TWIN, language="es")),
    Axis.KEYBOARD: (SAM, replace(TWIN, keyboard="odd")),
    Axis.CAMERA: (SAM, replace(TWIN, camera="iPhone")),
    Axis.AGE: (replace(SAM, watches=False), replace(TWIN, watches=False, weeks=None)),
    Axis.SUBSCRIPTIONS: (SAM, replace(TWIN, watches=False)),
}
"""Two residents who differ in one axis, and of need in their accounts."""

ANA = Resident(
    mark="Ana",
    side=Side.TELEGRAM,
    name="Ana",
    language="es",
    keyboard="curly",
    camera="Ana's",
    weeks=60,
    watches=True,
)
BO = Resident(
    mark="Bo",
    side=Side.TELEGRAM,
    name="Bo",
    language="fr",
    keyboard="odd",
    camera="Bo's",
    weeks=None,
    watches=False,
)
DANA = Resident(
    mark="Dana",
    side=Side.DISCORD,
    name="Dana",
    language="es",
    keyboard="odd",
    camera="Dana's",
    weeks=None,
    watches=False,
)
DOV = Resident(
    mark="Dov",
    side=Side.DISCORD,
    name="Dov",
    language="en",
    keyboard="curly",
    camera="Dov's",
    weeks=4,
    watches=True,
)
