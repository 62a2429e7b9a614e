"""Let people do what comes to mind for an hour, and look after each step that nothing is wrong.

.venv/bin/python -m tests.torture.fuzz --minutes 60 --seed 1
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from typing_extensions import override

from bot.events import (
    Act,
    Called,
    CalledUnknown,
    Filled,
    Pictured,
    Pinned,
    Pressed,
    Said,
    SentElse,
)
from bot.model.actions import SENDS, Verb
from bot.model.channels import Chat, ChatKind
from bot.model.commands import Command
from bot.model.pictures import Attached, RawPicture
from bot.replies import Button
from bot.services import codes
from bot.texts.text import Quote
from tests.bot.manners import buttons
from tests.bot.world import CORNER, FAR, FORMS, LIMITS, NEXT_DOOR, PINS
from tests.torture.guests import Guest, Seen, guest, shown
from tests.torture.hall import GROUPS, opened
from tests.torture.originals import AGENCY, OTHER_AGENCY, asks, officer
from tests.torture.witness import Ears, Witness

T = TypeVar("T")

RESIDENTS = (("ana", PINS), ("ben", PINS), ("dana", FORMS), ("eli", FORMS))
MODERATORS = (("maya", PINS), ("morgan", FORMS))
POINTS = (CORNER, NEXT_DOOR, FAR)
PLACES = ("jarry and lajeunesse", "jarry", "nowhere", "paris")
WINDOWS = ("yesterday 14:00-17:00", "now", "tomorrow")
ODD = (
    "",
    " ",
    "x" * 5_000,
    "<b>&amp;</b>",
    "\u202e\u200b",
    "@everyone",
    "1",
    "#12",
    "514 555 0199",
)
MOST_STEPS = 60
EXAMPLES = 4
"""Streets in one round of hypothesis, each of at most `MOST_STEPS` steps."""

TOKENS = SENDS | {
    Verb.COPY_WRITE,
    Verb.COPY_FORM,
    Verb.COPY_CHECK,
    Verb.DRAFT_CLEAR,
    Verb.DRAFT_KEEP,
    Verb.CODE_ASK,
    Verb.CODE_FORM,
}
"""What carries a token."""

CHANCE = st.integers(0, 10**9)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was done how often."""

    streets: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    saved: int = 0


TALLY = Tally()
"""Hypothesis makes the streets itself, so they count here."""


class Street(RuleBasedStateMachine):
    """Residents, moderators and officers of two agencies, on both kinds of platform."""

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._ears = Ears()
        logging.getLogger("bot").addHandler(self._ears)
        self._stack = AsyncExitStack()
        self._count = 0
        self._run(self._settle())
        TALLY.streets += 1

    def _run(self, doing: Coroutine[object, object, T]) -> T:
        return self._runner.run(doing)

    async def _settle(self) -> None:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self.hall = await self._stack.enter_async_context(opened(folder, "fuzz"))
        roy = await officer(self.hall, "roy", AGENCY)
        mona = await officer(self.hall, "mona", OTHER_AGENCY)
        await asks(roy)
        await asks(mona)
        await self.hall.delivers()
        self.residents = [guest(self.hall, name, platform) for name, platform in RESIDENTS]
        moderators = [guest(self.hall, name, platform) for name, platform in MODERATORS]
        for each in moderators:
            place = self.hall.of(each.account.platform)
            place.admins.add((GROUPS[each.account.platform], each.account.id))
        self.people = [*self.residents, *moderators, roy, mona]
        served = {roy.account.id: AGENCY, mona.account.id: OTHER_AGENCY}
        self.officers = [roy, mona]
        self.witness = Witness(hall=self.hall, officers=served)
        self.stands = await self.witness.later()

    @override
    def teardown(self) -> None:
        TALLY.saved += self.witness.count
        logging.getLogger("bot").removeHandler(self._ears)
        self._run(self._stack.aclose())
        self._runner.close()

    # What is done, and what must hold after it.

    async def _does(
        self, who: Guest, act: Act, chat: Chat | None = None, on: Seen | None = None
    ) -> None:
        where = chat or who.home
        turn = await who.does(act, where, on)
        aloud = isinstance(act, Said) or not LIMITS[who.account.platform].private_answers
        if where.kind is ChatKind.GROUP and aloud:
            self.witness.read_by_all(turn)
            self.stands = await self.witness.later()
        else:
            self.stands = await self.witness.after(who, act, turn, self.stands)
        TALLY.steps[type(act).__name__] += 1
        TALLY.refused += self.hall.dispatch.refusing
        self._holds()

    def _holds(self) -> None:
        faults = [*self.witness.faults, *(f"logged: {words}" for words in self._ears.heard)]
        if faults:
            raise AssertionError(faults)

    def _requests(self) -> list[str]:
        return sorted(str(row["number"]) for row in self.stands["request"])

    def _tale(self, words: str) -> str:
        self._count += 1
        return f"{words} tale-{self._count}-end"

    def _text(self, chance: int) -> str:
        pools = (PLACES, WINDOWS, ODD)
        return self._tale("A grey van,") if chance % 7 < 4 else one(pools[chance % 3], chance // 7)

    async def _press(self, who: Guest, seen: Seen, button: Button) -> None:
        await self._does(who, *who.pressing(seen, button))

    async def _finds(self, who: Guest, verb: Verb, *args: str) -> bool:
        """Press the newest button that does this, if there is one."""
        try:
            found = who.finds(verb, *args)
        except LookupError:
            return False
        await self._press(who, *found)
        return True

    # By chance.

    @rule(who=CHANCE, what=st.sampled_from(Command), chance=CHANCE)
    def gives_a_command(self, who: int, what: Command, chance: int) -> None:
        argument = one(("", "", "1", "2", "9", "villeray", "jarry", "AAAA-BBBB"), chance)
        self._run(self._does(one(self.people, who), Called(command=what, argument=argument)))

    @rule(who=CHANCE, what=st.sampled_from(Command))
    def gives_a_command_where_all_read(self, who: int, what: Command) -> None:
        someone = one(self.people, who)
        self._run(self._does(someone, Called(command=what), someone.group))

    @rule(who=CHANCE, chance=CHANCE)
    def writes(self, who: int, chance: int) -> None:
        self._run(self._does(one(self.people, who), Said(text=self._text(chance))))

    @rule(who=CHANCE, which=CHANCE, chance=CHANCE)
    def answers_a_message(self, who: int, which: int, chance: int) -> None:
        someone = one(self.people, who)
        seen = [*someone.past, *someone.posted()]
        if seen:
            answering = shown(one(seen, which).screen)
            self._run(self._does(someone, Said(text=self._text(chance), answering=answering)))

    @rule(who=CHANCE, chance=CHANCE)
    def writes_where_all_read(self, who: int, chance: int) -> None:
        someone = one(self.people, who)
        answered = shown(one(someone.posted(), chance).screen) if chance % 2 else None
        said = Said(text=self._tale("Out loud,"), answering=answered)
        self._run(self._does(someone, said, someone.group))

    @rule(who=CHANCE, which=CHANCE)
    def presses_what_stands(self, who: int, which: int) -> None:
        someone = one(self.people, who)
        self._run(self._presses(someone, [*someone.seen, *someone.posted()], which))

    @rule(who=CHANCE, which=CHANCE)
    def presses_what_is_gone(self, who: int, which: int) -> None:
        someone = one(self.people, who)
        self._run(self._presses(someone, someone.past, which))

    @rule(who=CHANCE, whose=CHANCE, which=CHANCE)
    def presses_what_another_sees(self, who: int, whose: int, which: int) -> None:
        """Whatever a button can be made to carry, but nobody guesses another's token."""
        someone, other = one(self.people, who), one(self.people, whose)
        found = [
            Pressed(action=button.action)
            for seen in [*other.past, *other.posted()]
            for button in buttons(seen.screen)
            if button.action.verb not in TOKENS
        ]
        if found:
            self._run(self._does(someone, one(found, which)))

    async def _presses(self, who: Guest, seen: Sequence[Seen], which: int) -> None:
        found = [(each, button) for each in seen for button in buttons(each.screen)]
        if found:
            await self._press(who, *one(found, which))

    @rule(who=CHANCE, chance=CHANCE)
    def fills_in_a_form(self, who: int, chance: int) -> None:
        someone = one([each for each in self.people if each.account.platform == FORMS], who)
        if someone.form is not None:
            form, where = someone.form
            fields = {
                each.name: one(each.options, chance)[0] if each.options else self._text(chance)
                for each in form.fields
            }
            self._run(self._does(someone, Filled(action=form.action, fields=fields), where))

    @rule(who=CHANCE, chance=CHANCE)
    def sends_something_else(self, who: int, chance: int) -> None:
        someone = one(self.people, who)
        photo = RawPicture(content=one((b"photo", b"broken"), chance // 7))
        acts: tuple[Act, ...] = (
            Pinned(point=one(POINTS, chance)),
            Pictured(media=photo, text=self._text(chance)),
            SentElse(what=one(tuple(Attached), chance)),
            CalledUnknown(),
            Pressed(action=None),
            Filled(action=None),
        )
        self._run(self._does(someone, one(acts, chance)))

    # On purpose: what chance alone would seldom come to.

    @rule(who=CHANCE, way=st.sampled_from(sorted(SENDS)), request=CHANCE)
    def replies(self, who: int, way: Verb, request: int) -> None:
        self._run(self._replies(one(self.residents, who), way, request))

    async def _replies(self, who: Guest, way: Verb, request: int) -> None:
        if await self._finds(who, Verb.COPY_OPEN, one(self._requests(), request)):
            await self._writes_a_reply(who)
            await self._finds(who, way)
            if request % 2:
                await self._sends_once_more(who, way)

    async def _writes_a_reply(self, who: Guest) -> None:
        said = self._tale("A grey van at noon,")
        if who.account.platform == PINS:
            await self._does(who, Said(text=said))
        elif await self._finds(who, Verb.COPY_WRITE) and who.form is not None:
            form, where = who.form
            filled = Filled(action=form.action, fields={form.fields[0].name: said})
            await self._does(who, filled, where)

    @rule(who=CHANCE, request=CHANCE)
    def is_asked_back(self, who: int, request: int) -> None:
        someone = one(self.residents, who)
        self._run(self._replies(someone, Verb.DRAFT_SEND_THREAD, request))
        self.the_tick_comes()
        for officer_ in self.officers:
            self._run(self._asks_back(officer_, -1))
        self._run(self._finds(someone, Verb.COPY_CHECK))

    @rule(who=CHANCE, way=st.sampled_from(sorted(SENDS)))
    def sends_once_more(self, who: int, way: Verb) -> None:
        """The same button again, or the one beside it, though the preview is gone."""
        self._run(self._sends_once_more(one(self.residents, who), way))

    async def _sends_once_more(self, who: Guest, way: Verb) -> None:
        for seen in reversed(who.past):
            found = [each for each in buttons(seen.screen) if each.action.verb is way]
            if found:
                return await self._press(who, seen, found[0])
        return None

    @rule(who=CHANCE, which=CHANCE)
    def asks_back(self, who: int, which: int) -> None:
        self._run(self._asks_back(one(self.officers, who), which))

    async def _asks_back(self, who: Guest, which: int) -> None:
        asking = [
            (seen, button)
            for seen in who.posted()
            for button in buttons(seen.screen)
            if button.action.verb is Verb.REPLY_ASK
        ]
        if asking:
            seen, button = one(asking, which)
            for other in self.officers:
                if other is not who:
                    await self._does(other, Pressed(action=button.action))
            await self._press(who, seen, button)
            await self._does(who, Said(text=self._tale("Which colour?")))

    @rule(who=CHANCE, which=CHANCE)
    def looks_for_a_question(self, who: int, which: int) -> None:
        someone = one(self.residents, who)
        copies = [
            (seen, button)
            for seen in someone.past
            for button in buttons(seen.screen)
            if button.action.verb is Verb.COPY_CHECK
        ]
        if copies:
            self._run(self._press(someone, *one(copies, which)))

    @rule(who=CHANCE, which=CHANCE)
    def uses_a_code(self, who: int, which: int) -> None:
        self._run(self._uses_a_code(one(self.residents, who), which))

    async def _uses_a_code(self, who: Guest, which: int) -> None:
        known = [
            line.text
            for seen in who.past
            for line in seen.screen.lines
            if isinstance(line, Quote) and codes.read(line.text) is not None
        ]
        words = one([*known, "abandon " * 6], which)
        if await self._finds(who, Verb.CODE_ASK):
            if who.account.platform == PINS:
                await self._does(who, Said(text=words))
            elif who.form is not None:
                form, where = who.form
                await self._does(who, Filled(action=form.action, fields={"code": words}), where)

    @rule(who=CHANCE)
    def asks_the_neighbourhood(self, who: int) -> None:
        self._run(self._asks(one(self.officers, who)))

    async def _asks(self, who: Guest) -> None:
        await self._does(who, Called(command=Command.REQUEST))
        for words in (
            self._tale("A van?"),
            "26-1",
            "jarry and lajeunesse",
            "yesterday 14:00-17:00",
        ):
            await self._does(who, Said(text=words))
        await self._finds(who, Verb.REQUEST_CLOSES)
        await self._finds(who, Verb.REQUEST_POST)

    @rule(who=CHANCE, which=CHANCE)
    def closes_a_request(self, who: int, which: int) -> None:
        self._run(self._closes(one(self.officers, who), which))

    async def _closes(self, who: Guest, which: int) -> None:
        number = one(self._requests(), which)
        await self._does(who, Called(command=Command.RESOLVE, argument=number))
        if which % 3 == 0:
            await self._finds(who, Verb.REQUEST_RESOLVE_SURELY, number)

    # Meanwhile.

    @rule()
    def the_tick_comes(self) -> None:
        self._run(self._passes(self.hall.ticks()))

    @rule()
    def what_is_owed_is_sent(self) -> None:
        self._run(self._passes(self.hall.delivers()))

    @rule()
    def the_night_comes(self) -> None:
        self._run(self._passes(self.hall.rounds.night()))

    @rule(hours=st.sampled_from((1, 7, 30, 100)))
    def time_passes(self, hours: int) -> None:
        self.hall.clock.advance(hours=hours)
        self._run(self._passes(self.hall.ticks()))

    @rule()
    def the_bot_starts_anew(self) -> None:
        self.hall.restart()

    async def _passes(self, doing: Coroutine[object, object, object]) -> None:
        await doing
        self.stands = await self.witness.later()
        TALLY.steps["time"] += 1
        self._holds()


def one(of: Sequence[T], chance: int) -> T:
    """One of these."""
    return of[chance % len(of)]


def played(examples: int, steps: int, start: str, *phases: Phase) -> None:
    """So many streets. Raises AssertionError with what went wrong.

    In as few steps as can be, where time is given to find them: with `Phase.shrink`.
    """
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, *phases),
        print_blob=False,
    )
    run_state_machine_as_test(seed(start)(Street), settings=chosen)


def main() -> int:
    """Play as told on the command line; 1 when anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", default="1")
    told = parser.parse_args()
    began, rounds = time.monotonic(), 0
    while time.monotonic() - began < told.minutes * 60:
        rounds += 1
        played(EXAMPLES, MOST_STEPS, f"{told.seed} round {rounds}", Phase.shrink)
        print(_figures(time.monotonic() - began), file=sys.stderr, flush=True)  # noqa: T201 - for whoever waits
    print(_figures(time.monotonic() - began), "Nothing was wrong.", sep="\n")  # noqa: T201 - it is the program's output
    return 0


def _figures(seconds: float) -> str:
    steps = ", ".join(f"{count} {what}" for what, count in TALLY.steps.most_common())
    return (
        f"{TALLY.steps.total()} steps in {TALLY.streets} streets, {seconds:.0f} s: {steps}; "
        f"{TALLY.refused} refused, {TALLY.saved} replies saved."
    )


if __name__ == "__main__":
    sys.exit(main())
