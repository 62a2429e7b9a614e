"""Discord's markdown as the eye reads it, and as safe HTML.

https://discord.com/developers/docs/reference#message-formatting
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from adapters.playground.discord.people.moments import moment


@dataclass(frozen=True, slots=True)
class Drawn:
    """The same words twice: plain, and in HTML."""

    text: str = ""
    html: str = ""

    def __add__(self, other: "Drawn") -> "Drawn":
        """One after the other."""
        return Drawn(self.text + other.text, self.html + other.html)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How the ids inside a text are called, and what time it is."""

    user: Callable[[int], str]
    channel: Callable[[int], str]
    role: Callable[[int], str]
    now: float


FENCE = re.compile(r"```(?:([\w+-]+)\n)?\n?(.+?)\n?```", re.DOTALL)
BODY = r"(?:\\.|[^\\])+?"
TOKEN = re.compile(
    r"\\(?P<escaped>[^0-9A-Za-z\s])"
    r"|(?P<ticks>`{1,2})(?P<code>.+?)(?P=ticks)(?!`)"
    r"|\[(?P<label>(?:\\.|[^\]\\])+)\]\(<?(?P<target>https?://[^\s)>]+)>?\)"
    r"|<(?P<bracketed>https?://[^\s>]+)>"
    r"|(?P<bare>https?://[^\s<>]*[^\s<>.,:;\"')\]*_~|])"
    r"|<@!?(?P<user>\d{1,20})>|<\#(?P<channel>\d{1,20})>|<@&(?P<role>\d{1,20})>"
    r"|<t:(?P<moment>-?\d{1,13})(?::(?P<style>[tTdDfFR]))?>"
    r"|<a?:(?P<emoji>\w{2,32}):\d{1,20}>|</(?P<command>[-\w ]{1,100}):\d{1,20}>"
    rf"|\*\*(?P<bold>{BODY})\*\*(?!\*)"
    rf"|__(?P<underline>{BODY})__(?!_)"
    rf"|~~(?P<strike>{BODY})~~"
    rf"|\|\|(?P<spoiler>{BODY})\|\|"
    rf"|\*(?P<star>(?![\s*]){BODY}(?<![\s*]))\*(?!\*)"
    rf"|(?<!\w)_(?P<low>{BODY})_(?!\w)",
    re.DOTALL,
)
WRAPS = {"bold": "b", "underline": "u", "strike": "s", "star": "i", "low": "i", "spoiler": ""}
LINE = re.compile(
    r"(?P<rest>>>> )|(?P<quote>> )|(?P<small>-# )|(?P<heading>\#{1,3} +)|(?P<item>\s*[-*] )"
)
BREAK = Drawn("\n", "<br>")
DEEPEST = 12  # markup nested deeper is shown as it was typed


def draw(source: str, names: Names) -> Drawn:
    """A message's content, drawn."""
    drawn, at = Drawn(), 0
    for fence in FENCE.finditer(source):
        drawn += _lines(source[at : fence.start()].removesuffix("\n"), names)
        code = fence[2]
        drawn += Drawn(("\n" if drawn.text else "") + code, f"<pre>{escape(code)}</pre>")
        at = fence.end()
        if source[at:]:
            drawn += Drawn("\n")
    rest = source[at:].removeprefix("\n") if at else source
    return drawn + _lines(rest, names)


def _lines(source: str, names: Names) -> Drawn:
    drawn = Drawn()
    plain: list[str] = []
    quoted: list[str] = []
    lines = source.split("\n") if source else []
    for index, line in enumerate(lines):
        mark = LINE.match(line)
        kind = mark.lastgroup if mark else None
        if mark and kind == "rest":
            quoted.append("\n".join([line[mark.end() :], *lines[index + 1 :]]))
            break
        if kind != "quote":
            drawn, quoted = _join(drawn, _quote(quoted, names)), []
        if kind is not None:
            drawn, plain = _join(drawn, _plain(plain, names)), []
        if mark is None:
            plain.append(line)
        elif kind == "quote":
            quoted.append(line[mark.end() :])
        else:
            drawn = _join(drawn, _marked(kind or "", line[mark.end() :], names))
    return _join(_join(drawn, _plain(plain, names)), _quote(quoted, names))


def _join(before: Drawn, after: Drawn | None) -> Drawn:
    if after is None:
        return before
    quote = before.html.endswith("</blockquote>") or after.html.startswith("<blockquote>")
    between = Drawn("\n") if quote else BREAK
    return before + between + after if before.html else after


def _plain(lines: list[str], names: Names) -> Drawn | None:
    return inline("\n".join(lines), names) if lines else None


def _quote(lines: list[str], names: Names) -> Drawn | None:
    return wrap("blockquote", inline("\n".join(lines), names)) if lines else None


def _marked(kind: str, rest: str, names: Names) -> Drawn:
    drawn = inline(rest, names)
    if kind == "heading":
        return wrap("b", drawn)
    return Drawn("• ", "• ") + drawn if kind == "item" else drawn


def wrap(tag: str, inner: Drawn) -> Drawn:
    """The words inside an element."""
    return Drawn(inner.text, f"<{tag}>{inner.html}</{tag}>") if tag else inner


def words(text: str) -> Drawn:
    """Words without any markup."""
    return Drawn(text, escape(text).replace("\n", "<br>"))


def inline(source: str, names: Names, depth: int = 0) -> Drawn:
    """Everything but quotes, lists, headings and blocks of code."""
    if depth > DEEPEST:
        return words(source)
    drawn, at = Drawn(), 0
    for token in TOKEN.finditer(source):
        drawn += words(source[at : token.start()]) + _token(token, names, depth)
        at = token.end()
    return drawn + words(source[at:])


def _token(token: re.Match[str], names: Names, depth: int) -> Drawn:
    found = {key: value for key, value in token.groupdict().items() if value is not None}
    for key, tag in WRAPS.items():
        if key in found:
            return wrap(tag, inline(found[key], names, depth + 1))
    if "code" in found:
        return Drawn(found["code"], f"<code>{escape(found['code'])}</code>")
    if "target" in found:
        return _link(found["target"], inline(found["label"], names, depth + 1))
    for key in ("bracketed", "bare"):
        if key in found:
            return _link(found[key], words(found[key]))
    return words(_named(found, names))


def _named(found: dict[str, str], names: Names) -> str:
    if "user" in found:
        return "@" + names.user(int(found["user"]))
    if "channel" in found:
        return "#" + names.channel(int(found["channel"]))
    if "role" in found:
        return "@" + names.role(int(found["role"]))
    if "moment" in found:
        return moment(int(found["moment"]), found.get("style", "f"), names.now)
    if "emoji" in found:
        return f":{found['emoji']}:"
    return f"/{found['command']}" if "command" in found else found["escaped"]


def _link(target: str, label: Drawn) -> Drawn:
    return Drawn(label.text, f'<a href="{escape(target)}">{label.html}</a>')
