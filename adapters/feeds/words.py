"""What every feed says alike."""

import re
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.model.ids import IncidentNumber
from bot.ports.feeds import PublicIncident

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold (w3.org/TR/xml, "Char")."""

TITLES = {
    "theft": "Theft",
    "vandalism": "Vandalism",
    "fire": "Fire",
    "hazard": "Hazard",
    "lost": "Lost or found",
    "other": "Something else",
}
"""Categories as feeds call them; feeds are in English."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the feeds are found by others, such as `https://watch.example.org/feeds`."""

    url: str

    @property
    def host(self) -> str:
        """The host alone."""
        return urlsplit(self.url).hostname or "localhost"

    def to(self, path: str) -> str:
        """The address of one of the files."""
        return f"{self.url}/{path}"

    def cap(self, number: IncidentNumber) -> str:
        """The address of an incident's CAP file."""
        return self.to(f"cap/{number}.xml")

    def name_of(self, number: IncidentNumber) -> str:
        """A name for an incident that stays whatever becomes of it (RFC 4122, version 5)."""
        return uuid.uuid5(uuid.NAMESPACE_URL, self.to(f"incidents/{number}")).urn


def title(incident: PublicIncident) -> str:
    """Kind and streets."""
    return f"{TITLES[incident.category.value]} near {clean(incident.near)}"


def story(incident: PublicIncident) -> str:
    """What was told, and what was added to it."""
    return clean("\n".join((incident.text, *(each.text for each in incident.updates))))


def clean(words: str) -> str:
    """Without what no XML document may hold."""
    return NOT_IN_XML.sub("", words)
