"""`porchlight`: what the operator types."""

import asyncio
import gc
import logging
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from bot.app import agencies, areas, ledger, operator
from bot.app import report as public
from bot.app.checks.rounds import Scope, drawn, holds, look, verdict
from bot.app.crashes import cut_off_after, hook, leave_no_core
from bot.app.instruments import Instruments
from bot.app.logs import configure, quieten
from bot.app.redteam.drawings import as_json, attempts, summary
from bot.app.redteam.drawings import drawn as table_of
from bot.app.redteam.seizures import Haul
from bot.app.redteam.seizures import seize as seized
from bot.app.roles import Role
from bot.app.settings import Settings
from bot.app.shell import finish, out, settings_of
from bot.app.system import SystemClock
from bot.app.wiring import opened
from storage.migrate import upgrade

log = logging.getLogger("porchlight")

LONGEST_GOODBYE_S = 8.0
"""Seconds; a program that takes longer to end than ten is ended by whoever runs it."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
database = typer.Typer(help="The database.", no_args_is_help=True)
keys = typer.Typer(help="The keys of this watch.", no_args_is_help=True)
app.add_typer(areas.app, name="areas")
app.add_typer(agencies.app, name="agency")
app.add_typer(ledger.app, name="ledger")
app.add_typer(database, name="db")
app.add_typer(keys, name="keys")
redteam = typer.Typer(help="Try to find out who replied, as a thief would.", no_args_is_help=True)
app.add_typer(redteam, name="redteam")

BACKED_UP = """\
The database is in {file}, for your eyes alone. It opens with the master key that it was sealed
with: keep a copy of that file elsewhere. The keyring is not in it, on purpose: whoever gets hold
of backup and master key reads no reply, and a request that is closed never comes back."""

RESTORED = """\
The database is back. Replies to requests that were open then can be read where the keyring still
holds their keys, and nowhere else. Next: porchlight check"""

REPORTED = """\
The page is in {folder}: index.html, index.es.html, ledger.json, ledger.csv. It holds nothing but
what is public, fetches nothing and runs nothing; serve the folder as it is."""

ROTATED = """\
There is a new master key: {addresses} addresses and the keys of {requests} open requests are
under it, the old one is destroyed. Copy the new file to where you keep such things. Backups that
were made before open with the old key only: make a new one now (porchlight backup FILE)."""


def main() -> None:
    """Run the command line."""
    app()


@app.callback()
def begin() -> None:
    """A neighbourhood watch for Telegram and Discord that cannot tell who answered."""
    os.umask(0o077)  # what is written is for the operator's eyes alone
    quieten()
    hook()


@app.command()
def run(
    *,
    role: Annotated[
        Role, typer.Option(help="On PostgreSQL: a part of the watch, beside other processes.")
    ] = Role.ALL,
) -> None:
    """Run the bot on every platform that has a token."""
    leave_no_core()
    settings = settings_of()
    configure(settings.log_level)
    finish(_run(settings, role))


@app.command()
def demo(
    *,
    script: Annotated[bool, typer.Option("--script", help="Play the story, no browser.")] = False,
    port: Annotated[int, typer.Option(help="Where the page is.")] = 8642,
) -> None:
    """Run the bot against a stand-in Telegram and Discord, with a page to act on both."""
    from bot.app.demo import play, serve  # noqa: PLC0415 - the demo's parts only for the demo

    configure("WARNING")
    raise typer.Exit(finish(play() if script else serve(port)))


@app.command()
def check(
    *,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody outside.")] = False,
    skip_map: Annotated[
        bool, typer.Option("--skip-map", help="Do not ask the map service.")
    ] = False,
) -> None:
    """Look whether all is well, change nothing, and say what to do where it is not."""
    scope = Scope(network=not offline, map_service=not skip_map)
    found = finish(look(settings_of(), SystemClock(), scope))
    out.print(drawn(found), highlight=False)
    out.print(verdict(found), highlight=False)
    raise typer.Exit(0 if holds(found) else 1)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A new file; nothing is overwritten.")],
) -> None:
    """Copy the database into one file while the bot runs; the keyring stays out of it."""
    finish(operator.back_up(settings_of(), file))
    out.print(BACKED_UP.format(file=file), highlight=False, soft_wrap=True)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What backup wrote.", exists=True, dir_okay=False)],
) -> None:
    """Fill a new database from a backup."""
    finish(operator.restore(settings_of(), file))
    out.print(RESTORED, highlight=False, soft_wrap=True)


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="A folder; it is made, and its files replaced.")],
) -> None:
    """Write the public page with the ledger into a folder, for any web server to serve."""
    public.write(settings_of(), folder)
    out.print(REPORTED.format(folder=folder), highlight=False, soft_wrap=True)


@keys.command("rotate")
def rotate_keys() -> None:
    """Replace the master key by a new one; the bot must not run meanwhile."""
    leave_no_core()
    done = finish(operator.rotate(settings_of()))
    out.print(
        ROTATED.format(addresses=done.addresses, requests=done.requests),
        highlight=False,
        soft_wrap=True,
    )


@database.command("upgrade")
def upgrade_database() -> None:
    """Bring the database up to date."""
    finish(upgrade(settings_of().database_url))
    out.print("The database is up to date.")


@redteam.command("seize")
def seize(  # noqa: PLR0913 - one parameter for each thing that can be taken
    taken: Annotated[
        str, typer.Argument(help="The database: a SQLite file (its -wal beside it) or a URL.")
    ],
    *,
    backup_file: Annotated[
        list[Path] | None, typer.Option("--backup", help="What porchlight backup wrote.")
    ] = None,
    log: Annotated[list[Path] | None, typer.Option(help="A log of the bot.")] = None,
    members: Annotated[
        Path | None,
        typer.Option(help="All accounts in the channels: JSON or CSV with platform and id."),
    ] = None,
    master: Annotated[Path | None, typer.Option(help="The master key file.")] = None,
    keyring: Annotated[Path | None, typer.Option(help="The keyring; needs --master.")] = None,
    truth: Annotated[
        Path | None,
        typer.Option(help="Who really wrote what: JSON with reply, platform, id and person."),
    ] = None,
    for_program: Annotated[bool, typer.Option("--json", help="Say it for a program.")] = False,
) -> None:
    """Guess who replied to what, by all that tells something, beside chance."""
    haul = Haul(
        database=taken,
        backups=tuple(backup_file or ()),
        logs=tuple(log or ()),
        members=members,
        master=master,
        keyring=keyring,
        truth=truth,
    )
    found = finish(seized(haul))
    if for_program:
        out.print(as_json(found), highlight=False, markup=False, soft_wrap=True)
        return
    out.print(attempts(), table_of(found.guesses), highlight=False)
    out.print(summary(found), highlight=False, soft_wrap=True)


async def _run(settings: Settings, role: Role) -> None:
    """Run until told to go, and go within ten seconds, whatever the watch is waiting for then."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    running = asyncio.create_task(_watch(settings, role))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if stop.is_set():
        log.info("the watch goes")
        cut_off_after(LONGEST_GOODBYE_S)
        running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def _watch(settings: Settings, role: Role) -> None:
    instruments = Instruments()
    async with (
        instruments.shown(settings),
        opened(settings, instruments=instruments, role=role) as watch,
    ):
        gc.freeze()  # what is there by now stays; looking through it takes a quarter of a second
        await watch.run()
