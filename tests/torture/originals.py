"""What a forger may start from: real copies of requests, open and closed, and whoever tries."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.events import Called, Pinned
from bot.model.actions import Verb
from bot.model.commands import Command
from bot.replies import Turn
from bot.services import codes
from bot.services.tokens import verified
from tests.bot.manners import heard
from tests.bot.world import CORNER, FORMS
from tests.torture.guests import Guest, guest
from tests.torture.hall import Hall

OPEN, ALSO_OPEN, CLOSED = "1", "2", "3"
"""The numbers of the requests."""

REQUESTS = (OPEN, ALSO_OPEN, CLOSED)
SAID = "A grey van, at noon."
AGENCY, OTHER_AGENCY = "SPVM", "Sûreté"


@dataclass(frozen=True, slots=True, kw_only=True)
class Originals:
    """Genuine tokens by request, a genuine code in words, a reply's key, an officer's code."""

    tokens: Mapping[str, tuple[str, ...]]
    words: str
    key: str
    code: str
    forgers: tuple[Guest, ...]


async def made(hall: Hall) -> Originals:
    """Three requests, two of them open; a reply, a question, and those who will try."""
    roy = await officer(hall, "roy", AGENCY)
    ana, dana = guest(hall, "ana"), guest(hall, "dana", FORMS)
    for _ in REQUESTS:
        await asks(roy)
    await hall.delivers()
    tokens = {number: (await opens(ana, number), await opens(dana, number)) for number in REQUESTS}
    token = tokens[OPEN][0]
    await replies(ana, token)
    await hall.ticks()
    key = roy.finds(Verb.REPLY_ASK)[1].action.args[0]
    await roy.presses(Verb.REPLY_ASK)
    needs(hall, await roy.says("Was there writing on it?"), "Your question is kept")
    await closes(roy, CLOSED)
    await hall.ticks()
    return Originals(
        tokens=tokens,
        words=codes.spelled(codes.code_of(verified(token, hall.keyring)), "en"),
        key=key,
        code=await hall.code(AGENCY),
        forgers=await forgers(hall, roy),
    )


async def officer(hall: Hall, name: str, agency: str) -> Guest:
    """Somebody who proved to serve an agency."""
    who = guest(hall, name)
    await hall.swears_in(who.account, agency)
    return who


async def asks(roy: Guest) -> None:
    """An officer asks the neighbourhood."""
    await roy.hall.asks(roy.account)


async def closes(roy: Guest, number: str) -> None:
    """An officer closes a request: its key is destroyed."""
    await roy.does(Called(command=Command.RESOLVE, argument=number))
    turn = await roy.presses(Verb.REQUEST_RESOLVE_SURELY, number)
    needs(roy.hall, turn, f"Request {number} is closed")


async def opens(who: Guest, number: str) -> str:
    """A neighbour opens a copy of a request; its token."""
    turn = await who.presses(Verb.COPY_OPEN, number)
    needs(who.hall, turn, f"Your private copy of request {number}")
    return who.finds(Verb.COPY_CHECK)[1].action.args[0]


async def replies(who: Guest, token: str) -> None:
    """A neighbour answers under a copy, open for questions."""
    seen, _ = who.finds(Verb.COPY_CHECK, token)
    await who.says(SAID, seen)
    needs(who.hall, await who.presses(Verb.DRAFT_SEND_THREAD, token), "Saved")


async def forgers(hall: Hall, roy: Guest) -> tuple[Guest, ...]:
    """A stranger on each platform, a resident, somebody amid a report, two officers."""
    bea, cleo = guest(hall, "bea"), guest(hall, "cleo")
    await bea.does(Called(command=Command.WATCH))
    await bea.does(Pinned(point=CORNER))
    needs(hall, await bea.presses(Verb.WATCH_SAVE), "Saved")
    await cleo.does(Called(command=Command.REPORT))
    strangers = (guest(hall, "sam"), guest(hall, "sid", FORMS))
    return (*strangers, bea, cleo, roy, await officer(hall, "mona", OTHER_AGENCY))


def needs(hall: Hall, turn: Turn, words: str) -> None:
    """Make sure that the bot said so. Raises LookupError."""
    found = heard(turn, hall.clock.now())
    if words not in found:
        message = f"{words!r} was not said, but {found!r}"
        raise LookupError(message)
