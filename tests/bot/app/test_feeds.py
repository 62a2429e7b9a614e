"""The public record, from a report on a platform to a file over HTTP."""

import asyncio
import json
from pathlib import Path

from aiohttp import ClientSession

from bot.app.demo import settle
from bot.app.settings import GivenSettings
from bot.app.story import WatchStory
from bot.app.town import built
from bot.app.wiring import opened
from tests.bot.app.test_webhook import free_port

UNTIL_REPORTED = 5
"""Steps of the story: then Carl's report has been posted."""


async def fetched(port: int) -> dict[str, str]:
    """Every feed, by name."""
    found = {}
    async with ClientSession(f"http://127.0.0.1:{port}") as session:
        for name in ("incidents.geojson", "incidents.atom", "cap/1.xml", "areas.geojson"):
            async with session.get(f"/feeds/{name}") as answer:
                assert answer.status == 200
                found[name] = await answer.text()
        async with session.get("/transparency") as answer:
            assert answer.status == 200
            found["transparency"] = await answer.text()
    return found


async def test_what_was_reported_is_served_and_who_did_is_not(tmp_path: Path) -> None:
    port = free_port()
    async with built() as town:
        usual = town.settings(tmp_path)
        await settle(usual)
        changed = {"feeds_url": "https://w.example/feeds", "http_listen": f"127.0.0.1:{port}"}
        settings = GivenSettings(**(usual.model_dump() | changed))
        async with opened(settings) as watch:
            running = asyncio.create_task(watch.run())
            story = WatchStory(town, settings)
            for step in range(UNTIL_REPORTED):
                await story.play(step)
            found = await fetched(port)
            running.cancel()
            await asyncio.wait({running})
    (report,) = json.loads(found["incidents.geojson"])["features"]
    assert report["properties"]["category"] == "theft"
    assert report["properties"]["text"] in found["incidents.atom"]
    assert report["properties"]["text"] in found["cap/1.xml"]
    areas = json.loads(found["areas.geojson"])["features"]
    assert any("Mile-End" in each["properties"]["name"] for each in areas)
    assert "What agencies ask this neighbourhood" in found["transparency"]
    carl = town.person("Carl")
    for served in found.values():
        assert "Carl" not in served
        assert carl.id not in served
