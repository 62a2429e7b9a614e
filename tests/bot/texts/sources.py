"""What the code says, read from its sources: keys, families of keys, and what fills their gaps."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOMS = ("bot", "adapters")
SILENT = "adapters/playground"
"""It stands in for the platforms and says nothing of the watch's."""

SPEAKS = {"of": "text", "say": "text", "button": "button", "WatchError": "refusal"}
KEY = re.compile(r"[a-z_]+(?:\.[a-z_0-9]*[a-z0-9])+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One place in the code where a sentence is said."""

    where: str
    how: str
    key: str
    gaps: frozenset[str]
    more: bool  # values that the source does not name


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    """Every module of the rooms that speak."""
    paths = (path for room in ROOMS for path in sorted(Path(room).rglob("*.py")))
    speaking = (path for path in paths if not path.is_relative_to(SILENT))
    return tuple((str(path), ast.parse(path.read_text())) for path in speaking)


def spoken() -> Iterator[Spoken]:
    """Every place where a sentence is said by its key."""
    for where, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in SPEAKS and node.args:
                for key in filter(KEY.fullmatch, _constants(node.args[0])):
                    yield Spoken(
                        where=f"{where}:{node.lineno}",
                        how=SPEAKS[_name(node.func)],
                        key=key,
                        gaps=frozenset(each.arg for each in node.keywords if each.arg),
                        more=any(each.arg is None for each in node.keywords),
                    )


def constants(families: frozenset[str]) -> dict[str, str]:
    """Every string that looks like a key of one of these families, and where it stands."""
    found = dict[str, str]()
    for where, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                key = node.value
                if KEY.fullmatch(key) and key.partition(".")[0] in families:
                    found[key] = f"{where}:{node.lineno}"
    return found


def patterns() -> dict[str, str]:
    """Keys that are put together from parts, as regular expressions, and where they stand."""
    found = dict[str, str]()
    for where, tree in trees():
        for node in ast.walk(tree):
            pattern = _pattern(node)
            if pattern is not None:
                found[pattern] = f"{where}:{getattr(node, 'lineno', 0)}"
    return found


def _pattern(node: ast.AST) -> str | None:
    if isinstance(node, ast.JoinedStr):
        parts = [
            re.escape(each.value)
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
            else "[a-z_]+"
            for each in node.values
        ]
        whole = "".join(parts)
        return whole if re.match(r"[a-z_]+\\\.", whole) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left = node.left
        if isinstance(left, ast.Constant) and isinstance(left.value, str):
            return re.escape(left.value) + "[a-z_.]+" if left.value.endswith(".") else None
    return None


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def _constants(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(key)):
            yield key
        case ast.IfExp(body=body, orelse=orelse):
            yield from _constants(body)
            yield from _constants(orelse)
        case _:
            return
