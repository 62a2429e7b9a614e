"""A mail domain is shown in both forms, and what is odd about it is said."""

import pytest

from bot.errors import WatchError
from bot.services.domains import Doubt, domain_of


@pytest.mark.parametrize(
    ("text", "name", "readable"),
    [
        ("police.example", "police.example", "police.example"),
        (" POLICE.Example. ", "police.example", "police.example"),
        ("policía.example", "xn--polica-7va.example", "policía.example"),
        ("xn--polica-7va.example", "xn--polica-7va.example", "policía.example"),
        ("警視庁.example", "xn--uwtx27g0eb.example", "警視庁.example"),
        ("полиция.example", "xn--h1aahle9bwd.example", "полиция.example"),
    ],
)
def test_both_forms_of_a_domain_are_known(text: str, name: str, readable: str) -> None:
    domain = domain_of(text)
    assert (domain.name, domain.readable, domain.doubts) == (name, readable, ())


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("pоlice.example", (Doubt.MIXED,)),  # a Cyrillic о
        ("роӏісе.example", (Doubt.FOREIGN,)),  # Cyrillic altogether
        ("pοlice.example", (Doubt.MIXED,)),  # a Greek ο
        ("po1ice.example", (Doubt.ALIKE,)),
        ("polícé.example", (Doubt.ALIKE,)),
        ("pоlice.station.example", (Doubt.MIXED,)),
    ],
)
def test_what_passes_for_another_is_doubted(text: str, doubts: tuple[Doubt, ...]) -> None:
    assert set(doubts) <= set(domain_of(text, ("police.example",)).doubts)
    assert Doubt.ALIKE not in domain_of(text).doubts


def test_a_domain_is_not_like_itself() -> None:
    assert domain_of("police.example", ("police.example",)).doubts == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "police",
        "a b.example",
        "roy@police.example",
        "-.example",
        "x" * 64 + ".example",
        "xn--zzzzzzzzzzz.example",
        "127.0.0.1",
        ".".join(["abc"] * 80),
        "po\u200blice..example",
    ],
)
def test_what_is_no_domain_is_refused(text: str) -> None:
    with pytest.raises(WatchError, match=r"domain\.unreadable"):
        domain_of(text)
