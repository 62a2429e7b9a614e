"""Moderators and residents at real clients of both platforms: /block and /privacy."""

import re
from functools import partial

from adapters.playground.actors import Actor
from bot.app.demo import lived_in
from bot.app.story import FILMED, SEEN, WatchStory
from bot.app.town import Town
from tests.adapters.telegram.house import until

NOTED = "Noted. If that handle answered request 1"
NOBODYS = "1 quiet quiet quiet heron"
PROMISE = ("How this stays private", "What this cannot cover", "answer legal orders")


def handle_of(roy: Actor, words: str) -> str:
    """Under what the officer got these words."""
    (letter,) = roy.messages(words)
    found = re.search(r'from "([a-z ]+)"', letter.text)
    assert found is not None
    return found.group(1)


async def test_a_moderator_stops_a_handle_at_a_real_client() -> None:
    async with lived_in() as (town, settings):
        story = WatchStory(town, settings)
        await town.person("Carl").write(town.bot, "/start")
        for step in (
            story.setup,
            story.watch,
            story.admit,
            story.verify,
            story.request,
            story.approve,
        ):
            await step()
        await story.reply()
        await story.arrive()
        roy, ana = town.person("Officer Roy"), town.person("Ana")
        handle = handle_of(roy, SEEN)
        assert handle != handle_of(roy, FILMED)
        await told_alike(town, "Maya", town.villeray_group, (f"1 {handle}", NOBODYS))
        await told_alike(town, "Morgan", town.villeray_channel, (NOBODYS, f"1 {handle}"))
        for name, chat in (("Carl", town.villeray_group), ("Dana", town.villeray_channel)):
            await town.person(name).command(chat, "block", handle=f"1 {handle}")
            await town.person(name).sees("Only an admin of this group can block a handle here")
        (copy,) = ana.messages("Your private copy of request 1")
        await ana.write(town.bot, "Nothing more.", reply_to=copy.id)
        await ana.sees("Not sent yet", "Nothing more.")
        await ana.press("Send, no questions back", town.bot)
        await ana.sees_popup("can send no more")


async def told_alike(town: Town, name: str, chat: str, handles: tuple[str, ...]) -> None:
    """Whether anybody has the handle or not, the moderator reads the very same words."""
    moderator, heard = town.person(name), set[str]()
    for count, handle in enumerate(handles, 1):
        await moderator.command(chat, "block", handle=handle)
        await until(partial(answered, moderator, chat, count))
        heard |= {message.text for message in moderator.messages(NOTED, chat=chat)}
    assert len(heard) == 1


def answered(moderator: Actor, chat: str, times: int) -> bool:
    return len(moderator.messages(NOTED, chat=chat)) == times


async def test_the_promise_is_told_on_both_platforms() -> None:
    async with lived_in() as (town, _):
        await town.person("Carl").write(town.bot, "/start")
        await town.person("Carl").command(town.bot, "privacy")
        await town.person("Carl").sees(*PROMISE, chat=town.bot)
        await town.person("Dana").command(town.villeray_channel, "privacy")
        await town.person("Dana").sees(*PROMISE)
