"""The operator enrols agencies, and sees what their domain really is before it counts."""

import asyncio
import json
import re
from pathlib import Path

import pytest

from bot.app.settings import GivenSettings
from bot.app.system import SystemRandom
from bot.app.wiring import stored
from bot.model.agencies import Officer
from tests.bot.app.operators import empty_folder, says
from tests.storage.street import moved_in
from tests.storage.test_badges import badge

STATION = ("agency", "add", "Station 31", "--contact", "514 555 0131")
PLAIN = (*STATION, "--domain", "police.example")


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty_folder(tmp_path, monkeypatch)


def area(folder: Path, name: str) -> None:
    """An area of the operator's."""
    ring = [[-73.63, 45.53], [-73.61, 45.53], [-73.61, 45.55], [-73.63, 45.53]]
    feature = {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    file = folder / f"{name}.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert says("areas", "import", str(file)).exit_code == 0


def test_an_agency_is_listed_as_it_was_enrolled(tmp_path: Path) -> None:
    area(tmp_path, "Villeray")
    enrolled = says(*PLAIN, "--area", "Villeray", "--yes")
    assert enrolled.exit_code == 0
    assert re.search(r"/verify [A-Z2-7-]{19}", enrolled.output)
    listed = says("agency", "list").output
    for words in ("Station 31", "active", "police.example", "Villeray", "514 555 0131"):
        assert words in listed


def test_a_domain_is_shown_in_both_forms_and_asked_about() -> None:
    refused = says(*STATION, "--domain", "xn--polica-7va.example")
    assert "policía.example (for mail servers: xn--polica-7va.example)" in refused.output
    assert "Is it right?" in refused.output
    assert refused.exit_code == 1
    assert "Station 31" not in says("agency", "list").output


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ("p\u043elice.example", "It mixes letters of several scripts"),
        ("po1ice.example", "It can be taken for the domain of another agency"),
    ],
)
def test_what_is_odd_about_a_domain_is_said(domain: str, words: str) -> None:
    assert "Careful:" not in says(*PLAIN, "--yes").output
    odd = says("agency", "add", "Station 32", "--domain", domain, "--yes")
    assert f"Careful: {words}" in odd.output


def test_what_cannot_be_is_refused_with_what_would_work() -> None:
    assert "what follows the @" in says(*STATION, "--domain", "roy@police.example", "--yes").output
    assert "No area" in says(*PLAIN, "--area", "Nowhere", "--yes").output
    long = says(*PLAIN[:-1], "police.example", "--contact", "0" * 200, "--yes")
    assert "characters at most" in long.output
    assert "Station" not in says("agency", "list").output


def test_what_is_left_out_of_a_change_stays(tmp_path: Path) -> None:
    area(tmp_path, "Villeray")
    says(*PLAIN, "--yes")
    assert says("agency", "change", "Station 31", "--area", "Villeray").exit_code == 0
    listed = says("agency", "list").output
    assert "police.example" in listed
    assert "Villeray" in listed
    says("agency", "change", "Station 31", "--domain", "city.example", "--yes")
    assert "city.example" in says("agency", "list").output


def test_an_agency_that_is_revoked_never_comes_back() -> None:
    says(*PLAIN, "--yes")
    assert "suspended" in says("agency", "suspend", "Station 31").output
    assert "suspended" in says("agency", "list").output
    assert "may ask again" in says("agency", "resume", "Station 31").output
    assert "revoked" in says("agency", "revoke", "Station 31").output
    for words in ("resume", "suspend", "code", "revoke"):
        refused = says("agency", words, "Station 31")
        assert refused.exit_code == 2
        assert "revoked for good" in refused.output
    assert "enrolled already" in says(*PLAIN, "--yes").output


def test_one_officer_is_let_go_by_his_mailbox() -> None:
    says(*PLAIN, "--yes")

    async def swears_in() -> None:
        store, _ = await stored(GivenSettings(), SystemRandom())
        async with store.unit() as uow:
            agency = await uow.agencies.named("Station 31")
            assert agency is not None
            who = await moved_in(uow, 1)
            await uow.agencies.appoint(Officer(person=who, agency=agency.id))
            await uow.badges.pin(badge(who))
            await uow.commit()
        await store.close()

    asyncio.run(swears_in())
    unknown = says("agency", "dismiss", "Station 31", "mia@police.example")
    assert "No officer of this agency" in unknown.output
    assert (
        "speaks for Station 31 no more"
        in says("agency", "dismiss", "Station 31", "Roy@police.example").output
    )
    again = says("agency", "dismiss", "Station 31", "roy@police.example")
    assert (again.exit_code, "No officer" in again.output) == (2, True)
