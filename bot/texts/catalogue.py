"""The catalogues: sentences by key in each language, plural forms included."""

import gettext
from functools import cache
from importlib import resources
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("en", "es")
"""The languages spoken, first choice first."""


def language_of(tag: str) -> str:
    """The spoken language nearest to a platform's language tag such as "es-419"."""
    primary = tag.replace("_", "-").split("-")[0].lower()
    return primary if primary in LANGUAGES else LANGUAGES[0]


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The sentences of one language, read from its `.po` file once."""
    source = resources.files("bot.texts").joinpath("locales", f"{language}.po").read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def sentence(key: str, language: str, count: int | None = None) -> str:
    """The sentence under a key; `count` chooses the plural form, where there is more than one.

    Raises:
        KeyError: no such sentence; a test keeps every key of the code in every language.
    """
    known = catalogue(language_of(language))
    found = key if count is None else known.ngettext(key, key, count)
    if found == key:
        found = known.gettext(key)
    if found == key:
        raise KeyError(key)
    return found
