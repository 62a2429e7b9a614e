r"""Words in Discord's markdown, shown exactly and read back exactly.

Whatever people wrote is escaped so that nothing in it comes alive: no mention, link, emoji code,
heading, list, quote, code or time. What Discord strips from the ends is kept by a guard.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import dropwhile, groupby, takewhile
from typing import Final

from bot.texts.render import Span, Style

ALIVE: Final = re.compile(r"[\\*_~`|<>@#:\[\]()/.+-]")
r"""All that can begin or hold together markup; a backslash takes the meaning from each."""

ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
r"""A backslash before any ASCII punctuation mark: Discord shows the mark alone."""

DRAWN: Final = re.compile(ESCAPED.pattern + r"|\*\*")
r"""The same, or the marks of bold words: an asterisk of the words themselves is escaped."""

GUARD: Final = "\N{ZERO WIDTH SPACE}"
"""Invisible and not white space: put around words whose ends Discord would strip."""

BLOCK: Final = "> "
QUOTED: Final = frozenset({Style.QUOTE, Style.MARKED})
MARKS: Final = {Style.BOLD: "**", Style.ITALIC: "*"}


def escape(words: str) -> str:
    """The words as markdown that shows exactly them; `unescape` is the way back."""
    return ALIVE.sub(r"\\\g<0>", words)


def unescape(shown: str) -> str:
    """The words that `escape` was given."""
    return ESCAPED.sub(r"\1", shown)


def drawn(lines: Iterable[Sequence[Span]]) -> str:
    """A message's lines as markdown."""
    return "\n".join(_line(line) for line in lines)


def quoted(shown: str) -> str:
    """The words of the first quote in a drawn message, exactly; empty without one."""
    lines = dropwhile(lambda line: not line.startswith(BLOCK), shown.split("\n"))
    block = takewhile(lambda line: line.startswith(BLOCK), lines)
    shown = "\n".join(line.removeprefix(BLOCK) for line in block)
    return _unguarded(DRAWN.sub(lambda found: found.group(1) or "", shown))


def _line(spans: Sequence[Span]) -> str:
    if any(span.style in QUOTED for span in spans):
        return _quote(spans)
    runs = groupby((span for span in spans if span.text), key=lambda span: span.style)
    shown = ""
    for style, run in runs:
        piece = _run("".join(span.text for span in run), style)
        # Marks of two styles side by side would be read as one.
        shown += GUARD + piece if shown.endswith("*") and piece.startswith("*") else piece
    return shown


def _quote(spans: Sequence[Span]) -> str:
    shown = "".join(
        _marked(span.text) if span.style is Style.MARKED else escape(span.text) for span in spans
    )
    guard = "" if _holds("".join(span.text for span in spans)) else GUARD
    return "\n".join(BLOCK + line for line in f"{guard}{shown}{guard}".split("\n"))


def _marked(words: str) -> str:
    """Bold, line by line: no style reaches over the end of a quoted line."""
    return "\n".join(line and f"**{escape(line)}**" for line in words.split("\n"))


def _run(words: str, style: Style) -> str:
    mark, core = MARKS.get(style, ""), words.strip()
    if not core or not mark:
        return escape(words)
    before, after = words.split(core, 1)
    return f"{before}{mark}{escape(core)}{mark}{after}"


def _holds(words: str) -> bool:
    """Whether Discord leaves the ends of the words as they are."""
    ends = words[:1] + words[-1:]
    return ends.isprintable() and not any(end.isspace() for end in ends)


def _unguarded(words: str) -> str:
    return words[1:-1] if _between_guards(words) else words


def _between_guards(words: str) -> bool:
    return len(words) > 1 and words.startswith(GUARD) and words.endswith(GUARD)
