import shutil

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.app.demo import shown
from bot.app.town import Town

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
STORY = "Somebody cut the lock of a shed in the lane."


@pytest.mark.skipif(not BROWSER, reason="NOTICE: no Chromium here, page not tested")
async def test_a_report_made_by_clicking_on_telegram_appears_on_discord() -> None:
    async with shown(0) as (served, town), async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=BROWSER, args=ARGS)
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(10_000)
        expect.set_options(timeout=15_000)
        await page.goto(served.url)
        await page.wait_for_selector("html[data-ready]")
        await bind(page, town)
        await report(page.locator('[data-platform="telegram"]'), town)
        discord = page.locator('[data-platform="discord"]')
        await discord.locator(f'[data-person="{town.person("Dana").id}"]').click()
        await discord.locator(f'[data-chat="{town.villeray_channel}"]').click()
        posted = discord.locator(".message", has_text=STORY)
        await expect(posted).to_contain_text("From a neighbour")
        await browser.close()


async def bind(page: Page, town: Town) -> None:
    """The moderator binds the channel by slash command and button."""
    pane = page.locator('[data-platform="discord"]')
    await pane.locator(f'[data-person="{town.person("Morgan").id}"]').click()
    await pane.locator(f'[data-chat="{town.villeray_channel}"]').click()
    text = pane.locator('[data-field="text"]')
    await text.fill("/setup")
    await text.press("Enter")
    await pane.locator('[data-field="area"]').fill("Villeray")
    await pane.locator('[data-do="run"]').click()
    await pane.get_by_role("button", name="193-Villeray").click()
    await expect(pane.locator(".message").last).to_contain_text("This chat now watches over")


async def report(pane: Locator, town: Town) -> None:
    """The resident answers one question after the other."""
    await pane.locator(f'[data-person="{town.person("Carl").id}"]').click()
    await pane.locator(f'[data-chat="{town.bot}"]').click()
    await pane.get_by_role("button", name="Start").click()
    await pane.get_by_role("button", name="Report something").click()
    await pane.get_by_role("button", name="Break-in or theft").click()
    text = pane.locator('[data-field="text"]')
    await expect(pane.locator(".message").last).to_contain_text("What happened?")
    await text.fill(STORY)
    await text.press("Enter")
    await pane.get_by_role("button", name="Send my location").click()
    await pane.locator('[data-field="place"]').fill("jarry denis")
    await pane.locator('[data-place="Saint-Denis / Jarry"]').click()
    await pane.locator('[data-do="send-place"]').click()
    await pane.get_by_role("button", name="Just now").click()
    await pane.get_by_role("button", name="Skip").click()
    await expect(pane.locator(".message").last).to_contain_text("This is what neighbours will see")
    await pane.get_by_role("button", name="Post", exact=True).click()
    await expect(pane.locator(".message").last).to_contain_text("Posted as report 1")
