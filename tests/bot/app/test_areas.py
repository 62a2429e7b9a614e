"""`porchlight areas`: maps come in, and who relies on an area is never lost."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from typer.testing import Result

from bot.app.demo import AREAS
from bot.app.settings import GivenSettings
from bot.app.system import SystemRandom
from bot.app.wiring import stored
from bot.model.areas import AreaDraft
from bot.model.channels import ChannelDraft
from bot.model.ids import AreaId, PersonId
from bot.model.places import Point, cell_at
from bot.model.watches import Circle, Watch, WatchDraft
from bot.ports.stores import UnitOfWork
from tests.bot.app.operators import empty_folder, says
from tests.fakes import NOON
from tests.storage.street import SQUARE as OUTLINE
from tests.storage.street import TELEGRAM, next_of, person

T = TypeVar("T")

NEVER = NOON + timedelta(days=9_999)
"""By then everything is due."""

MIDDLE = (-73.62, 45.54)
CELL = cell_at(Point(latitude=MIDDLE[1], longitude=MIDDLE[0]))


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty_folder(tmp_path, monkeypatch)


def square(half: float, middle: tuple[float, float] = MIDDLE) -> list[list[float]]:
    """A square around the middle, so many degrees to each side."""
    x, y = middle
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return [[x + east * half, y + north * half] for east, north in corners]


TOWN, DISTRICT, STREET = square(0.05), square(0.02), square(0.005)
BOW_TIE = [[0.0, 45.0], [1.0, 46.0], [1.0, 45.0], [0.0, 46.0], [0.0, 45.0]]


def file(rings: dict[str, list[list[float]]], name: str = "areas.geojson") -> str:
    """A file with these areas, in the folder."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": title},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for title, ring in rings.items()
    ]
    content = {"type": "FeatureCollection", "features": features}
    Path(name).write_text(json.dumps(content), encoding="utf-8")
    return name


def imports(rings: dict[str, list[list[float]]], *more: str) -> Result:
    return says("areas", "import", file(rings), *more)


def does(work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    """Something with the operator's database."""

    async def whole() -> T:
        store, _ = await stored(GivenSettings(), SystemRandom())
        async with store.unit() as uow:
            done = await work(uow)
            await uow.commit()
        await store.close()
        return done

    return asyncio.run(whole())


def bind(chat: str, area: str) -> None:
    """A chat bound to an area by its moderator."""

    async def bound(uow: UnitOfWork) -> None:
        await uow.channels.bind(
            ChannelDraft(
                platform=TELEGRAM,
                chat=chat,
                title=chat.title(),
                area=await id_of(uow, area),
                language="en",
            )
        )

    does(bound)


def watch(area: str) -> None:
    """A resident watches a whole area."""

    async def kept(uow: UnitOfWork) -> None:
        await uow.people.add(person(1))
        draft = WatchDraft(place=await id_of(uow, area), near=area, person=person(1).id)
        await uow.watches.add(draft, ())

    does(kept)


async def id_of(uow: UnitOfWork, name: str) -> AreaId:
    return next(area.id for area in await uow.areas.all() if area.name == name)


def area_of(chat: str) -> str:
    """The name of the area that a chat is bound to; empty when it is bound to none."""

    async def found(uow: UnitOfWork) -> str:
        channel = await uow.channels.at(TELEGRAM, chat)
        area = None if channel is None else await uow.areas.get(channel.area)
        return "" if area is None or area.gone else area.name

    return does(found)


def watches() -> tuple[Watch, ...]:
    async def found(uow: UnitOfWork) -> tuple[Watch, ...]:
        return await uow.watches.of(PersonId(person(1).id))

    return does(found)


def holding() -> list[str]:
    """The areas that hold the middle, smallest first."""

    async def found(uow: UnitOfWork) -> list[str]:
        return [area.name for area in await uow.areas.holding(CELL)]

    return does(found)


def test_the_districts_of_montreal_are_imported_once_and_listed() -> None:
    first = says("areas", "import", str(AREAS))
    assert first.exit_code == 0
    assert "58 areas added, 0 were known already" in first.output
    assert 'from the property "name"' in first.output
    assert "Reading" in first.output
    again = says("areas", "import", str(AREAS), "--replace")
    assert "0 areas added, 58 were known already." in again.output
    assert "193-Villeray (2.7 km²)" in says("areas", "list").output


def test_when_a_feature_is_bad_nothing_is_kept_unless_told_so() -> None:
    given = {"Bow [tie]": BOW_TIE, "District": DISTRICT}
    refused = imports(given)
    assert refused.exit_code == 1
    assert 'feature 1, "Bow [tie]": Its outline crosses' in refused.output
    assert "--skip-bad" in refused.output
    assert "District" not in says("areas", "list").output
    done = imports(given, "--skip-bad")
    assert done.exit_code == 0
    assert "1 areas added" in done.output
    assert "District" in says("areas", "list").output


def test_a_dry_run_tells_what_would_be_and_writes_nothing(tmp_path: Path) -> None:
    told = imports({"District": DISTRICT, "Town": TOWN}, "--dry-run")
    assert told.exit_code == 0
    assert "+ District (13.9 km², in Town)" in told.output
    assert "+ Town" in told.output
    assert "Nothing was kept" in told.output
    assert [each.name for each in tmp_path.iterdir()] == ["areas.geojson"]
    imports({"District": DISTRICT, "Town": TOWN})
    told = imports({"District": STREET, "Street": STREET, "Town": TOWN}, "--dry-run", "--replace")
    for line in ("~ District", "+ Street", "= Town", "1 areas added, 1 were known", "1 changed"):
        assert line in told.output
    assert holding() == ["District", "Town"]
    told = imports({"District": STREET}, "--dry-run")
    assert "! District" in told.output
    assert imports({"Bow tie": BOW_TIE}, "--dry-run").exit_code == 1


def test_areas_nest_whatever_their_order_in_the_file_or_in_time() -> None:
    done = imports({"Street": STREET, "Town": TOWN})
    assert "1 of them lie in a larger area; they lie around 45.5" in done.output
    imports({"District": DISTRICT})
    lines = says("areas", "list").output.splitlines()
    found = [
        next(i for i, line in enumerate(lines) if name in line)
        for name in ("Town", "District", "Street")
    ]
    assert found == sorted(found)
    indents = [len(lines[i]) - len(lines[i].lstrip(" │└├─")) for i in found]
    assert indents == sorted(set(indents))


def test_an_area_with_a_chat_that_lies_in_no_larger_one_is_warned_of() -> None:
    imports({"District": DISTRICT})
    bind("porch", "District")
    told = imports({"Elsewhere": square(0.01, (-73.5, 45.6))})
    assert "District has a chat and lies in no larger area" in told.output
    assert "no larger area" not in imports({"Town": TOWN}).output


def test_what_is_replaced_keeps_its_chats_and_watches() -> None:
    imports({"District": DISTRICT, "Town": TOWN})
    bind("porch", "District")
    watch("District")
    left = imports({"DISTRICT": STREET})
    assert "left so: District. To change them: --replace" in left.output
    assert holding() == ["District", "Town"]
    away = square(0.005, (-73.60, 45.54))
    assert "1 changed" in imports({"DISTRICT": away}, "--replace").output
    assert holding() == ["Town"]
    assert area_of("porch") == "District"
    assert [each.near for each in watches()] == ["District"]
    assert says("areas", "reshape", "district", file({"New": DISTRICT}, "new.json")).exit_code == 0
    assert holding() == ["District", "Town"]


def test_a_feature_of_several_is_chosen_by_name() -> None:
    imports({"District": DISTRICT})
    several = file({"Bow": STREET, "Tie": TOWN}, "several.json")
    refused = says("areas", "reshape", "District", several)
    assert refused.exit_code == 2
    assert "It holds: Bow, Tie" in refused.output
    assert says("areas", "reshape", "District", several, "--feature", "tie").exit_code == 0
    assert says("areas", "reshape", "Narnia", several, "--feature", "tie").exit_code == 2


def test_a_renamed_area_is_renamed_for_those_who_watch_it() -> None:
    imports({"District": DISTRICT, "Town": TOWN})
    watch("District")
    assert says("areas", "rename", "district", "  Petit \n Laurier ").exit_code == 0
    assert holding() == ["Petit Laurier", "Town"]
    assert [each.near for each in watches()] == ["Petit Laurier"]
    taken = says("areas", "rename", "Petit Laurier", "TOWN")
    assert taken.exit_code == 2
    assert 'an area called "Town" already' in taken.output
    assert says("areas", "rename", "Petit Laurier", "x" * 101).exit_code == 2
    assert says("areas", "rename", "Petit Laurier", " ").exit_code == 2
    assert says("areas", "rename", "Petit Laurier", "PETIT LAURIER").exit_code == 0
    assert 'No area is called "District"' in says("areas", "rename", "District", "X").output


def test_an_area_that_somebody_relies_on_is_not_removed_just_so() -> None:
    imports({"District": DISTRICT, "Town": TOWN, "Street": STREET})
    bind("porch", "District")
    watch("District")
    refused = says("areas", "remove", "District")
    assert refused.exit_code == 2
    for words in ("Porch (telegram)", "residents' watches", "--to NAME", "go to Town", "--unbind"):
        assert words in refused.output
    assert area_of("porch") == "District"
    assert says("areas", "remove", "District", "--unbind", "--to", "Town").exit_code == 2
    assert says("areas", "remove", "District", "--to", "Narnia").exit_code == 2
    assert says("areas", "remove", "Street").exit_code == 0
    assert holding() == ["District", "Town"]


@pytest.mark.parametrize(
    ("choice", "chat", "followed"),
    [
        (("--to", "Town"), "Town", True),
        (("--to-parent",), "Town", False),
        (("--unbind",), "", False),
    ],
)
def test_a_removed_area_leaves_nobody_without_a_watch(
    choice: tuple[str, ...], chat: str, *, followed: bool
) -> None:
    imports({"District": DISTRICT, "Town": TOWN, "Street": STREET})
    bind("porch", "District")
    watch("District")
    assert says("areas", "remove", "District", *choice).exit_code == 0
    assert area_of("porch") == chat
    (kept,) = watches()
    if followed:
        assert kept.near == "Town"
    else:
        assert isinstance(kept.place, Circle)
        assert kept.near == "District"
        assert 2_000 < kept.place.radius < 3_000
    assert "District" not in says("areas", "list").output
    assert holding() == ["Street", "Town"]

    async def told(uow: UnitOfWork) -> int:
        count = 0
        while await next_of(uow, TELEGRAM, NEVER) is not None:
            count += 1
        return count

    assert does(told) == 2


def test_too_wide_an_area_without_a_larger_one_wants_an_heir() -> None:
    imports({"Town": square(0.2), "Elsewhere": square(0.01, (-73, 45))})
    watch("Town")
    refused = says("areas", "remove", "Town", "--unbind")
    assert refused.exit_code == 2
    assert "too wide for a circle" in refused.output
    assert says("areas", "remove", "Town", "--to-parent").exit_code == 2
    assert [each.near for each in watches()] == ["Town"]
    assert says("areas", "remove", "Town", "--to", "Elsewhere").exit_code == 0
    assert [each.near for each in watches()] == ["Elsewhere"]


def test_a_file_that_cannot_be_read_is_unusable() -> None:
    Path("broken.json").write_text('{"type": "FeatureCollection", "features": [', encoding="utf-8")
    assert says("areas", "import", "broken.json", "--skip-bad").exit_code == 2
    Path("latin.json").write_bytes('{"type": "é"}'.encode("latin-1"))
    latin = says("areas", "import", "latin.json")
    assert latin.exit_code == 2
    assert "not UTF-8" in latin.output
    assert says("areas", "import", "missing.json").exit_code == 2


def test_axes_that_are_swapped_are_noticed_beside_other_areas() -> None:
    imports({"Bastille": square(0.005, (2.37, 48.85))})
    swapped = imports({"Marais": square(0.005, (48.86, 2.36))})
    assert swapped.exit_code == 1
    assert "longitude first" in swapped.output


def test_points_become_circles_where_told_so() -> None:
    spot = {
        "type": "Feature",
        "properties": {"name": "Depot", "reach": 600},
        "geometry": {"type": "Point", "coordinates": MIDDLE},
    }
    Path("depot.json").write_text(json.dumps(spot), encoding="utf-8")
    assert "It is a Point" in says("areas", "import", "depot.json").output
    assert says("areas", "import", "depot.json", "--radius-property", "reach").exit_code == 0
    assert holding() == ["Depot"]


def test_what_a_moderator_drew_can_be_adopted() -> None:
    async def drawn(uow: UnitOfWork) -> None:
        await uow.areas.add(AreaDraft(name="Corner", outline=OUTLINE, cells=(CELL,), drawn=True))

    does(drawn)
    assert "drawn by a moderator" in says("areas", "list").output
    assert says("areas", "adopt", "corner").exit_code == 0
    assert "drawn by a moderator" not in says("areas", "list").output
