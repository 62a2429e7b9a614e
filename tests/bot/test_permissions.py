"""Who may do what: every permission is granted to somebody, asked for, and refused in words."""

import ast
from pathlib import Path

import pytest

from bot.errors import WatchError
from bot.permissions import GRANTS, Permission, Standing, require
from bot.texts.catalogue import LANGUAGES, sentence

EVERYBODY = frozenset(
    {Permission.INCIDENT_READ, Permission.INCIDENT_REPORT, Permission.WATCH_KEEP}
)


def asked_for() -> set[str]:
    """The permissions that the core names outside the table itself."""
    names = set[str]()
    for path in Path("bot").rglob("*.py"):
        if path.name == "permissions.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                names |= {node.attr} if node.value.id == "Permission" else set()
    return names


def test_every_permission_is_granted_to_somebody() -> None:
    assert set(GRANTS) == set(Permission)
    assert all(GRANTS.values())


def test_every_permission_is_asked_for() -> None:
    assert asked_for() == {each.name for each in Permission}


def test_every_standing_grants_something() -> None:
    granted = {standing for standings in GRANTS.values() for standing in standings}
    assert granted == set(Standing)


@pytest.mark.parametrize("permission", list(Permission))
def test_who_has_no_standing_is_let_pass_only_where_anyone_is(permission: Permission) -> None:
    if permission in EVERYBODY:
        require(permission, frozenset())
        return
    with pytest.raises(WatchError) as refusal:
        require(permission, frozenset())
    with pytest.raises(WatchError):
        require(permission, frozenset({Standing.ANYONE}))
    assert refusal.value.text.key == "refused." + permission.value.replace(":", ".")


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("standing", list(Standing))
def test_a_standing_lets_pass_where_it_is_granted_and_nowhere_else(
    permission: Permission, standing: Standing
) -> None:
    if standing in GRANTS[permission] or permission in EVERYBODY:
        require(permission, frozenset({standing}))
    else:
        with pytest.raises(WatchError):
            require(permission, frozenset({standing}))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("permission", list(Permission))
def test_every_refusal_is_said_in_every_language(permission: Permission, language: str) -> None:
    assert sentence("refused." + permission.value.replace(":", "."), language)
