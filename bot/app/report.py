"""The command that writes the public page into a folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from adapters.pages import Links
from bot.app.ledger import publish
from bot.app.operator import opened_store
from bot.app.publication import StoredPage
from bot.app.settings import Settings
from bot.app.shell import finish, refuse
from bot.app.system import SystemClock

FOLDER_FOR_ALL: Final = 0o755

PAGES: Final = {"en": "index.html", "es": "index.es.html"}
LEDGER: Final = "ledger.json"
TABLE: Final = "ledger.csv"


def write(settings: Settings, folder: Path) -> None:
    """Write the page in every language, and the ledger as JSON and CSV, into a folder."""
    files = finish(drawn(settings))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(FOLDER_FOR_ALL)
    except OSError as error:
        refuse(f"{folder} cannot be written: {error.strerror}.")
    for name, content in files.items():
        publish(folder / name, content)


async def drawn(settings: Settings) -> Mapping[str, bytes]:
    """Each file by its name."""
    async with opened_store(settings) as store:
        links = Links(languages=tuple(PAGES.items()), ledger=LEDGER, table=TABLE)
        page = StoredPage(store, SystemClock(), links)
        files = {name: await page.html(language) for language, name in PAGES.items()}
        return {**files, LEDGER: await page.ledger(), TABLE: await page.table()}
