"""Incidents as Atom (RFC 4287) with GeoRSS-Simple (georss.org), newest first."""

from collections.abc import Iterable
from datetime import datetime

from adapters.feeds import cap
from adapters.feeds.words import TITLES, Site, story, title
from adapters.feeds.xml import Element, child, document, element
from bot.model.places import centre
from bot.ports.feeds import PublicIncident

TYPE = "application/atom+xml"

ATOM, GEORSS = "http://www.w3.org/2005/Atom", "http://www.georss.org/georss"

FILE = "incidents.atom"


def of_incidents(incidents: Iterable[PublicIncident], site: Site, now: datetime) -> bytes:
    """The feed; `now` is said to be its last change when there is nothing in it."""
    found = list(incidents)
    root = element("feed", {"xmlns": ATOM, "xmlns:georss": GEORSS})
    child(root, "title", f"Porchlight: incidents on {site.host}")
    child(root, "id", site.to(FILE))
    child(root, "link", rel="self", href=site.to(FILE), type=TYPE)
    newest = max((each.changed for each in found), default=now)
    child(root, "updated", newest.isoformat())
    child(child(root, "author"), "name", "Neighbours, unnamed")
    for incident in found:
        root.append(_entry(incident, site))
    return document(root)


def _entry(incident: PublicIncident, site: Site) -> Element:
    entry, middle = element("entry"), centre(incident.cell)
    kind = incident.category.value
    child(entry, "title", title(incident))
    child(entry, "id", site.name_of(incident.number))
    child(entry, "published", incident.posted.isoformat())
    child(entry, "updated", incident.changed.isoformat())
    child(entry, "category", term=kind, label=TITLES[kind])
    child(entry, "link", rel="alternate", href=site.cap(incident.number), type=cap.TYPE)
    child(entry, "content", story(incident), type="text")
    child(entry, "georss:point", f"{middle.latitude:.5f} {middle.longitude:.5f}")
    return entry
