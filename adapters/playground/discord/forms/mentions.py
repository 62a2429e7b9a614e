"""Who is pinged: https://discord.com/developers/docs/resources/message#allowed-mentions-object."""

import re
from dataclasses import dataclass

from adapters.playground.discord.bodies import Node

USER = re.compile(r"<@!?(\d{1,20})>")
ROLE = re.compile(r"<@&(\d{1,20})>")
EVERYONE = re.compile(r"@(everyone|here)\b")
MOST_NAMED = 100
KINDS = ("roles", "users", "everyone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What of a text's mentions may ping; None stands for all of a kind."""

    users: frozenset[int] | None = None
    roles: frozenset[int] | None = None
    everyone: bool = True
    replied_user: bool = True


def allowed(node: Node) -> Allowed:
    """The rule of a message: everything, unless it says otherwise."""
    inner = node.child("allowed_mentions")
    if inner is None:
        return Allowed()
    parse = [str(one) for one in inner.items("parse", most=len(KINDS))]
    for index, one in enumerate(parse):
        if one not in KINDS:
            message = "Value must be one of ('roles', 'users', 'everyone')."
            inner.at("parse", index).complain("", "BASE_TYPE_CHOICES", message)
    return Allowed(
        users=None if "users" in parse else _named(inner, "users"),
        roles=None if "roles" in parse else _named(inner, "roles"),
        everyone="everyone" in parse,
        replied_user=inner.flag("replied_user"),
    )


def _named(node: Node, kind: str) -> frozenset[int]:
    return frozenset(node.snowflakes(kind, most=MOST_NAMED))


def exclusive(node: Node) -> None:
    """Complain when a kind is both parsed and listed."""
    inner = node.child("allowed_mentions")
    if inner is None:
        return
    parse = inner.items("parse", most=len(KINDS))
    for kind in ("users", "roles"):
        if kind in parse and inner.raw(kind):
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            inner.complain("", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)


def named(pattern: re.Pattern[str], text: str, permitted: frozenset[int] | None) -> list[int]:
    """The ids that a text mentions and that may be pinged, each once."""
    found = dict.fromkeys(int(one) for one in pattern.findall(text))
    return [one for one in found if permitted is None or one in permitted]
