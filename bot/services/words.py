"""People's words, made fit to be shown."""

import re
import unicodedata

from bot.errors import WatchError

FOLDED = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201b": "'",
        "\u2032": "'",
        "\u02bc": "'",
        "\u00b4": "'",
        "`": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u201f": '"',
        "\u2033": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2015": "-",
        "\u2212": "-",
        "\u2026": "...",
        "\u2190": "<-",
        "\u2192": "->",
        "\u2044": "/",
        "\u2215": "/",
        "\r": "\n",
        "\u0085": "\n",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)
"""Quotes, dashes, dots, arrows and ends of lines as keyboards make them, folded to one form."""

SKIN_TONES = range(0x1F3FB, 0x1F3FF + 1)
VARIATIONS = (range(0xFE00, 0xFE0F + 1), range(0xE0100, 0xE01EF + 1))
FILLERS = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, *range(0x180B, 0x180F + 1)}
"""Letters and marks that leave nothing on the screen (UAX 44: Default_Ignorable), and a blank."""

UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn"}
"""Unicode categories that the eye does not see: control, format, private, surrogate, none."""

STANDING_FOR = re.compile(
    r"<(?:a?:\w{1,64}:|@[!&]?|#|/[^<>\n]{1,100}:|id:)\d{5,25}>"
    r"|<t:-?\d{1,15}(?::[A-Za-z])?>"
)
"""What a client puts for an emoji of one's own, a mention, a channel, a command or a time
(discord.com/developers/docs/reference#message-formatting): it holds an id, and tells which."""

DASHES, CHEVRONS = re.compile(r"--+"), re.compile(r"<<+|>>+")
"""What some keyboards turn into one dash and one quote, and others leave."""

BLANKS = re.compile(r"[^\S\n]+")
BREAKS = re.compile(r" ?\n\s*")


def plain(text: str) -> str:
    """The words alone: NFKC, one form of quotes, dashes and spaces, nothing that is not seen.

    The same sentence typed on any keyboard gives the same characters; doing it again changes
    nothing.
    """
    while (folded := _folded(text)) != text:  # what is taken out may have kept two parts apart
        text = folded
    return text


def _folded(text: str) -> str:
    one = text.replace("\r\n", "\n").translate(FOLDED)  # before NFKC, which takes accents apart
    folded = unicodedata.normalize("NFKC", one).translate(FOLDED)
    seen = "".join(char for char in folded if _is_seen(char))
    again = unicodedata.normalize("NFKC", seen).translate(FOLDED)
    return BREAKS.sub("\n", BLANKS.sub(" ", _unmarked(again))).strip()


def _unmarked(text: str) -> str:
    """Again and again, for marks may be nested; nothing else is done anew for each of them."""
    while (left := CHEVRONS.sub('"', DASHES.sub("-", STANDING_FOR.sub("", text)))) != text:
        text = left
    return text


def within(text: str, longest: int) -> str:
    """The plain words, if there are any and they are not too many.

    Raises:
        WatchError: `words.empty` or `words.too_long`, which names both lengths.
    """
    said = plain(text)
    if not said:
        raise WatchError("words.empty")
    if len(said) > longest:
        raise WatchError("words.too_long", count=longest, length=len(said))
    return said


def _is_seen(char: str) -> bool:
    if char.isspace():
        return True
    if unicodedata.category(char) in UNSEEN or ord(char) in FILLERS or ord(char) in SKIN_TONES:
        return False
    return not any(ord(char) in span for span in VARIATIONS)
