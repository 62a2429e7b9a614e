"""Who may do what, deed by deed: the table is the contract, and some rules hold over all of it."""

from collections import defaultdict

from bot.model.actions import Verb
from bot.model.commands import Command
from tests.bot.matrix import PLATFORMS, ROLES, STATES, TABLE, heard, written

UNTRUSTED = ("stranger", "resident", "reporter")
"""Who holds no office."""

DEEDS_OF_OFFICE = ("/hide", "/mute", "/ban", "/audit", "/request", "[request_resolve_surely]")


async def test_everybody_is_answered_as_the_table_says() -> None:
    table = await heard()
    assert len(table) == len(STATES) * (len(Command) + len(Verb))
    assert sum(map(len, table.values())) == len(table) * len(ROLES) * len(PLATFORMS)
    assert written(table).splitlines() == TABLE.read_text(encoding="utf-8").splitlines()
    for (deed, state), answers in table.items():
        by_role = defaultdict(set)
        for who, answer in answers.items():
            assert answer != "bot.fault", (deed, state, who)
            by_role[who.partition("@")[0]].add(answer)
        assert by_role["both"] <= by_role["moderator"] | by_role["officer"], (deed, state)
        if deed in DEEDS_OF_OFFICE:
            for role in UNTRUSTED:
                assert all(answer.startswith("refused.") for answer in by_role[role]), deed
