"""An agency that asks, and neighbours who hold copies of what it asked."""

import re
from dataclasses import replace

from bot.events import Pressed
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.ports.mail import Letter
from tests.badges import password
from tests.bot.house import GROUP, House
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.world import FORMS, PINS

ASKED = "Footage or photos of a grey van, please."
FIELDS = {
    "text": ASKED,
    "case": "26-01877",
    "place": "jarry and lajeunesse",
    "window": "yesterday 14:00-17:00",
    "closes": "3",
}


async def officer(
    house: House, name: str = "roy", agency: str = "SPVM", platform: PlatformName = PINS
) -> Someone:
    """Somebody who proved to serve an agency."""
    roy = neighbour(house, name, platform)
    await house.swears_in(roy.account, agency)
    return roy


async def leave_asked(roy: Someone) -> Heard:
    """A request up to its preview."""
    await roy.calls(Command.REQUEST)
    if roy.account.platform == FORMS:
        return await roy.fills(FIELDS)
    for words in (ASKED, FIELDS["case"], FIELDS["place"], FIELDS["window"]):
        await roy.says(words)
    return await roy.presses("3 days")


async def asked(house: House, name: str = "roy", agency: str = "SPVM") -> Someone:
    """The officer of an agency whose request stands in both channels."""
    roy = await officer(house, name, agency)
    await leave_asked(roy)
    assert "It goes out as request" in (await goes_out(roy)).text
    await house.delivers()
    tidied(roy)
    return roy


def tidied(roy: Someone) -> None:
    """The officer has read what became of his request, and has put it away."""
    for platform in roy.house.platforms.values():
        for read in platform.of(roy.account.id):
            del platform.standing[read.at]


async def signed(roy: Someone) -> Heard:
    """From the preview to the letter; the officer's app is as new, and shows a fresh password."""
    heard = await roy.presses("Ask the neighbourhood")
    if "Sign it" not in heard.text:
        return heard
    badges, now = roy.house.store.rows.badges, roy.house.clock.now()
    for person, badge in badges.items():
        badges[person] = replace(badge, step=0)
    return await writes(roy, password(now))


async def proposed(roy: Someone) -> Heard:
    """From the preview to the wait for a second person."""
    heard = await signed(roy)
    if "I have mailed you the whole text" not in heard.text:
        return heard
    return await writes(roy, code_in(roy.house.mailer.letters[-1]))


async def goes_out(roy: Someone, chat: str = GROUP[PINS]) -> Heard:
    """From the preview to the neighbourhood: a moderator of a channel says yes."""
    heard = await proposed(roy)
    if "a second person looks at it" not in heard.text:
        return heard
    return await judges(roy.house, Verb.PROPOSAL_APPROVE, chat=chat)


async def judges(house: House, verb: Verb, name: str = "maya", chat: str = GROUP[PINS]) -> Heard:
    """What a moderator on one platform says of the newest proposal."""
    maya, rows = neighbour(house, name), house.store.rows
    house.platforms[PINS].admins.add((chat, maya.account.id))
    (channel,) = [each.id for each in rows.channels.values() if each.chat == chat]
    return await maya.does(Pressed(action=act(verb, max(rows.proposals), channel)))


async def writes(who: Someone, words: str) -> Heard:
    """An answer to what is asked, however the platform takes it."""
    if who.account.platform == PINS:
        return await who.says(words)
    await who.presses("Write your answer")
    return await who.fills({"answer": words})


def code_in(letter: Letter) -> str:
    """The code that a letter carries."""
    found = re.search(r"\d{4} \d{4}", letter.text)
    assert found is not None
    return found[0]


async def drafted(who: Someone, words: str, picture: bytes | None = None) -> Heard:
    """What a neighbour's open copy makes of words: the draft, not sent yet."""
    if who.account.platform == FORMS:
        await who.presses("Write a reply")
        return await who.fills({"text": words}, picture)
    return await who.says(words) if picture is None else await who.shows(picture, words)


async def replied(
    house: House,
    words: str,
    name: str = "ana",
    platform: PlatformName = PINS,
    *,
    thread: bool = False,
    picture: bytes | None = None,
) -> Someone:
    """A neighbour whose reply is saved and waits for the tick."""
    who = neighbour(house, name, platform)
    await who.presses("Reply privately")
    await drafted(who, words, picture)
    label = "Send, they may ask me" if thread else "Send, no questions back"
    assert "Saved. It leaves with others at" in (await who.presses(label)).text
    return who
