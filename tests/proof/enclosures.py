"""What residents put beside their words."""

from enum import StrEnum

from adapters.playground.screens import Upload
from tests.proof.cameras import filmed, named, photographed, tiles, van
from tests.proof.cast import Resident

PAPER = b"%PDF-1.4\n%%EOF\n"


class Enclosure(StrEnum):
    """Kinds of files."""

    NOTHING = "nothing"
    PHOTO = "photo"
    TILES = "tiles"  # a photo that both platforms show alike
    VIDEO = "video"
    PAPER = "paper"  # refused wherever it comes from

    def by(self, resident: Resident) -> Upload | None:
        """The file as it comes from a resident's camera."""
        match self:
            case Enclosure.NOTHING:
                return None
            case Enclosure.VIDEO:
                return Upload(name=named(resident, "mp4"), content=filmed(resident), kind="video")
            case Enclosure.PAPER:
                return Upload(name=named(resident, "pdf"), content=PAPER, kind="document")
            case Enclosure.PHOTO | Enclosure.TILES:
                content = photographed(resident, van() if self is Enclosure.PHOTO else tiles())
                # As a photo Telegram would take out the camera's notes.
                return Upload(name=named(resident, "jpg"), content=content, kind="document")
