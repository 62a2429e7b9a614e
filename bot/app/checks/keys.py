"""The key files: there, for one pair of eyes, and the right ones."""

import stat
from collections.abc import Iterator
from pathlib import Path

from bot.app.checks.findings import Finding, fine, note, wrong
from bot.app.settings import Settings
from bot.app.system import SystemRandom
from bot.app.wiring import key_files
from storage.keyfiles import KeyFileError
from storage.keyring import FileKeyring
from storage.surveys import Survey
from storage.vault import Vault, WrongKeyError

MASTER, KEYRING, SECRETS = "Master key", "Keyring", "Secrets"

OTHERS = stat.S_IRWXG | stat.S_IRWXO

BRING_BACK = (
    "Bring back the file that MASTER_KEY_FILE named when the database was made. Without it "
    "nobody's address can be read: then start anew, with a new DATABASE_URL."
)


def keys(settings: Settings, survey: Survey | None) -> Iterator[Finding]:
    """Look at the key files, beside the database where it could be looked at."""
    files = key_files(settings)
    if files.fresh.master.exists():
        yield note(MASTER, "A change of keys was broken off.", "The next start settles it.")
        return
    try:
        vault = Vault.found(files.master, SystemRandom())
    except (KeyFileError, OSError) as error:
        yield wrong(MASTER, _words(error), _mend(files.master))
        return
    yield _master(files.master, vault, survey)
    if vault is not None:
        yield from _keyring(files.keyring, vault, survey)


def secrets(settings: Settings) -> Iterator[Finding]:
    """Whoever may read a token can act as the bot."""
    files = [settings.telegram_token_file, settings.discord_token_file, Path(".env")]
    for file in files:
        if file is not None and file.exists() and stat.S_IMODE(file.stat().st_mode) & OTHERS:
            yield note(SECRETS, f"{file} may be read by others.", f"Run chmod 600 {file}")


def _master(path: Path, vault: Vault | None, survey: Survey | None) -> Finding:
    proof = None if survey is None else survey.proof
    if vault is None and proof is None:
        return fine(MASTER, f"None yet; the first start makes {path}.")
    if vault is None:
        return wrong(MASTER, f"There is none at {path}, but the database needs it.", BRING_BACK)
    if proof is None:
        return fine(MASTER, f"{path}, for your eyes alone.")
    if proof != vault.proof:
        return wrong(MASTER, f"{path} is not the one of this database.", BRING_BACK)
    return fine(MASTER, f"{path}, for your eyes alone; it fits the database.")


def _keyring(path: Path, vault: Vault, survey: Survey | None) -> Iterator[Finding]:
    try:
        keyring = FileKeyring(path, vault, SystemRandom())
        count = keyring.count()
    except (KeyFileError, WrongKeyError, OSError) as error:
        yield wrong(KEYRING, _words(error), _mend(path))
        return
    yield fine(KEYRING, f"{path}, for your eyes alone; it holds {count} keys.")
    asked = () if survey is None else survey.open_requests
    lost = [number for number in asked if keyring.key(number) is None]
    if lost:
        named = ", ".join(map(str, lost))
        yield note(
            KEYRING,
            f"The keys of these open requests are gone: {named}. Their replies cannot be read.",
            "Bring back the keyring of that time, or ask the agency to close them and ask again.",
        )


def _words(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename} cannot be read: {error.strerror}."
    return f"{error}."


def _mend(path: Path) -> str:
    return f"Run chmod 600 {path}, or bring the file back from where you keep its copy."
