"""The public page: what it says, how it is served, and that everybody can read it."""

import csv
import re
from collections.abc import AsyncIterator, Iterable
from datetime import date
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Literal

import pytest
from aiohttp import ClientSession, web
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Request, async_playwright

from adapters.feeds import Transparency
from adapters.pages import Links, rendered
from bot.app.publication import OVER_HTTP, StoredPage
from bot.app.settings import GivenSettings
from bot.model.prompts import Outcome as Came
from bot.model.prompts import Prompt, Tally
from bot.ports.reports import Outcome, PromptRow
from bot.ports.stores import Store
from bot.services import reports
from bot.services.chains import verified
from bot.services.reports import report
from storage.memory.units import MemoryStore
from tests.bot.app.operators import says
from tests.bot.app.publications import REQUESTS, town
from tests.bot.app.test_page import ARGS, BROWSER
from tests.bot.house import House
from tests.bot.station import asked, replied
from tests.fakes import NOON, FixedClock
from tests.planted import Leak, stays_green, turns_red

PROMPTS = reports.prompts


@pytest.fixture
async def store() -> Store:
    return await town()


async def page_of(store: Store, language: str, links: Links = OVER_HTTP) -> str:
    return (await StoredPage(store, FixedClock(), links).html(language)).decode()


async def test_the_figures_are_those_of_the_ledger(store: Store) -> None:
    async with store.unit() as uow:
        found = await report(uow, NOON)
    assert found.requests == REQUESTS
    assert dict(found.outcomes) == {
        Outcome.OPEN: 1,
        Outcome.RESOLVED: 8,
        Outcome.WITHDRAWN: 4,
        Outcome.ENDED: 13,
    }
    assert sum(count for _, count in found.months) == REQUESTS
    assert [day.month for day, _ in found.months] == [6, 7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5]
    assert [count for _, count in found.bands] == [7, 12, 6]
    assert dict(found.rules)["lawful_activity"] == 2
    assert [(row.name, row.requests, row.refusals) for row in found.agencies] == [
        ("Police de la Ville", 21, 5),
        ("Sécurité incendie", 5, 0),
    ]


async def test_the_page_says_so_in_both_languages_and_escapes_what_agencies_wrote(
    store: Store,
) -> None:
    english, spanish = await page_of(store, "en"), await page_of(store, "es")
    for words in ("What agencies ask this neighbourhood", "Taken back", "111-Mile-End", "6+."):
        assert words in english
    for words in ("Lo que las agencias preguntan", "Retirada", "111-Mile-End", "ninguna"):
        assert words in spanish
    for page in (english, spanish):
        assert "&lt;b&gt;&#34;covered&#34;&lt;/b&gt; plates &amp; a broken light" in page
        assert "<script" not in page
        assert not re.search(r"(?:src|href|url)\s*[=(]\s*[\"']?\s*(?:https?:)?//", page)


async def test_of_an_empty_watch_the_page_says_that_nothing_was_asked() -> None:
    page = await page_of(MemoryStore(), "en")
    assert "No agency has asked anything yet." in page
    assert '<svg class="map"' not in page


async def test_no_reply_changes_a_byte_of_the_page_while_its_request_is_open() -> None:
    house = House()
    await house.settle()
    await asked(house)
    before = await page_of(house.store, "en")
    await replied(house, "I saw it.")
    await house.ticks()
    assert await page_of(house.store, "en") == before


async def test_the_table_has_a_row_for_each_entry_and_no_formula() -> None:
    house = House()
    await house.settle()
    await asked(house, agency="=HYPERLINK(1)")
    table = (await StoredPage(house.store, house.clock).table()).decode()
    row, looked_at = csv.DictReader(StringIO(table))
    assert looked_at["kind"] == "review"
    assert row["agency"] == "'=HYPERLINK(1)"
    assert (row["entry"], row["kind"], row["request"], row["area"]) == (
        *("1", "request", "1", "Villeray"),
    )


async def test_hints_before_posting_are_told_where_they_are_counted(store: Store) -> None:
    async with store.unit() as uow:
        found = await report(uow, NOON)
    assert "Hints before a post goes out" not in rendered(found, None, OVER_HTTP, "en").decode()
    async with store.unit() as uow:
        for month in ("2026-03", "2026-04", "2026-05"):
            for outcome in (Came.SHOWN, Came.SHOWN, Came.SHOWN, Came.EDITED, Came.SENT):
                await uow.prompts.count(month, Prompt.LOOKS, outcome)
        told = await report(uow, NOON)
    (row,) = told.prompts
    assert row == PromptRow(prompt=Prompt.LOOKS, shown=6, edited=2, sent=2, dropped=2), "not May"
    counted = rendered(told, None, OVER_HTTP, "en").decode()
    assert "Hints before a post goes out" in counted
    assert "Somebody described by looks alone" in counted


def as_they_come(tallies: Iterable[Tally], _today: date) -> tuple[PromptRow, ...]:
    """Hints of this month among them."""
    return PROMPTS(tallies, date.max)


async def test_hints_that_are_told_as_they_come_turn_their_test_red() -> None:
    leak = Leak(
        plant=lambda patch: patch.setattr(reports, "prompts", as_they_come),
        guard=test_hints_before_posting_are_told_where_they_are_counted,
    )
    await stays_green(leak, await town())
    await turns_red(leak, await town())


@pytest.fixture
async def served(store: Store) -> AsyncIterator[ClientSession]:
    app = web.Application()
    app.add_routes(Transparency(StoredPage(store, FixedClock())).routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    async with ClientSession(f"http://{host}:{port}") as session:
        yield session
    await runner.cleanup()


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", "en"),
        ("", "es-419,es;q=0.9,en;q=0.8", "es"),
        ("", "fr-CA,fr;q=0.9", "en"),
        ("?lang=en", "es", "en"),
        ("?lang=es", "en", "es"),
        ("?lang=<script>", "*;;,,-", "en"),
    ],
)
async def test_the_page_is_served_in_the_readers_language(
    served: ClientSession, query: str, header: str, language: str
) -> None:
    async with served.get(f"/transparency{query}", headers={"Accept-Language": header}) as got:
        assert got.status == 200
        assert f'<html lang="{language}">' in await got.text()
        assert "default-src 'none'" in got.headers["Content-Security-Policy"]
        assert got.headers["Vary"] == "Accept-Language"


async def test_the_files_are_served_beside_the_page(served: ClientSession) -> None:
    page = await (await served.get("/transparency")).text()
    for link, kind in re.findall(r'href="(transparency/ledger\.(json|csv))" download', page):
        async with served.get(f"/{link}") as got:
            assert got.status == 200
            assert kind in got.content_type
            copy = await got.read()
            if kind == "json":
                assert verified(copy, ()).fault is None
                assert verified(copy, ()).head in page
    assert "transparency/ledger.csv" in page


def test_the_operator_writes_it_all_into_a_folder(tmp_path: Path) -> None:
    settings = GivenSettings(
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'watch.db'}",
        master_key_file=tmp_path / "master.key",
        keyring_file=tmp_path / "keyring.json",
    )
    says("agency", "add", "SPVM", "--domain", "spvm.example", "--yes", settings=settings)
    says("agency", "suspend", "SPVM", settings=settings)
    folder = tmp_path / "www" / "transparency"
    for _ in range(2):  # once more over what is there
        done = says("report", str(folder), settings=settings)
        assert done.exit_code == 0, done.output
    names = {"index.html", "index.es.html", "ledger.json", "ledger.csv"}
    assert {each.name for each in folder.iterdir()} == names
    assert "SPVM is suspended" in (folder / "index.html").read_text("utf-8")
    assert 'href="index.es.html"' in (folder / "index.html").read_text("utf-8")
    assert says("ledger", "verify", str(folder / "ledger.json")).exit_code == 0
    refused = says("report", str(folder / "index.html"), settings=settings)
    assert refused.exit_code == 2
    assert "cannot be written" in refused.output


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=BROWSER, args=ARGS)
        yield launched
        await launched.close()


def noted(urls: list[str], request: Request) -> None:
    urls.append(request.url)


PHONE, DESKTOP = (390, 844), (1280, 900)
Look = tuple[Literal["light", "dark"], tuple[int, int], str]

LOOKS: tuple[Look, ...] = (
    ("light", PHONE, "en"),
    ("dark", PHONE, "es"),
    ("light", DESKTOP, "es"),
    ("dark", DESKTOP, "en"),
)


@pytest.mark.skipif(not BROWSER, reason="NOTICE: no Chromium here, page not tested")
async def test_the_page_can_be_read_by_everybody_and_fetches_nothing(
    store: Store, browser: Browser, tmp_path: Path
) -> None:
    """axe-core finds nothing, nothing sticks out, nothing is asked for but the page itself."""
    for look in LOOKS:
        await looked_at(browser, tmp_path, store, look)
    await looked_at(browser, tmp_path, MemoryStore(), LOOKS[0])


async def looked_at(browser: Browser, folder: Path, store: Store, look: Look) -> None:
    scheme, (width, height), language = look
    file = folder / f"{language}.html"
    file.write_text(await page_of(store, language), encoding="utf-8")
    page = await browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    fetched: list[str] = []
    page.on("request", partial(noted, fetched))
    await page.goto(file.as_uri())
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert fetched == [file.as_uri()]
    await page.close()
