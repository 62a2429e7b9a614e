"""From the words of a message to Telegram's HTML."""

from html import escape
from itertools import groupby

from adapters.telegram.limits import length
from bot.errors import DeliveryError, Scope
from bot.texts.render import Span, Style

Lines = tuple[tuple[Span, ...], ...]

TAGS = {
    Style.PLAIN: "",
    Style.BOLD: "b",
    Style.ITALIC: "i",
    Style.QUOTE: "",
    Style.MARKED: "b",
}
QUOTED = frozenset({Style.QUOTE, Style.MARKED})

CUT = "…"


def html(lines: Lines) -> str:
    """The lines as Telegram's HTML; values never become markup."""
    return "\n".join(_line(line) for line in lines)


def _line(line: tuple[Span, ...]) -> str:
    runs = groupby(line, key=lambda span: span.style)
    said = "".join(_run(style, "".join(span.text for span in run)) for style, run in runs)
    return f"<blockquote>{said}</blockquote>" if said and _is_quote(line) else said


def _run(style: Style, words: str) -> str:
    tag, said = TAGS[style], escape(words, quote=False)
    return f"<{tag}>{said}</{tag}>" if tag and said else said


def size(lines: Lines) -> int:
    """The length of the message, markup taken out."""
    return sum(length(span.text) for line in lines for span in line) + max(len(lines) - 1, 0)


def fitted(lines: Lines, most: int) -> Lines:
    """The lines within `most`; where they are too long, the longest quote ends in "…".

    Raises:
        DeliveryError: no quote is long enough to make up for it.
    """
    over = size(lines) - most
    if over <= 0:
        return lines
    at = max(range(len(lines)), key=lambda index: _quoted(lines[index]))
    room = _quoted(lines[at]) - over
    if room <= len(CUT):
        raise DeliveryError("too_long", final=True, scope=Scope.MESSAGE)
    whole = "".join(span.text for span in lines[at])
    kept = Span(text=shortened(whole, room), style=Style.QUOTE)
    return (*lines[:at], (kept,), *lines[at + 1 :])


def _quoted(line: tuple[Span, ...]) -> int:
    return sum(length(span.text) for span in line) if _is_quote(line) else 0


def _is_quote(line: tuple[Span, ...]) -> bool:
    return bool(line) and all(span.style in QUOTED for span in line)


def shortened(text: str, most: int) -> str:
    """The text within `most` UTF-16 units, "…" in place of what is cut off."""
    if length(text) <= most:
        return text
    kept = text[: max(most - len(CUT), 0)]
    while kept and length(kept) > most - len(CUT):
        kept = kept[:-1]
    return kept.rstrip() + CUT
