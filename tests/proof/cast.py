"""Residents who differ in everything that a reply must not carry, and say the same."""

import hashlib
import io
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from PIL import ExifTags, Image

from adapters.playground import page

PICTURES = Path(page.__file__).with_name("page") / "pictures"

SENTENCE = 'I saw "a grey van" - it wasn\'t from here... It stood near the café at 3.'
ANSWER = 'There were "blue letters" - I couldn\'t read them...'


class Side(StrEnum):
    """Where somebody lives."""

    TELEGRAM = "telegram"
    DISCORD = "discord"


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

    `weeks` is how long ago they came to the watch; None: they never wrote to it.
    """

    name: str
    side: Side
    language: str
    keyboard: str
    weeks: int | None
    watches: bool

    @property
    def canaries(self) -> dict[str, bytes]:
        """128 bits for each field that tells who somebody is, by field."""
        fields = ("name", "username", "language", "file", "exif", "gps", "entity")
        return {each: drawn(self.name, each) for each in fields}

    @property
    def account(self) -> int:
        """The platform's id: as many random digits as the platform has room for."""
        bits = 51 if self.side is Side.TELEGRAM else 62
        return int.from_bytes(drawn(self.name, "account")[:8]) % (1 << bits) + (1 << bits)

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

    @property
    def file_name(self) -> str:
        return f"IMG_{self.canaries['file'].hex()}.jpg"

    def types(self, sentence: str) -> str:
        """The sentence as their client writes it."""
        for found, put in TYPED[self.keyboard].items():
            sentence = sentence.replace(found, put)
        return sentence

    def photo(self, pixels: Image.Image) -> bytes:
        """The picture as their camera wrote it."""
        exif = Image.Exif()
        exif[ExifTags.Base.Make] = self.name
        exif[ExifTags.Base.Artist] = self.canaries["exif"].hex()
        exif[ExifTags.Base.UserComment] = self.canaries["exif"]
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSProcessingMethod] = self.canaries["gps"]
        gps[ExifTags.GPS.GPSLatitudeRef] = "N"
        gps[ExifTags.GPS.GPSLatitude] = (45.0, 32.0, float(self.account % 60))
        out = io.BytesIO()
        pixels.save(out, "JPEG", quality=90, exif=exif, comment=self.canaries["exif"].hex())
        return out.getvalue()


def drawn(who: str, field: str) -> bytes:
    """A canary: 128 bits that are nowhere else."""
    return hashlib.sha256(f"canary {who} {field}".encode()).digest()[:16]


@cache
def van() -> Image.Image:
    """A photograph."""
    return Image.open(PICTURES / "grey-van.jpg").convert("RGB").resize((320, 240))


@cache
def tiles() -> Image.Image:
    """A picture that JPEG keeps as it is, however often it is compressed: grey blocks of 16.

    Telegram compresses every photo anew, which a photograph shows and which no sanitiser can
    take back; what else could tell the platforms apart, this picture shows.
    """
    small = Image.new("L", (12, 8))
    small.putdata([128 + 24 * ((7 * spot) % 9 - 4) for spot in range(12 * 8)])
    return small.resize((192, 128), Image.Resampling.NEAREST).convert("RGB")


ANA = Resident(
    name="Ana", side=Side.TELEGRAM, language="es", keyboard="curly", weeks=60, watches=True
)
BO = Resident(
    name="Bo", side=Side.TELEGRAM, language="fr", keyboard="odd", weeks=None, watches=False
)
DANA = Resident(
    name="Dana", side=Side.DISCORD, language="es", keyboard="odd", weeks=None, watches=False
)
DOV = Resident(
    name="Dov", side=Side.DISCORD, language="en", keyboard="curly", weeks=4, watches=True
)
