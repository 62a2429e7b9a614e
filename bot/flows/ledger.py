"""Anybody may look into the public ledger, and ask whether a request is genuine."""

from bot.errors import WatchError
from bot.flows.base import Answers, Flow, Scene, button, number, say, shown, told
from bot.model.actions import Verb
from bot.model.agencies import AgencyState
from bot.model.commands import Command
from bot.model.ids import EntryNumber, RequestNumber
from bot.model.ledger import (
    Asked,
    LedgerEntry,
    LedgerKind,
)
from bot.replies import Rows, Screen
from bot.services import entries
from bot.texts.text import Day, Line, Text

PAGE = 5
"""Entries that are shown at once."""

GLIMPSE = 16
"""Characters of a hash that are enough to recognise it by."""


async def check(scene: Scene) -> Answers:
    """/check 12: is this request genuine? It is when it stands in the ledger."""
    found = RequestNumber(number(scene.called_with, "check.which"))
    for entry in await scene.uow.ledger.of(found):
        asked = entries.read(entry)
        if isinstance(asked, Asked):
            return told(await _genuine(scene, asked), *_where(scene, entry))
    return told(say("check.unknown", number=str(found)))


async def _genuine(scene: Scene, asked: Asked) -> Text:
    request = await scene.uow.requests.get(asked.request)
    takes = request is not None and request.takes_answers(scene.clock.now())
    return say(
        "check.open" if takes else "check.closed",
        number=str(asked.request),
        agency=asked.agency,
        case=asked.case,
        asked=Day(moment=asked.asked),
    )


def _where(scene: Scene, entry: LedgerEntry) -> tuple[Line, ...]:
    """Where in the ledger it stands, and where everybody can read that."""
    glimpse = entry.digest[:GLIMPSE]
    place = say("check.entry", entry=str(entry.number), hash=glimpse)
    page = scene.policy.page
    return (place, say("transparency.page", page=page)) if page else (place,)


async def transparency(scene: Scene) -> Answers:
    """/transparency: figures, the last entries, the head."""
    head = await scene.uow.ledger.head()
    if head is None:
        return told(say("transparency.head"), say("transparency.empty"))
    screen = await _listed(scene, None)
    lines = (
        say("transparency.head"),
        *await _agencies(scene),
        *_figures(await entries.figures(scene.uow)),
        *screen.lines,
        say("transparency.chain", entry=str(head.number), hash=head.digest),
        *((say("transparency.page", page=scene.policy.page),) if scene.policy.page else ()),
    )
    return told(*lines, buttons=screen.buttons)


async def older(scene: Scene) -> Answers:
    """[Earlier entries]."""
    return shown(scene, await _listed(scene, EntryNumber(number(scene.arg, "button.gone"))))


async def _agencies(scene: Scene) -> tuple[Line, ...]:
    """Who may ask at all."""
    known = await scene.uow.agencies.all()
    names = [each.name for each in known if each.state is AgencyState.ACTIVE]
    return (say("transparency.agencies", names=", ".join(names)),) if names else ()


def _figures(found: entries.Figures) -> tuple[Line, ...]:
    return (
        say("transparency.requests", count=found.of(LedgerKind.REQUEST)),
        say(
            "transparency.rest",
            refused=found.of(LedgerKind.REFUSAL),
            reviewed=found.of(LedgerKind.REVIEW),
            resolved=found.of(LedgerKind.RESOLUTION),
            withdrawn=found.of(LedgerKind.WITHDRAWAL),
            suspended=found.of(LedgerKind.SUSPENSION),
        ),
    )


async def _listed(scene: Scene, before: EntryNumber | None) -> Screen:
    """A page of entries, and in private the way to the one before it."""
    page = await scene.uow.ledger.page(before, PAGE)
    if not page:
        raise WatchError("button.gone")
    more: Rows = ((button("transparency.older", Verb.LEDGER_PAGE, page[-1].number),),)
    lines = tuple(entries.line_of(each, entries.read(each)) for each in page)
    return Screen(lines=lines, buttons=more if scene.in_private and page[-1].number > 1 else ())


def head(entry: LedgerEntry) -> Screen:
    """Where the ledger ends, as channels are told."""
    told = say("head.post", entry=str(entry.number), hash=entry.digest)
    return Screen(lines=(told, say("head.keep")))


FLOW = Flow(
    commands={Command.CHECK: check, Command.TRANSPARENCY: transparency},
    verbs={Verb.LEDGER_PAGE: older},
)
