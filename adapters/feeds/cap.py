"""An incident as a CAP 1.2 alert (OASIS, Common Alerting Protocol Version 1.2)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.feeds.words import TITLES, Site, clean, story, title
from adapters.feeds.xml import Element, child, document, element
from bot.model.incidents import Category, IncidentState
from bot.model.places import centre, resolution
from bot.ports.feeds import PublicIncident

TYPE = "application/cap+xml"

CAP = "urn:oasis:names:tc:emergency:cap:1.2"

RADIUS_KM = {10: 0.08, 9: 0.2, 8: 0.54}
"""About the radius of a cell, by resolution (h3geo.org, table of cell statistics)."""

LONGEST_HEADLINE = 160
"""Characters that the standard recommends at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """How the standard would weigh a category of ours: category, urgency and severity."""

    category: str
    urgency: str
    severity: str


WEIGHTS = {
    Category.THEFT: Weight(category="Security", urgency="Past", severity="Minor"),
    Category.VANDALISM: Weight(category="Security", urgency="Past", severity="Minor"),
    Category.FIRE: Weight(category="Fire", urgency="Immediate", severity="Severe"),
    Category.HAZARD: Weight(category="Safety", urgency="Expected", severity="Moderate"),
    Category.LOST: Weight(category="Rescue", urgency="Unknown", severity="Minor"),
    Category.OTHER: Weight(category="Other", urgency="Unknown", severity="Unknown"),
}


def alert(incident: PublicIncident, site: Site) -> bytes:
    """The incident as it stands: an Alert, an Update of it, or its Cancel once withdrawn."""
    gone = incident.state is IncidentState.WITHDRAWN
    root = element("alert", {"xmlns": CAP})
    child(root, "identifier", _identifier(incident, incident.version, site))
    child(root, "sender", f"porchlight@{site.host}")
    child(root, "sent", moment(incident.changed))
    child(root, "status", "Actual")
    first = incident.version == 1
    child(root, "msgType", "Cancel" if gone else "Alert" if first else "Update")
    child(root, "scope", "Public")
    if not first:
        child(root, "references", _reference(incident, site))
    if not gone:
        root.append(_info(incident, site))
    return document(root)


def _info(incident: PublicIncident, site: Site) -> Element:
    info, weight = element("info"), WEIGHTS[incident.category]
    over = incident.state is IncidentState.RESOLVED
    child(info, "language", "und")
    child(info, "category", weight.category)
    child(info, "event", TITLES[incident.category.value])
    child(info, "responseType", "AllClear" if over else "Monitor")
    child(info, "urgency", "Past" if over else weight.urgency)
    child(info, "severity", weight.severity)
    child(info, "certainty", "Possible")
    child(info, "onset", moment(incident.happened))
    child(info, "senderName", "Neighbours, unnamed")
    child(info, "headline", title(incident)[:LONGEST_HEADLINE])
    child(info, "description", story(incident))
    child(info, "web", site.cap(incident.number))
    area = child(info, "area")
    child(area, "areaDesc", clean(incident.near))
    middle, radius = centre(incident.cell), RADIUS_KM.get(resolution(incident.cell), 1.0)
    child(area, "circle", f"{middle.latitude:.5f},{middle.longitude:.5f} {radius}")
    return info


def moment(when: datetime) -> str:
    """To the second, with an offset and never `Z`, as the standard wants it (3.3.2)."""
    return when.astimezone(UTC).replace(microsecond=0).isoformat()


def _identifier(incident: PublicIncident, version: int, site: Site) -> str:
    return f"{site.name_of(incident.number)}.{version}"


def _reference(incident: PublicIncident, site: Site) -> str:
    """Sender, identifier and moment of the first message about it."""
    first = _identifier(incident, 1, site)
    return f"porchlight@{site.host},{first},{moment(incident.posted)}"
