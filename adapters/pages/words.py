"""What the page says, by the key of its sentence."""

from typing import Final

from bot.model.agencies import AgencyState
from bot.model.ledger import ReplyBand
from bot.model.prompts import Prompt
from bot.ports.reports import Outcome

WORDS: Final = {
    "title": "page.title",
    "lead": "page.lead",
    "languages": "page.languages",
    "skip": "page.skip",
    "made": "page.made",
    "figure_requests": "page.figure_requests",
    "figure_refusals": "page.figure_refusals",
    "figure_suspensions": "page.figure_suspensions",
    "figure_entries": "page.figure_entries",
    "months": "page.months",
    "outcomes": "page.outcomes",
    "areas": "page.areas",
    "areas_note": "page.areas_note",
    "map": "page.map",
    "bands": "page.bands",
    "bands_note": "page.bands_note",
    "rules": "page.rules",
    "rules_note": "page.rules_note",
    "rules_none": "page.rules_none",
    "agencies": "page.agencies",
    "agency": "page.agency",
    "standing": "page.standing",
    "requests": "page.requests",
    "refusals": "page.refusals",
    "last": "page.last",
    "prompts": "page.prompts",
    "prompts_note": "page.prompts_note",
    "prompt": "page.prompt",
    "shown": "page.shown",
    "edited": "page.edited",
    "sent": "page.sent",
    "dropped": "page.dropped",
    "entries": "page.entries",
    "entries_note": "page.entries_note",
    "verify": "page.verify",
    "verify_head": "page.verify_head",
    "verify_how": "page.verify_how",
    "verify_bare": "page.verify_bare",
    "file_json": "page.file_json",
    "file_csv": "page.file_csv",
    "empty": "page.empty",
    "foot": "page.foot",
}


def outcomes(outcome: Outcome) -> str:
    """What became of a request."""
    return f"page.outcome_{outcome.value}"


def bands(band: ReplyBand) -> str:
    """How many replies there were."""
    return f"page.band_{band.name.lower()}"


def standing(state: AgencyState) -> str:
    """Whether an agency may ask."""
    return f"page.agency_{state.value}"


def hint(prompt: Prompt) -> str:
    """Why a writer was asked to look once more."""
    return f"page.prompt_{prompt.value}"
