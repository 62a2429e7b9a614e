"""The commands about agencies."""

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot.app.agencies import store
from bot.app.agencies.store import Listed, Papers
from bot.app.settings import Settings
from bot.app.shell import finish, out, settings_of
from bot.model.agencies import AgencyState
from bot.services.domains import Domain, Doubt, domain_of

app = typer.Typer(help="The agencies that may ask the neighbourhood.", no_args_is_help=True)

DOUBTS = {
    Doubt.MIXED: "It mixes letters of several scripts: somebody may pass for another.",
    Doubt.FOREIGN: "None of its letters is Latin, and all look as if they were.",
    Doubt.ALIKE: "It can be taken for the domain of another agency of this watch.",
}

CODE = "Give this code to one officer; it works once, for 7 days:\n  /verify {code}"

CHANGED = """\
{name} has another domain now: its {count} officers speak for it no more. Each needs a new code:
  porchlight agency code {name!r}"""

Name = Annotated[str, typer.Argument(help="The agency's name, letter for letter.")]
Areas = Annotated[
    list[str] | None, typer.Option("--area", help="Where it may ask; again for each area.")
]
Contact = Annotated[str, typer.Option(help="How residents reach it: a number, an address.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask whether the domain is right.")]


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Its name, as residents will see it.")],
    *,
    domain: Annotated[str, typer.Option(help="Its mail domain, what follows the @.")],
    area: Areas = None,
    contact: Contact = "",
    yes: Yes = False,
) -> None:
    """Enrol an agency and print a one-time code for its first officer."""
    settings = settings_of()
    _confirm(settings, name, domain, sure=yes)
    papers = Papers(name=name, domain=domain, contact=contact, areas=tuple(area or ()))
    code = finish(store.enrol(settings, papers))
    _say(f"{name} is enrolled.")
    if not area:
        _say("It may ask nowhere yet: porchlight agency change NAME --area AREA")
    _say(CODE.format(code=code))


@app.command("change")
def change(
    name: Name,
    *,
    domain: Annotated[str, typer.Option(help="Another mail domain.")] = "",
    area: Areas = None,
    contact: Contact = "",
    yes: Yes = False,
) -> None:
    """Say anew who an agency is and where it may ask; what is left out stays."""
    settings = settings_of()
    if domain:
        _confirm(settings, name, domain, sure=yes)
    papers = Papers(name=name, domain=domain, contact=contact, areas=tuple(area or ()))
    dismissed = finish(store.change(settings, papers))
    _say(f"{name} is changed.")
    if dismissed:
        _say(CHANGED.format(name=name, count=dismissed))


@app.command("list")
def list_agencies() -> None:
    """Show the agencies of this watch."""
    table = Table(box=None, pad_edge=False)
    for column in ("Agency", "State", "Mail domain", "Areas", "Officers", "Contact"):
        table.add_column(column, overflow="fold")
    for listed in finish(store.everyone(settings_of())):
        table.add_row(*map(Text, _cells(listed)))
    out.print(table, highlight=False)


@app.command("code")
def code(name: Name) -> None:
    """Print a one-time code for one more officer."""
    _say(CODE.format(code=finish(store.code_for(settings_of(), name))))


@app.command("dismiss")
def dismiss(
    name: Name, address: Annotated[str, typer.Argument(help="The officer's work address.")]
) -> None:
    """Let one officer go, at once: he can ask nothing and read nothing any more."""
    finish(store.dismiss(settings_of(), name, address))
    _say(f"{address} speaks for {name} no more.")


@app.command("suspend")
def suspend(name: Name) -> None:
    """Let an agency ask no more, until it is resumed."""
    finish(store.turn(settings_of(), name, AgencyState.SUSPENDED))
    _say(f"{name} is suspended: its officers can ask nothing and read nothing.")


@app.command("resume")
def resume(name: Name) -> None:
    """Let a suspended agency ask again."""
    finish(store.turn(settings_of(), name, AgencyState.ACTIVE))
    _say(f"{name} may ask again.")


@app.command("revoke")
def revoke(name: Name) -> None:
    """Let an agency go for good: nobody speaks for it any more."""
    finish(store.revoke(settings_of(), name))
    _say(f"{name} is revoked: nobody speaks for it any more, and what it asked is closed.")


def _confirm(settings: Settings, name: str, words: str, *, sure: bool) -> None:
    """Show a domain as machines and as people read it, and what is odd about it."""
    found = finish(store.domain(settings, name, words))
    _say(_both(found))
    for doubt in found.doubts:
        _say(f"Careful: {DOUBTS[doubt]}")
    if not sure:
        typer.confirm("Whoever gets mail there can speak for the agency. Is it right?", abort=True)


def _both(domain: Domain) -> str:
    if domain.name == domain.readable:
        return f"Mail domain: {domain.name}"
    return f"Mail domain: {domain.readable} (for mail servers: {domain.name})"


def _cells(listed: Listed) -> tuple[str, ...]:
    agency = listed.agency
    domain = domain_of(agency.domain).readable if agency.domain else "none: it can ask nothing new"
    areas = ", ".join(listed.areas) or "none: it can ask nowhere"
    return (
        agency.name,
        agency.state.value,
        domain if domain == agency.domain or not agency.domain else f"{domain} ({agency.domain})",
        areas,
        str(listed.officers),
        agency.contact,
    )


def _say(words: str) -> None:
    out.print(words, highlight=False, markup=False, soft_wrap=True)
