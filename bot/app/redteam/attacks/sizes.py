"""Size: boxes as long as something that is known."""

import json
from collections.abc import Iterator

from bot.app.redteam.attacks.base import Attack, Scores
from bot.app.redteam.cases import Case, Reply
from bot.app.redteam.suspects import Suspect

AEAD_BYTES = 12 + 16
"""AES-GCM's nonce and tag."""

EMPTY_BODY = len(json.dumps({"copy": "0" * 64, "text": "", "moves": 0}))

LIMITS = {4_096: "telegram", 1_024: "telegram", 2_000: "discord", 4_000: "discord"}
"""Characters that a message, a caption or a field takes: what a box may have been padded to."""

PADDED, SAME_PICTURE, SAME_LENGTH = 30.0, 500.0, 8.0


def long_as(case: Case) -> Scores:
    """Boxes as long as a platform's limit, as a reported picture, or longer than their words."""
    reported = _pictures(case)
    return {reply.key: dict(_likelier(case, reply, reported)) for reply in case.replies}


def _likelier(
    case: Case, reply: Reply, reported: dict[int, set[str]]
) -> Iterator[tuple[Suspect, float]]:
    content = len(reply.row.blob("sealed")) - AEAD_BYTES
    platform = LIMITS.get(content) or LIMITS.get(content - EMPTY_BODY)
    more = _more_than_said(reply)
    shown = reported.get(len(reply.row.blob("sealed_picture")) - AEAD_BYTES, set())
    for one in case.suspects:
        likelier = SAME_PICTURE if one.person in shown else 1.0
        if platform and one.platform == platform:
            likelier *= PADDED
        if more and more in {len(name) for name in one.plain_names}:
            likelier *= SAME_LENGTH
        if likelier > 1.0:
            yield one, likelier


def _more_than_said(reply: Reply) -> int:
    """How many bytes a box holds beside what belongs into it, where its words can be read."""
    if reply.body is None or reply.text is None:
        return 0
    words = json.dumps(reply.text, ensure_ascii=False).encode()
    return len(reply.body) - EMPTY_BODY - len(words) + len('""')


def _pictures(case: Case) -> dict[int, set[str]]:
    """Who put a picture of which length into a report."""
    lengths = {row.text("key"): len(row.blob("content")) for row in case.loot.rows("picture")}
    found: dict[int, set[str]] = {}
    for row in case.loot.rows("incident"):
        if row.text("picture") in lengths:
            found.setdefault(lengths[row.text("picture")], set()).add(row.text("reporter"))
    return found


ATTACKS = (
    Attack(
        name="size",
        looks_at="lengths of boxes, against limits of platforms, words, and pictures in reports",
        scores=long_as,
    ),
)
