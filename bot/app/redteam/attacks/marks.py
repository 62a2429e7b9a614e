"""Poll marks: a platform that is polled leaves one with what it brought."""

from collections.abc import Iterator, Mapping

from bot.app.redteam.attacks.base import NONE, Attack, Scores
from bot.app.redteam.cases import Case

CERTAIN = 50.0


def marked(case: Case) -> Scores:
    """Which replies were committed together with a platform's mark, and which were not."""
    platforms = {one.platform for one in case.suspects if one.platform}
    with_mark = dict(_marks(case, platforms))
    said = {platform for platform in with_mark.values() if platform}
    if not said:
        return NONE
    found = {}
    for key, platform in with_mark.items():
        likely = {platform} if platform else platforms - said
        found[key] = {one: CERTAIN for one in case.suspects if one.platform in likely}
    return found


def _marks(case: Case, platforms: set[str]) -> Iterator[tuple[str, str]]:
    """By reply the platform whose mark was committed with it; empty when none was."""
    waiting = {reply.key for reply in case.replies if reply.released is None}
    for commit in case.loot.commits:
        marks = [row.text("platform") for row in commit.of("mark")]
        own = next((mark for mark in marks if mark in platforms), "")
        for row in commit.of("saved_reply"):
            if row.text("key") in waiting:
                yield row.text("key"), own
    yield from _same_transaction(case, waiting).items()


def _same_transaction(case: Case, waiting: set[str]) -> Mapping[str, str]:
    """PostgreSQL: a mark that was written last by the transaction that wrote the reply."""
    eras = {row.era: row.text("platform") for row in case.loot.rows("mark") if row.era}
    return {
        reply.key: eras[reply.row.era]
        for reply in case.replies
        if reply.key in waiting and reply.row.era in eras
    }


ATTACKS = (
    Attack(
        name="poll marks",
        looks_at="marks that were committed together with a reply",
        scores=marked,
    ),
)
