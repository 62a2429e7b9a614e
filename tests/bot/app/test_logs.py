import ast
import asyncio
import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

import adapters
import bot
import storage
from adapters.discord.deliveries import FINAL
from bot.app import story as tale
from bot.app.demo import lived_in
from bot.app.logs import configure
from bot.app.sentences import REASONS, SENTENCES, TROUBLES, WITHHELD
from bot.app.story import WatchStory
from bot.app.town import DISCORD_TOKEN, TELEGRAM_TOKEN, Town

LIBRARIES = (
    "telegram",
    "httpx",
    "httpcore",
    "discord",
    "aiohttp",
    "aiosqlite",
    "sqlalchemy",
    "asyncio",
    "apscheduler",
    "geopy",
)
CALLS = {"debug", "info", "warning", "error", "critical", "exception"}
SECRET = "4200:a-secret-token"  # noqa: S105 - of nobody
CHAT = 7_700_123


@pytest.fixture
def log() -> io.StringIO:
    """All that the watch logs at the most talkative level."""
    found = io.StringIO()
    configure("DEBUG", found)
    return found


@pytest.fixture
def overheard() -> Iterator[io.StringIO]:
    """What handlers print that libraries attach to their own loggers: everything they can."""
    found = io.StringIO()
    eager = logging.StreamHandler(found)
    eager.setFormatter(
        logging.Formatter(
            "%(name)s %(message)s %(msg)s %(args)s %(pathname)s %(threadName)s %(exc_info)s"
        )
    )
    filters = logging.getLogger("geopy").filters[:]
    for name in LIBRARIES:
        logging.getLogger(name).addHandler(eager)
    yield found
    for name in LIBRARIES:
        logging.getLogger(name).removeHandler(eager)
    logging.getLogger("geopy").filters[:] = filters


def wide_open() -> None:
    """Let every library say everything."""
    for name in {*logging.root.manager.loggerDict, *LIBRARIES}:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger("geopy").filters.clear()


async def secrets_of(town: Town, database_url: str) -> set[str]:
    """Whatever must not be in a log: who, where, what, and every key to it."""
    people = set(town.people)
    told = {value for value in vars(tale).values() if isinstance(value, str) and " " in value}
    ids = {actor.id for actor in town.people.values()}
    chats = {town.villeray_group, town.mile_end_group, town.villeray_channel}
    numbers = {"26-01877", "45.54", "73.62", "5200", "Jarry", "Lajeunesse", "Parc"}
    tokens = {TELEGRAM_TOKEN, TELEGRAM_TOKEN.partition(":")[2], DISCORD_TOKEN}
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        for query in (
            "SELECT id FROM person",
            "SELECT posted_message FROM delivery WHERE length(posted_message) > 6",
            "SELECT cell FROM incident",
            "SELECT cell FROM cover",
        ):
            found = await connection.scalars(text(query))
            numbers |= {str(value) for value in found if value is not None}
    await engine.dispose()
    return people | told | ids | {chat.lstrip("-") for chat in chats} | numbers | tokens


def found_in(said: str, secrets: set[str]) -> set[str]:
    return {one for one in secrets if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", said)}


async def test_nobody_is_told_on_while_every_library_says_all_it_can(
    log: io.StringIO, overheard: io.StringIO
) -> None:
    async with lived_in() as (town, settings):
        wide_open()
        asyncio.new_event_loop().close()  # it says so
        story = WatchStory(town, settings)
        for index, _ in enumerate(story.steps()):
            await story.play(index)
        secrets = await secrets_of(town, settings.database_url)
    said = overheard.getvalue()
    spoke = {one for one in LIBRARIES if re.search(rf"^{one}[. ]", said, re.MULTILINE)}
    assert spoke >= set(LIBRARIES) - {"aiohttp"}  # which has nothing to say when all is well
    assert len(secrets) > 40
    assert not found_in(said, secrets)
    assert not found_in(log.getvalue(), secrets)
    for line in log.getvalue().splitlines():
        entry = json.loads(line)
        assert set(entry) <= {"event", "level", "logger", "timestamp", *field_names()}


def field_names() -> set[str]:
    return {field.name for fields in SENTENCES.values() for field in fields}


@pytest.mark.parametrize("library", [*LIBRARIES, "a.library.nobody.knows", SECRET])
@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO, logging.WARNING, logging.CRITICAL])
def test_whatever_a_library_says_only_the_place_is_kept(
    log: io.StringIO, overheard: io.StringIO, library: str, level: int
) -> None:
    logger = logging.getLogger(library)
    wide_open()
    logger.log(level, SECRET)
    logger.log(level, "calling %s with %s", SECRET, {"chat": CHAT})
    logger.log(level, "%(chat)s", {"chat": SECRET})
    logger.log(level, "%d", SECRET)
    logger.log(level, "more", extra={"token": SECRET}, stack_info=True)
    try:
        raise ValueError(SECRET)  # noqa: TRY301 - it is to be logged
    except ValueError:
        logger.log(level, "failed", exc_info=True)
    said = log.getvalue() + overheard.getvalue()
    assert SECRET not in said
    assert str(CHAT) not in said
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert len(lines) == (6 if level >= logging.WARNING else 0)
    if lines:
        assert "said at test_logs.py" in lines[0]["event"]
        assert lines[-1]["fault"].startswith("ValueError at test_logs.py:")


async def test_an_engine_that_is_told_to_echo_echoes_nothing(
    log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    echoing = logging.getLogger("sqlalchemy")
    before = echoing.handlers[:]
    engine = create_async_engine("sqlite+aiosqlite://", echo="debug")
    async with engine.connect() as connection:
        said = await connection.scalar(text("SELECT :secret"), {"secret": SECRET})
    await engine.dispose()
    echoing.handlers[:] = before
    assert said == SECRET
    told = capsys.readouterr()
    assert "base.py" in told.out  # it did say something
    assert SECRET not in told.out + told.err + log.getvalue()


def test_a_sentence_of_ours_is_filled_with_what_it_may_be_filled_with(log: io.StringIO) -> None:
    ours = logging.getLogger("adapters.telegram.run")
    ours.warning("Telegram does not answer (%s); again in %.1f s", "TimedOut", 1.5)
    ours.warning("Telegram does not answer (%s); again in %.1f s", "Ana", SECRET)
    ours.error("an answer failed: %s", "KeyError at take:110")
    ours.error("an answer failed: %s", f"KeyError at {SECRET}")
    ours.info("the watch runs on %s", "telegram, discord")
    ours.info("the watch runs on %s", "telegram, Ana")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["event"] for line in lines] == [
        "Telegram does not answer (TimedOut); again in 1.5 s",
        f"Telegram does not answer ({WITHHELD}); again in {WITHHELD} s",
        "an answer failed: KeyError at take:110",
        f"an answer failed: {WITHHELD}",
        "the watch runs on telegram, discord",
        f"the watch runs on {WITHHELD}",
    ]
    assert lines[0]["error"] == "TimedOut"
    assert lines[0]["pause"] == "1.5"
    assert lines[4]["platforms"] == "telegram, discord"


def test_a_sentence_that_is_not_on_the_list_is_not_printed(log: io.StringIO) -> None:
    ours = logging.getLogger("bot.dispatch")
    ours.error("a reply came from %s", CHAT)
    ours.error(f"a reply came from {CHAT}")
    ours.error("Discord: connected.", CHAT)
    for line in log.getvalue().splitlines():
        assert json.loads(line)["event"].startswith("said at test_logs.py:")
    assert str(CHAT) not in log.getvalue()


def sentences() -> Iterator[tuple[str, str, int]]:
    """Every sentence that our code gives to a logger, where, and with how many values."""
    for package in (bot, adapters, storage):
        folder = Path(package.__path__[0])
        for path in folder.rglob("*.py"):
            if "playground" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if is_logging(node):
                    where = f"{path.relative_to(folder.parent)}:{node.lineno}"
                    yield where, ast.unparse(node.args[0]), len(node.args) - 1


def is_logging(node: ast.AST) -> TypeGuard[ast.Call]:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CALLS
        and "log" in ast.unparse(node.func.value).lower()
    )


def test_every_sentence_in_the_code_is_on_the_list() -> None:
    found = list(sentences())
    assert len(found) > 20
    for where, sentence, values in found:
        name = sentence.strip("'\"")
        known = SENTENCES.get(name if sentence[0] in "'\"" else "stopped by %s")
        assert known is not None, f"{where}: put {sentence} into bot/app/sentences.py"
        assert len(known) == values, f"{where}: {sentence} has {values} values"


def test_every_reason_and_every_trouble_that_the_adapters_name_is_known() -> None:
    source = "".join(
        path.read_text(encoding="utf-8")
        for platform in ("telegram", "discord")
        for path in (Path(adapters.__path__[0]) / platform).glob("*.py")
    )
    named = re.findall(r'DeliveryError\(\s*"([^"]+)"(?: if .* else "([^"]+)")?', source)
    assert {reason for pair in named for reason in pair if reason} | {*FINAL.values()} == REASONS
    assert set(re.findall(r'_wait\("([^"]+)"', source)) == TROUBLES


CRASH = """
import asyncio, gc, sys, threading, warnings
from bot.app.cli import app
from bot.app.shell import finish
from bot.app.logs import configure

SECRET = sys.argv[2]

class Grave:
    def __del__(self):
        raise KeyError(SECRET)

async def forgotten():
    raise LookupError(SECRET)

async def forget():
    asyncio.get_running_loop().call_soon(lambda: 1 / 0 if SECRET else None)
    task = asyncio.create_task(forgotten())
    await asyncio.sleep(0.01)
    del task
    gc.collect()
    async with asyncio.TaskGroup() as group:
        group.create_task(forgotten())
        group.create_task(forgotten())

def shout():
    raise OSError(SECRET)

@app.command()
def crash(how: str) -> None:
    configure("INFO")
    match how:
        case "at last":
            raise RuntimeError(SECRET)
        case "in a thread":
            thread = threading.Thread(target=shout)
            thread.start()
            thread.join()
        case "in a grave":
            Grave()
        case "with a warning":
            warnings.warn(SECRET)
        case "in a loop":
            finish(forget())

sys.argv = ["porchlight", "crash", sys.argv[1]]
app()
"""


@pytest.mark.parametrize(
    ("how", "events"),
    [
        ("at last", ["stopped by RuntimeError at <string>:"]),
        ("in a thread", ["a thread was stopped by OSError at <string>:"]),
        ("in a grave", ["nobody could catch KeyError at <string>:"]),
        ("with a warning", ["the program warns of itself: UserWarning at <string>:"]),
        (
            "in a loop",
            [
                "a task was stopped by ZeroDivisionError at <string>:",
                "a task was stopped by LookupError at <string>:",
                "stopped by LookupError at <string>:",
            ],
        ),
    ],
)
async def test_wherever_it_breaks_only_type_and_place_are_told(
    how: str, events: list[str]
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        CRASH,
        how,
        SECRET,
        cwd=Path(__file__).parents[3],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = (told.decode() for told in await process.communicate())
    assert SECRET not in out + err
    lines = [json.loads(line)["event"] for line in err.splitlines()]
    assert len(lines) == len(events)
    for line, event in zip(lines, events, strict=True):
        assert line.startswith(event)
    assert "Traceback" not in out + err
