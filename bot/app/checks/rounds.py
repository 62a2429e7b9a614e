"""One round through everything that can be wrong."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from bot.app.checks import databases, keys, operations, platforms, records, retention, surroundings
from bot.app.checks.findings import Finding, State
from bot.app.settings import Settings
from bot.ports.world import Clock

COLOURS = {State.OK: "green", State.NOTE: "yellow", State.WRONG: "bold red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How far to look: at the network at all, and at the map service."""

    network: bool = True
    map_service: bool = True


async def look(settings: Settings, clock: Clock, scope: Scope) -> list[Finding]:
    """Everything there is to say; nothing is changed by looking."""
    found, survey = await databases.looked_at(settings)
    found += keys.keys(settings, survey)
    found += keys.secrets(settings)
    found.append(retention.kept(settings, survey, clock))
    found += databases.disk(settings)
    found += surroundings.zone(settings, clock)
    found += operations.figures(settings)
    found += operations.operator(settings)
    if survey is not None:
        found += operations.backlogs(survey.backlogs)
        found.append(records.ledger(survey.ledger))
        found += surroundings.database_clock(survey.now, clock)
    found += platforms.tokens(settings)
    found.append(await surroundings.mail(settings, clock, asked=scope.network))
    if scope.network:
        chats = () if survey is None else survey.chats
        found += await platforms.platforms(settings, chats)
        found += await surroundings.clock(settings, clock)
    if scope.network and scope.map_service:
        block = None if survey is None else survey.block
        found.append(await surroundings.map_service(settings, block))
    return found


def drawn(findings: Iterable[Finding]) -> Table:
    """The findings as a table: how it stands, what it is about, what to do."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(max_width=32)
    table.add_column(overflow="fold")
    for finding in findings:
        words = Text(finding.words)
        if finding.step:
            words.append(f"\n-> {finding.step}", style="bold")
        state = Text(finding.state.value, style=COLOURS[finding.state])
        table.add_row(state, Text(finding.about), words)
    return table


def verdict(findings: Iterable[Finding]) -> str:
    """The last line."""
    count = sum(1 for finding in findings if finding.state is State.WRONG)
    if not count:
        return "All is well."
    return "One thing is wrong." if count == 1 else f"{count} things are wrong."


def holds(findings: Iterable[Finding]) -> bool:
    """Whether nothing is wrong."""
    return all(finding.state is not State.WRONG for finding in findings)
