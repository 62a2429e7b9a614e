"""The commands about areas."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import rich.progress
import typer
from rich.markup import escape
from rich.tree import Tree

from bot.app.areas import store
from bot.app.areas.census import Census
from bot.app.areas.store import Import, Leftovers
from bot.app.settings import Settings
from bot.app.shell import err, finish, out, refuse, settings_of
from bot.model.areas import AreaDraft
from bot.model.ids import AreaId
from bot.services.areas import AreasRead, Reading, read_areas
from bot.services.areas.keeping import Heirs, Outcome
from bot.services.areas.shapes import square_kilometres

FEATURES_BAD, UNUSABLE = 1, 2
"""Exit codes: nothing was kept because features are bad; the file or the command is unusable."""

SIGNS = {Outcome.ADDED: "+", Outcome.CHANGED: "~", Outcome.SAME: "=", Outcome.LEFT: "!"}

app = typer.Typer(help="The areas of this watch.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="A GeoJSON file.", exists=True, dir_okay=False)]
Name = Annotated[str, typer.Argument(help="The area's name.")]
NameProperty = Annotated[
    str,
    typer.Option(help="The property that holds an area's name. Without it: the likeliest one."),
]
RadiusProperty = Annotated[
    str,
    typer.Option(help="Read Points as circles; this property holds their radius in metres."),
]


@app.command("import")
def import_areas(
    file: File,
    *,
    name_property: NameProperty = "",
    radius_property: RadiusProperty = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look; keep nothing.")] = False,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Give areas that are there the shape that the file has."),
    ] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Keep the good features though others are bad.")
    ] = False,
) -> None:
    """Add areas from a GeoJSON file. Chats and watches of areas that are there stay.

    Exit code: 0 when everything was kept that was to be, 1 when features are bad and nothing was
    kept, 2 when the file cannot be read.
    """
    settings = settings_of()
    read = _read(settings, file, name_property, radius_property)
    if read.findings and not skip_bad:
        out.print(
            f"{len(read.drafts)} areas could be kept, {len(read.findings)} could not: "
            "nothing was kept. Mend the file, or keep the good ones: --skip-bad"
        )
        raise typer.Exit(FEATURES_BAD)
    drafts = rich.progress.track(read.drafts, description="Keeping", console=err)
    done = finish(store.keep_areas(settings, drafts, replacing=replace, dry_run=dry_run))
    if dry_run:
        _foretell(done, read)
    _report(done, dry_run=dry_run)


@app.command("list")
def list_areas() -> None:
    """Show the areas of this watch, each in the one that it lies in."""
    census = finish(store.census(settings_of()))
    tree = Tree("", hide_root=True)
    for area in census.inside(None):
        _branch(tree, census, area)
    out.print(tree, highlight=False)


@app.command("rename")
def rename_area(
    name: Name, new: Annotated[str, typer.Argument(help="What it is to be called.")]
) -> None:
    """Give an area another name; chats and watches stay."""
    finish(store.rename_area(settings_of(), name, new))
    out.print(f"{name} is called {new} now.", highlight=False, markup=False)


@app.command("reshape")
def reshape_area(
    name: Name,
    file: File,
    *,
    feature: Annotated[
        str, typer.Option(help="The feature's name, where the file holds several.")
    ] = "",
    name_property: NameProperty = "",
    radius_property: RadiusProperty = "",
) -> None:
    """Give an area the shape that a file holds; chats and watches stay."""
    settings = settings_of()
    read = _read(settings, file, name_property, radius_property)
    draft = _meant(read, feature or name, alone=not feature)
    done = finish(store.reshape_area(settings, name, draft))
    out.print(f"{name} has its new shape.", highlight=False, markup=False)
    _warn(done.census)


@app.command("adopt")
def adopt_area(name: Name) -> None:
    """Let requests be addressed to an area that a moderator drew."""
    finish(store.adopt_area(settings_of(), name))
    out.print(f"{name} is the operator's now.", highlight=False, markup=False)


@app.command("remove")
def remove_area(
    name: Name,
    *,
    to: Annotated[str, typer.Option(help="The area that takes its place.")] = "",
    to_parent: Annotated[
        bool, typer.Option("--to-parent", help="Its chats go to the area that it lies in.")
    ] = False,
    unbind: Annotated[
        bool, typer.Option("--unbind", help="Its chats are bound to nothing any more.")
    ] = False,
) -> None:
    """Remove an area. Whoever relies on it is told what comes in its place.

    With --to residents' watches follow there, too; otherwise they become circles over the same
    ground. No watch is ever lost.
    """
    if sum((bool(to), to_parent, unbind)) > 1:
        refuse("Choose one: --to NAME, --to-parent or --unbind.")
    settings = settings_of()
    stays = finish(store.leftovers(settings, name))
    if stays.anything and not (to or to_parent or unbind):
        refuse(_left(name, stays))
    if to_parent and stays.parent is None:
        refuse(f"{name} lies in no larger area. Say which area takes its place: --to NAME")
    heirs = Heirs(channels=stays.parent if to_parent else None)
    if to:
        heir = finish(store.area_named(settings, to))
        heirs = Heirs(channels=heir.id, watches=heir.id)
    finish(store.remove_area(settings, name, heirs))
    out.print(f"{name} is removed.", highlight=False, markup=False)


def _read(settings: Settings, file: Path, name_property: str, radius_property: str) -> AreasRead:
    """What the file holds; what is wrong with it is said at once."""
    how = Reading(
        name_property=name_property,
        radius_property=radius_property,
        around=finish(store.ground(settings)),
    )
    try:
        with rich.progress.open(
            file, "r", encoding="utf-8-sig", description="Reading", console=err
        ) as source:
            read = read_areas(source, how)
    except UnicodeDecodeError:
        refuse("The file is not UTF-8, as GeoJSON must be.")
    for finding in read.findings:
        err.print(f"[yellow]{escape(finding.where or 'the file')}[/]: ", end="", highlight=False)
        err.print(finding.words, highlight=False, markup=False, soft_wrap=True)
    if any(not finding.where for finding in read.findings):
        raise typer.Exit(UNUSABLE)
    if not name_property and read.name_property:
        err.print(f'Names are taken from the property "{read.name_property}".', markup=False)
    return read


def _foretell(done: Import, read: AreasRead) -> None:
    """What would become of each feature."""
    drafts = {draft.name.casefold(): draft for draft in read.drafts}
    for kept in done.kept:
        draft = drafts[kept.area.name.casefold()]
        parent = done.census.parent_of(kept.area.id)
        inside = f", in {parent}" if parent else ""
        size = square_kilometres(draft.outline)
        line = f"  {SIGNS[kept.outcome]} {kept.area.name} ({size:,.1f} km²{inside})"
        out.print(line, highlight=False, markup=False)


def _report(done: Import, *, dry_run: bool) -> None:
    count = {each: sum(kept.outcome is each for kept in done.kept) for each in Outcome}
    known = count[Outcome.SAME] + count[Outcome.LEFT]
    words = f"{count[Outcome.ADDED]} areas added, {known} were known already"
    if count[Outcome.CHANGED]:
        words += f", {count[Outcome.CHANGED]} changed"
    out.print(f"{words}.{' Nothing was kept: this was a dry run.' * dry_run}", highlight=False)
    if count[Outcome.LEFT]:
        names = ", ".join(k.area.name for k in done.kept if k.outcome is Outcome.LEFT)
        out.print(
            f"Known with another shape, and left so: {names}. To change them: --replace",
            highlight=False,
            markup=False,
        )
    if done.kept:
        inside = sum(1 for kept in done.kept if done.census.parent_of(kept.area.id))
        out.print(f"{inside} of them lie in a larger area; {done.census.where}", highlight=False)
    _warn(done.census)


def _warn(census: Census) -> None:
    """Say which chats stand alone, which a request may not reach."""
    for name in census.alone():
        err.print("[yellow]warning[/]: ", end="")
        err.print(
            f"{name} has a chat and lies in no larger area: where too few people live in it, "
            "a request finds no audience.",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )


def _branch(tree: Tree, census: Census, area: AreaId) -> None:
    branch = tree.add(census.label(area))
    for inner in census.inside(area):
        _branch(branch, census, inner)


def _meant(read: AreasRead, name: str, *, alone: bool) -> AreaDraft:
    """The one feature of a file that is meant."""
    if alone and len(read.drafts) == 1:
        return read.drafts[0]
    found = [draft for draft in read.drafts if draft.name.casefold() == name.casefold()]
    if not found:
        refuse(f"The file holds no good feature called {name}. {_names(read.drafts)}")
    return found[0]


def _names(drafts: Sequence[AreaDraft]) -> str:
    names = ", ".join(draft.name for draft in drafts) or "nothing"
    return f"It holds: {names}. Choose one: --feature NAME"


def _left(name: str, stays: Leftovers) -> str:
    chats = f"these chats: {', '.join(stays.chats)}" if stays.chats else ""
    watched = "residents' watches" if stays.watched else ""
    what = " and ".join(part for part in (chats, watched) if part)
    parent = f"  --to-parent    its chats go to {stays.in_parent}\n" if stays.in_parent else ""
    return (
        f"{name} is still used by {what}. Nothing was removed. Say what comes in its place:\n"
        f"  --to NAME      another area, for chats and watches\n{parent}"
        f"  --unbind       its chats are bound to nothing any more\n"
        "Without --to, watches become circles over the same ground."
    )
