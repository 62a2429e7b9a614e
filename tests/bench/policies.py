"""The policy's verdicts on requests, beside a bare list of its words."""

from collections.abc import Callable

from bot.services.guard.reading import noun, read
from bot.services.rules import book, findings
from bot.services.words import plain
from tests.bench.rows import Figure, Row
from tests.bench.scale import Ground
from tests.bot.services.requests import DOMAIN, GOOD, REVIEW, Written, written

TABLES = {"the policy's own table": "requests.toml", "a table it never saw": "unseen.toml"}

TELLING = ("gathering", "lawful", "taking_part", "race", "raza", "victim", "harmed")
"""Groups of words that a bare list would refuse."""

Refuses = Callable[[Written], bool]


async def judged(ground: Ground) -> list[Row]:
    """Precision and recall of refusals, table by table."""
    del ground  # the tables are as long as they are
    return [row for about, file in TABLES.items() for row in _rows(about, tuple(written(file)))]


def _rows(about: str, table: tuple[Written, ...]) -> list[Row]:
    ours, bare = _figures(table, by_rules), _figures(table, by_words)
    return [
        Row(
            work=f"policy, {what} of refusals, {about}",
            size=len(table),
            database="",
            ours=_figure(mine),
            peer=_figure(theirs),
            peer_name="bare list of words",
            unit="share",
        )
        for what, mine, theirs in zip(("precision", "recall"), ours, bare, strict=True)
    ]


def _figures(table: tuple[Written, ...], refuses: Refuses) -> tuple[float, float]:
    """Of what was refused, how much should be; of what should be, how much was.

    What is for a moderator counts as neither, as long as it is not refused.
    """
    bad = [each.says not in {GOOD, REVIEW} for each in table]
    refused = [refuses(each) for each in table]
    both = sum(is_bad and was for is_bad, was in zip(bad, refused, strict=True))
    return both / max(1, sum(refused)), both / max(1, sum(bad))


def by_rules(request: Written) -> bool:
    """Whether a rule is certain."""
    return any(finding.certain for finding in findings(plain(request.text), DOMAIN))


def by_words(request: Written) -> bool:
    """Whether a telling word stands in it, wherever."""
    reading = read(plain(request.text))
    telling = book().words_of(*TELLING)
    return any(noun(word.key, telling) for word in reading.words)


def _figure(share: float) -> Figure:
    return Figure(value=share, least=share, most=share)
