"""What was found out, for the operator's eyes."""

import json
from collections.abc import Iterable

from rich.table import Table

from bot.app.redteam.guesses import ATTACKS, Guess
from bot.app.redteam.seizures import Findings

NOTHING = "nothing: all are as likely"

NO_REPLIES = "There is no reply in what was taken, so there is nothing to guess."

UNCHECKED = """\
{count} replies, {sure} of them with a guess that is at least twice as likely as chance. Such a
guess may still be wrong: give the truth with --truth to count how many are right."""

CHECKED = """\
Guessed right {right} of {of}; chance would be {mean:.1f} (95 %: {least} to {most}). {verdict}"""

NO_BETTER = "That is no better than chance."
BETTER = "That is better than chance: something tells who replied. See the last column."

TWICE = 2.0


def drawn(found: Iterable[Guess]) -> Table:
    """A line for each reply: the guess, how likely it is, what chance is, what gave it away."""
    table = Table(title="Who replied to what, as well as it can be guessed", show_lines=False)
    for title in ("request", "reply", "left at", "best guess"):
        table.add_column(title, overflow="fold")
    table.add_column("likely", justify="right")
    table.add_column("chance", justify="right")
    table.add_column("because of", overflow="fold")
    for guess in found:
        table.add_row(
            guess.request,
            f"{guess.reply[:8]}…",
            guess.released or "waits",
            guess.suspect.name,
            f"{guess.likelihood:.1%}",
            f"{guess.chance:.1%}",
            ", ".join(guess.because) or NOTHING,
        )
    return table


def attempts() -> Table:
    """What is tried, in plain words."""
    table = Table(title="What is tried")
    table.add_column("attack")
    table.add_column("looks at", overflow="fold")
    for attack in ATTACKS:
        table.add_row(attack.name, attack.looks_at)
    return table


def summary(findings: Findings) -> str:
    """One line: how good the guesses are, beside chance."""
    found, score = findings.guesses, findings.score
    if not found:
        return NO_REPLIES
    if score is None:
        sure = sum(guess.likelihood >= TWICE * guess.chance for guess in found)
        return UNCHECKED.format(count=len(found), sure=sure).replace("\n", " ")
    chance = score.chance
    return CHECKED.format(
        right=score.right,
        of=score.of,
        mean=chance.mean,
        least=chance.least,
        most=chance.most,
        verdict=BETTER if score.telling else NO_BETTER,
    )


def as_json(findings: Findings) -> str:
    """The same for a program."""
    score = findings.score
    replies = [
        {
            "request": guess.request,
            "reply": guess.reply,
            "released": guess.released or None,
            "platform": guess.suspect.platform or None,
            "account": None if guess.suspect.account is None else guess.suspect.account.id,
            "person": guess.suspect.person,
            "likelihood": round(guess.likelihood, 6),
            "chance": round(guess.chance, 6),
            "because": list(guess.because),
        }
        for guess in findings.guesses
    ]
    said: dict[str, object] = {"replies": replies}
    if score is not None:
        chance = score.chance
        said |= {"right": score.right, "of": score.of, "better_than_chance": score.telling}
        said |= {"chance": round(chance.mean, 3), "least": chance.least, "most": chance.most}
    return json.dumps(said, indent=2)
