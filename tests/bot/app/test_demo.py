import pytest

from bot.app.demo import lived_in, play
from bot.app.eyes import Eyes
from bot.app.story import ANSWER, ASKED, FILMED, LAMP, QUESTION, SEEN, THEFT, UPDATE, WatchStory


async def test_the_story_holds_and_is_told_for_everybody(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await play() == 0
    told = " ".join(capsys.readouterr().out.split())
    for words in (THEFT, LAMP, UPDATE, ASKED, SEEN, FILMED, QUESTION, ANSWER):
        assert words in told
    for name in ("Maya", "Ana", "Ben", "Officer Roy", "Morgan", "Dana", "Eli"):
        assert f"{name} (" in told
    assert told.endswith("The story held.")


async def test_the_story_holds_on_postgresql(postgres_url: str) -> None:
    async with lived_in(postgres_url) as (town, settings):
        story = WatchStory(town, settings)
        eyes = Eyes(town)
        for index, _ in enumerate(story.steps()):
            await story.play(index)
        assert any("closed" in line for line in eyes.changes())
