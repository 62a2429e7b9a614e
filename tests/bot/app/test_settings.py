"""What the operator may set, and what the house makes of it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.settings import GivenSettings
from bot.model.policy import Policy

EXAMPLE = Path(__file__).parents[3] / ".env.example"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` of the operator's own."""
    monkeypatch.chdir(tmp_path)


def test_every_setting_stands_in_the_example() -> None:
    shown = set(re.findall(r"^#? ?([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))
    assert shown >= {name.upper() for name in GivenSettings.model_fields}


def test_what_is_not_set_is_the_houses_own() -> None:
    ours, given = Policy(), GivenSettings().policy
    assert (given.audience_floor, given.young, given.apart) == (25, ours.young, ours.apart)
    assert given.tick == ours.tick == timedelta(minutes=15)


def test_the_page_is_beside_the_feeds() -> None:
    assert not GivenSettings().policy.page
    given = GivenSettings(feeds_url="https://watch.example.org/feeds").policy
    assert given.page == "https://watch.example.org/transparency"


def test_all_three_numbers_of_the_audience_can_be_set() -> None:
    given = GivenSettings(relay_min_audience=40, relay_min_age=30, relay_apart=72).policy
    assert given.audience_floor == 40
    assert given.young == timedelta(days=30)
    assert given.apart == timedelta(hours=72)


@pytest.mark.parametrize("name", ["relay_min_audience", "relay_min_age", "relay_apart"])
def test_a_number_below_its_least_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        GivenSettings.model_validate({name: -1})


@pytest.mark.parametrize("shards", [0, -1, 4_000])
def test_so_many_shards_are_nonsense(shards: int) -> None:
    with pytest.raises(ValueError, match="DISCORD_SHARDS is how many shards each bot"):
        GivenSettings(discord_shards=shards)


@pytest.mark.parametrize(
    "url",
    [
        "https://tiles.example.org/{z}/{x}/{y}.png?key=abc",
        "http://127.0.0.1:8080/{z}/{y}/{x}",
        "",
    ],
)
def test_a_tile_server_is_named_by_where_its_tiles_are(url: str) -> None:
    assert GivenSettings(tile_url=url).tile_url == url


@pytest.mark.parametrize(
    "url",
    [
        "https://tiles.example.org/",
        "https://tiles.example.org/{z}/{x}.png",
        "https://{s}.tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}/{y",
        "https://tiles.example.org/{}/{z}/{x}/{y}",
    ],
)
def test_what_names_no_tiles_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="TILE_URL holds") as caught:
        GivenSettings(tile_url=url + "?key=secret")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("said", "maps"), [("on", True), ("off", False), ("1", True)])
def test_maps_are_drawn_unless_told_otherwise(said: str, maps: bool) -> None:  # noqa: FBT001 - a case
    assert GivenSettings().policy.maps
    assert GivenSettings.model_validate({"maps": said}).policy.maps is maps
