"""Who is answered what: every command and every button, in every role, on both platforms.

`python -m tests.bot.matrix` writes the table anew; what changed in it is to be looked at.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from itertools import product
from pathlib import Path

from bot.events import Act, Called, Pressed, Shown
from bot.model.actions import Verb, act
from bot.model.channels import Chat
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.replies import Answer, Ask, Pop, Replace, Say, Turn
from bot.texts.text import Text
from tests.bot.house import GROUP, House
from tests.bot.moderators import reports
from tests.bot.people import Someone, neighbour
from tests.bot.station import asked, leave_asked, proposed, replied
from tests.bot.world import FORMS, PINS

TABLE = Path(__file__).with_name("matrix.txt")

ROLES = ("stranger", "resident", "reporter", "moderator", "officer", "other_officer", "both")
"""What somebody is: a moderator of Villeray, an officer of the agency that asked or of another."""

STATES = ("open", "over")
"""Whether the report and the request still stand."""

PLATFORMS = (PINS, FORMS)

ABOUT = {
    "INCIDENT": ("1", "{channel}"),
    "INCIDENT_COMMENT_KEEP": ("1", "looks"),
    "STRIKE": ("{channel}", "1", "0"),
    "PENDING": ("{channel}", "1", "waits"),
    "AUDIT": ("{channel}", "0"),
    "JUDGE": ("review", "at_once"),
    "REQUEST": ("1",),
    "PROPOSAL": ("{proposal}", "0"),
    "REPLY": ("{reply}",),
    "WATCH": ("1",),
    "NEAR": ("1", "7", "all"),
    "BIND": ("1",),
    "RECAP": ("daily",),
    "DOOR": ("open",),
    "BELL": ("1",),
    "COPY": ("1",),
    "LANGUAGE": ("es",),
    "COMMAND": ("help",),
    "QUIET": ("off",),
    "AGENCY": ("1", "{channel}"),
    "ADMISSION": ("1", "{channel}"),
}
"""What buttons are about, by their verb or its first word."""

SAID = {
    Command.HIDE: "1 names",
    Command.CHECK: "1",
    Command.NEAR: "jarry and lajeunesse",
    Command.SNIPPETS: "bins: Tuesday.",
    Command.SAY: "bins",
    Command.VERIFY: "ABCD-EFGH",
    Command.BLOCK: "1 quiet heron",
    Command.SETUP: "Villeray",
}
"""What stands behind a command."""

NUMBERED = {
    Command.WITHDRAW,
    Command.FLAG,
    Command.UNHIDE,
    Command.STRIKE,
    Command.SETTLE,
    Command.MUTE,
    Command.BAN,
    Command.UNMUTE,
    Command.RESOLVE,
}
"""Behind these stands a number."""

IN_GROUP = {
    Command.SETUP,
    Command.DIGEST,
    Command.BLOCK,
    Command.POLICY,
    Command.PENDING,
    Command.HIDE,
    Command.UNHIDE,
    Command.STRIKE,
    Command.SETTLE,
    Command.MUTE,
    Command.BAN,
    Command.UNMUTE,
    Command.SNIPPETS,
    Command.SAY,
    Command.AUDIT,
    Command.AGENCIES,
}
"""What moderators say in their chat."""

DAY_MINUTES = 24 * 60 + 1

Heard = dict[tuple[str, str], dict[str, str]]
"""By deed and state: what each role on each platform is answered."""


async def heard() -> Heard:
    """Everything."""
    table: Heard = defaultdict(dict)
    for state, role, platform in product(STATES, ROLES, PLATFORMS):
        house = House()
        await house.settle()
        who = await _cast(house, role, platform, state)
        saved = deepcopy(house.store.rows)
        for deed, does, where in _deeds(house, who):
            house.store.rows.take(saved)
            house.restart()
            answer = (await who.does(does, where)).turn
            table[deed, state][f"{role}@{platform}"] = _key(answer)
    return table


async def _cast(house: House, role: str, platform: PlatformName, state: str) -> Someone:
    """A street on which everything has happened once, and somebody in it."""
    carl = neighbour(house, "carl", platform)
    await reports(carl)
    await house.delivers()
    roy = await asked(house)
    await replied(house, "A grey van.")
    await house.ticks()
    await house.delivers()
    house.clock.advance(minutes=DAY_MINUTES)
    await leave_asked(roy)
    await proposed(roy)
    if state == "over":
        await carl.does(Pressed(action=act(Verb.INCIDENT_RESOLVE, 1)))
        await roy.does(Pressed(action=act(Verb.REQUEST_RESOLVE_SURELY, 1)))
    who = carl if role == "reporter" else neighbour(house, role, platform)
    if role == "resident":
        await who.calls(Command.LANGUAGE)
        await who.presses("English")
    if role in {"moderator", "both"}:
        house.platforms[platform].admins.add((GROUP[platform], who.account.id))
    if role in {"officer", "both"}:
        await house.swears_in(who.account, "SPVM")
    if role == "other_officer":
        await house.swears_in(who.account, "Harbour Police")
    return who


def _deeds(house: House, who: Someone) -> Iterator[tuple[str, Act, Chat]]:
    """Every command and every button, where it belongs."""
    rows = house.store.rows
    chat = GROUP[who.account.platform]
    names = {
        "channel": next(each.id for each in rows.channels.values() if each.chat == chat),
        "proposal": max(rows.proposals),
        "reply": next(iter(rows.released), "none"),
    }
    for command in Command:
        there = who.group if command in IN_GROUP else who.home
        words = SAID.get(command, "1" if command in NUMBERED else "")
        yield f"/{command.value}", Called(command=command, argument=words), there
    for verb in Verb:
        about = ABOUT.get(verb.name, ABOUT.get(verb.name.partition("_")[0], ()))
        action = act(verb, *(each.format(**names) for each in about))
        pressed = Pressed(action=action, shown=Shown(quote="A grey van."))
        there = who.group if verb in {Verb.JUDGE, Verb.BIND, Verb.RECAP_SET} else who.home
        yield f"[{verb.name.lower()}]", pressed, there


def _key(turn: Turn) -> str:
    """What an answer says, by its catalogue keys; the first line of each message tells."""
    return " + ".join(_first(answer) for answer in turn.answers) or "nothing"


def _first(answer: Answer) -> str:
    match answer:
        case Say(screen=screen) | Replace(screen=screen):
            line = screen.lines[0]
            return line.key if isinstance(line, Text) else "words"
        case Pop(text=text):
            return text.key
        case Ask(form=form):
            return f"a form, {form.title.key}"
        case _:
            return type(answer).__name__


def written(table: Heard) -> str:
    """The table as a text: an answer a line, and who hears it."""
    lines = []
    for (deed, state), answers in sorted(table.items()):
        lines.append(f"{deed} {state}")
        by_answer: dict[str, list[str]] = defaultdict(list)
        for who, answer in answers.items():
            by_answer[answer].append(who)
        lines += [f"  {answer}: {_all(whom)}" for answer, whom in sorted(by_answer.items())]
    return "\n".join(lines) + "\n"


def _all(whom: list[str]) -> str:
    """Roles, with their platform only where it makes a difference."""
    roles: dict[str, list[str]] = defaultdict(list)
    for each in whom:
        role, _, platform = each.partition("@")
        roles[role].append(platform)
    both = len(PLATFORMS)
    return ", ".join(
        role if len(on) == both else f"{role}@{on[0]}" for role, on in sorted(roles.items())
    )


if __name__ == "__main__":
    TABLE.write_text(written(asyncio.run(heard())), encoding="utf-8")
