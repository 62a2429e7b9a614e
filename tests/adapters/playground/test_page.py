import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import (
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    async_playwright,
    expect,
)

from adapters.playground.discord.server import DiscordServer
from adapters.playground.gazetteer import demo_gazetteer
from adapters.playground.page import PlaygroundPage
from adapters.playground.screens import (
    OpenLink,
    Press,
    Remove,
    Restart,
    RunCommand,
    SendFile,
    SendPin,
    Write,
)
from adapters.playground.story import Step
from adapters.playground.telegram import TelegramServer
from tests.adapters.playground.worlds import (
    ANA,
    LUIS,
    NORA,
    FakeWorld,
    bot_says,
    discord_world,
    telegram_world,
)

AREAS = json.loads(Path("adapters/playground/data/areas-montreal.geojson").read_text("utf-8"))
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
ARGS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 5_000  # milliseconds

in_chromium = pytest.mark.skipif(not BROWSER, reason="NOTICE: no Chromium here, page not tested")


class PostingStory:
    """A story whose steps post on both platforms."""

    def __init__(self, telegram: FakeWorld, discord: FakeWorld) -> None:
        self._worlds = (telegram, discord)

    def steps(self) -> tuple[Step, ...]:
        people = {"telegram": NORA.id, "discord": LUIS.id}
        return (
            Step(title="Nora asks", caption="In the group", people=people),
            Step(title="Luis answers", caption="In the channel", people=people),
        )

    async def play(self, step: int) -> None:
        telegram, discord = self._worlds
        telegram.post("-200", NORA.id, f"Step {step} on Telegram")
        discord.post("900", LUIS.id, f"Step {step} on Discord")


@pytest.fixture
def telegram() -> FakeWorld:
    return telegram_world()


@pytest.fixture
def discord() -> FakeWorld:
    return discord_world()


# The browser starts once for all tests here, so all share one event loop.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def served(telegram: FakeWorld, discord: FakeWorld) -> AsyncIterator[PlaygroundPage]:
    served = PlaygroundPage(
        worlds={"telegram": telegram, "discord": discord},
        story=PostingStory(telegram, discord),
        places=demo_gazetteer(),
        areas=AREAS,
        roles={"telegram": {ANA.id: "Resident · Villeray"}},
    )
    await served.start(port=0)
    yield served
    await served.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tab() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=BROWSER, args=ARGS)
        tab = await browser.new_page()
        tab.set_default_timeout(PATIENCE)
        yield tab
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(served: PlaygroundPage, tab: Page) -> AsyncIterator[Page]:
    complaints: list[str] = []
    asked: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error":
            complaints.append(said.text)

    def break_off(error: Error) -> None:
        complaints.append(str(error))

    def ask(request: Request) -> None:
        asked.append(request.url)

    tab.on("pageerror", break_off)
    tab.on("console", hear)
    tab.on("request", ask)
    await tab.set_viewport_size({"width": 1280, "height": 800})
    await tab.goto(served.url)
    await tab.wait_for_selector("html[data-ready]")
    yield tab
    await tab.goto("about:blank")
    tab.remove_listener("pageerror", break_off)
    tab.remove_listener("console", hear)
    tab.remove_listener("request", ask)
    assert [url for url in asked if not url.startswith((served.url, "blob:", "about:"))] == []
    # a refused act answers 409, which the browser logs as an error
    assert [words for words in complaints if "409" not in words] == []


def side(page: Page, platform: str) -> Locator:
    return page.locator(f'[data-platform="{platform}"]')


@in_chromium
async def test_one_sees_what_the_chosen_person_sees(page: Page) -> None:
    telegram = side(page, "telegram")
    await expect(telegram.locator(f'[data-person="{ANA.id}"]')).to_contain_text("Villeray")
    await expect(telegram.locator('[data-chat="300"]')).to_be_visible()
    await telegram.locator(f'[data-person="{LUIS.id}"]').click()
    await expect(telegram.locator('[data-chat="300"]')).to_have_count(0)
    await expect(telegram.locator('[data-message="3"]')).to_contain_text("Two parcels taken")
    await expect(page.locator('[data-who="telegram"]')).to_contain_text("Luis Ortega")


@in_chromium
async def test_typing_sends_and_others_see_it_at_once(page: Page, telegram: FakeWorld) -> None:
    pane = side(page, "telegram")
    await pane.locator('[data-chat="-200"]').click()
    await pane.locator('[data-field="text"]').fill("Good evening <b>all</b>")
    await pane.locator('[data-field="text"]').press("Enter")
    await expect(pane.locator(".message").last).to_contain_text("Good evening <b>all</b>")
    assert telegram.acts == [(ANA.id, Write(chat="-200", text="Good evening <b>all</b>"))]
    telegram.post("-200", LUIS.id, "Good evening, Ana")
    await expect(pane.locator(".message").last).to_contain_text("Good evening, Ana")


@in_chromium
async def test_pressing_a_button_shows_the_popup(page: Page, telegram: FakeWorld) -> None:
    pane = side(page, "telegram")
    await pane.locator('[data-message="5"] [data-button="theft"]').click()
    await expect(pane.locator('[data-toast="popup"]')).to_have_text("Saved: theft")
    await pane.locator('[data-message="5"] [data-button="alert"]').click()
    await expect(pane.get_by_role("alertdialog")).to_contain_text("Saved: alert")
    await pane.locator('[data-do="ok"]').click()
    await expect(pane.get_by_role("alertdialog")).to_have_count(0)
    assert telegram.acts[0] == (ANA.id, Press(chat="300", message="5", button="theft"))


@in_chromium
async def test_a_refusal_is_told(page: Page, telegram: FakeWorld) -> None:
    telegram.append("300", bot_says(50, '<a href="https://example.org">More</a>'))
    pane = side(page, "telegram")
    await pane.locator('[data-message="50"]').get_by_role("button", name="More").click()
    refusal = pane.locator('[data-toast="problem"]')
    await expect(refusal).to_have_text("This link leads outside the playground.")
    assert telegram.acts == [(ANA.id, OpenLink(url="https://example.org"))]


@in_chromium
async def test_an_answer_says_what_it_answers(page: Page, telegram: FakeWorld) -> None:
    pane = side(page, "telegram")
    asked = pane.locator('[data-message="5"]')
    await asked.hover()
    await asked.locator('[data-do="reply"]').click()
    await pane.locator('[data-field="text"]').fill("A theft")
    await pane.locator('[data-do="send"]').click()
    await expect(pane.locator(".message .quote")).to_contain_text("What is it about?")
    assert telegram.acts == [(ANA.id, Write(chat="300", text="A theft", reply_to="5"))]


@in_chromium
async def test_a_form_is_filled_in_and_sent(page: Page, discord: FakeWorld) -> None:
    pane = side(page, "discord")
    await pane.locator('[data-message="3"] [data-button="form"]').click()
    form = pane.get_by_role("dialog", name="Tell your neighbours")
    await form.locator('select[data-field="kind"]').select_option("fire")
    await form.locator('[data-field="what"]').fill("Smoke over the lane")
    await form.locator('[data-do="submit"]').click()
    await expect(form.get_by_role("alert")).to_contain_text("Where?: this is required")
    await form.locator('[data-field="where"]').fill("8100 Saint-Denis")
    await form.locator('[data-do="sample-grey-van.jpg"]').click()
    await form.locator('[data-do="submit"]').click()
    await expect(form).to_have_count(0)
    await expect(pane.locator('[data-ephemeral="true"]').last).to_contain_text("Only you can see")
    (sent,) = discord.submitted
    assert sent.values == {
        "kind": ("fire",),
        "what": ("Smoke over the lane",),
        "where": ("8100 Saint-Denis",),
    }
    (photo,) = sent.files["photos"]
    assert photo.name == "grey-van.jpg"
    assert photo.content.startswith(b"\xff\xd8\xff")


@in_chromium
async def test_a_form_that_was_closed_stays_closed(page: Page, discord: FakeWorld) -> None:
    pane = side(page, "discord")
    await pane.locator('[data-message="3"] [data-button="form"]').click()
    await pane.get_by_role("dialog").press("Escape")
    await expect(pane.get_by_role("dialog")).to_have_count(0)
    discord.post("900", NORA.id, "Still here?")
    await expect(pane.locator(".message").last).to_contain_text("Still here?")
    await expect(pane.get_by_role("dialog")).to_have_count(0)


@in_chromium
async def test_slash_commands_are_offered_and_take_options(page: Page, discord: FakeWorld) -> None:
    pane = side(page, "discord")
    text = pane.locator('[data-field="text"]')
    await text.fill("/ch")
    await expect(pane.locator("[data-command]")).to_have_count(1)
    await text.press("Enter")
    await pane.locator('[data-field="request"]').fill("12")
    await pane.locator('[data-field="language"]').select_option("es")
    await pane.locator('[data-do="run"]').click()
    await expect(pane.locator(".message").last).to_contain_text("/check request=12 language=es")
    options = {"request": "12", "language": "es"}
    assert discord.acts == [(ANA.id, RunCommand(chat="900", name="check", options=options))]


@in_chromium
async def test_a_select_menu_and_dismissing_what_only_you_can_see(
    page: Page, discord: FakeWorld
) -> None:
    pane = side(page, "discord")
    message = pane.locator('[data-message="4"]')
    await message.locator('[data-button="choose"]').select_option("vandalism")
    await expect(pane.locator('[data-toast="popup"]')).to_have_text("Saved: vandalism")
    await message.locator('[data-do="dismiss"]').click()
    await expect(message).to_have_count(0)
    assert discord.acts == [
        (ANA.id, Press(chat="900", message="4", button="choose", values=("vandalism",)))
    ]


@in_chromium
async def test_a_place_is_picked_from_the_list_and_from_the_map(
    page: Page, telegram: FakeWorld
) -> None:
    pane = side(page, "telegram")
    await pane.locator('.keys [data-button="loc"]').click()
    picker = pane.get_by_role("dialog", name="Send your location")
    await expect(picker.locator('[data-do="send-place"]')).to_be_disabled()
    await picker.locator('[data-field="place"]').fill("jarry denis")
    await picker.locator('[data-place="Saint-Denis / Jarry"]').click()
    await picker.locator('[data-do="send-place"]').click()
    await expect(pane.locator(".message").last).to_contain_text("45.54262, -73.62915")
    assert telegram.acts[0] == (
        ANA.id,
        Press(chat="300", message="", button="loc", values=("45.54262", "-73.62915")),
    )
    await pane.locator('[data-do="attach"]').click()
    await pane.locator('[data-do="pick-place"]').click()
    await pane.locator('[data-map="picker"] svg').click(position={"x": 200, "y": 200})
    await pane.locator('[data-do="send-place"]').click()
    await expect(pane.locator(".message .place")).to_have_count(2)
    (_, pin) = telegram.acts[1]
    assert isinstance(pin, SendPin)
    assert 45.52 < pin.latitude < 45.56
    assert -73.66 < pin.longitude < -73.58


@in_chromium
async def test_a_picture_of_ones_own_is_sent_and_shown(
    page: Page, telegram: FakeWorld, tmp_path: Path
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("seen at eight")
    pane = side(page, "telegram")
    await pane.locator('.composer [data-field="file"]').set_input_files(file)
    await expect(pane.locator(".document")).to_contain_text("notes.txt")
    await pane.locator('[data-do="attach"]').click()
    await pane.locator('[data-do="sample-stolen-bicycle.png"]').click()
    picture = pane.get_by_role("img", name="stolen-bicycle.png")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.naturalWidth") > 0
    kinds = [act.upload.kind for _, act in telegram.acts if isinstance(act, SendFile)]
    assert kinds == ["document", "photo"]


@in_chromium
async def test_ones_own_message_is_deleted_and_the_app_restarted(
    page: Page, telegram: FakeWorld
) -> None:
    pane = side(page, "telegram")
    mine = pane.locator('[data-message="6"]')
    await mine.hover()
    await mine.locator('[data-do="remove"]').click()
    await expect(mine).to_have_count(0)
    await pane.locator('[data-do="more"]').click()
    await pane.locator('[data-do="restart"]').click()
    await expect(pane.locator('[data-do="restart"]')).to_be_hidden()
    assert telegram.acts == [(ANA.id, Remove(chat="300", message="6")), (ANA.id, Restart())]


@in_chromium
async def test_markup_is_drawn_and_nothing_else_comes_through(
    page: Page, telegram: FakeWorld
) -> None:
    html = '<b>bold</b><img src=/page/lamp.svg><script>bad()</script><a href="https://a">a</a>'
    telegram.append("300", bot_says(50, html))
    words = side(page, "telegram").locator('[data-message="50"] .words')
    await expect(words.locator("b")).to_have_text("bold")
    await expect(words.locator("img, script, a")).to_have_count(0)
    await expect(words.locator("button.link")).to_have_text("a")


@in_chromium
async def test_protected_messages_have_a_lock(page: Page) -> None:
    pane = side(page, "telegram")
    await expect(
        pane.locator('[data-message="7"]').get_by_label("Cannot be forwarded")
    ).to_be_visible()
    await expect(
        pane.locator('[data-message="5"]').get_by_label("Cannot be forwarded")
    ).to_have_count(0)


@in_chromium
async def test_the_story_is_played_and_shows_its_people(page: Page) -> None:
    await page.locator('#story [data-do="next"]').click()
    await expect(page.locator('[data-story="title"]')).to_contain_text("1/2 Nora asks")
    telegram, discord = side(page, "telegram"), side(page, "discord")
    await expect(telegram.locator(f'[data-person="{NORA.id}"]')).to_have_attribute(
        "aria-pressed", "true"
    )
    await expect(telegram.locator(".message").last).to_contain_text("Step 0 on Telegram")
    await expect(discord.locator(".message").last).to_contain_text("Step 0 on Discord")
    await page.locator('#story [data-do="play"]').click()
    await expect(page.locator('[data-story="title"]')).to_contain_text("2/2 Luis answers")
    await expect(page.locator('#story [data-do="next"]')).to_be_disabled()


@in_chromium
async def test_everything_can_be_done_from_the_keyboard(page: Page, telegram: FakeWorld) -> None:
    pane = side(page, "telegram")
    await pane.locator('[data-chat="-200"]').focus()
    await page.keyboard.press("Enter")
    await expect(pane.locator(".talk-title")).to_contain_text("Villeray neighbours")
    await pane.locator('[data-message="3"] [data-button="saw"]').focus()
    await page.keyboard.press("Enter")
    await expect(pane.locator('[data-toast="popup"]')).to_have_text("Saved: saw")
    focused = await page.evaluate("document.activeElement.dataset.button")
    assert focused == "saw"
    assert telegram.acts == [(ANA.id, Press(chat="-200", message="3", button="saw"))]


@in_chromium
async def test_a_phone_sees_one_platform_below_the_other(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    telegram = await side(page, "telegram").bounding_box()
    discord = await side(page, "discord").bounding_box()
    assert telegram
    assert discord
    assert telegram["y"] + telegram["height"] <= discord["y"]
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390


@in_chromium
async def test_the_real_stand_ins_can_be_lived_in(tab: Page) -> None:
    telegram, discord = TelegramServer(), DiscordServer()
    bot = telegram.add_bot(f"4200:{'a' * 35}", "porchlight_bot", "Porchlight")
    telegram.add_group("Neighbours", [telegram.add_person("Ana")], bots=[bot])
    guild = discord.add_guild("Villeray", discord.add_person("Dana", "dana"))
    discord.add_channel(guild, "watch")
    served = PlaygroundPage(
        worlds={"telegram": telegram, "discord": discord}, places=demo_gazetteer(), areas=AREAS
    )
    await served.start(port=0)
    try:
        await tab.goto(served.url)
        await live_in(side(tab, "telegram"), side(tab, "discord"))
        await tab.goto("about:blank")
    finally:
        await served.stop()


async def live_in(telegram: Locator, discord: Locator) -> None:
    await telegram.locator('[data-button="start"]').click()
    await expect(telegram.locator(".message")).to_contain_text("/start")
    await expect(discord.locator("[data-chat] .chat-title")).to_have_text("watch")
    await discord.locator('[data-field="text"]').fill("Hello **street**")
    await discord.locator('[data-do="send"]').click()
    await expect(discord.locator(".message b, .message strong").last).to_have_text("street")
    for pane in (telegram, discord):
        await pane.locator('[data-do="attach"]').click()
        await pane.locator('[data-do="sample-grey-van.jpg"]').click()
        picture = pane.locator(".photo img")
        await expect(picture).to_be_visible()
        assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)")


async def test_nothing_may_be_loaded_from_elsewhere(served: PlaygroundPage) -> None:
    async with aiohttp.ClientSession(served.url) as web, web.get("/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        text = await answer.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in text
    assert "https:" not in text


async def test_another_sites_name_for_this_address_is_refused(served: PlaygroundPage) -> None:
    async with aiohttp.ClientSession(served.url) as web:
        async with web.get("/", headers={"Host": "evil.example"}) as answer:
            assert answer.status == 403
        async with web.get("/control/telegram/people", headers={"Host": "evil.example"}) as answer:
            assert answer.status == 403


@pytest.mark.parametrize("path", ["/page/none.js", "/page/../page.py", "/page/pictures/none.jpg"])
async def test_only_the_pages_own_files_are_served(served: PlaygroundPage, path: str) -> None:
    async with aiohttp.ClientSession(served.url) as web, web.get(path) as answer:
        assert answer.status == 404


async def test_one_sample_picture_says_where_it_was_taken() -> None:
    with Image.open("adapters/playground/page/pictures/grey-van.jpg") as picture:
        assert picture.getexif().get_ifd(0x8825)[2] == (45.0, 32.0, 33.0)
