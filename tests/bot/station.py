"""An agency that asks, and neighbours who hold copies of what it asked."""

from bot.model.commands import Command
from bot.model.ids import PlatformName
from tests.bot.house import House
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
    assert "Asked as request" in (await roy.presses("Ask the neighbourhood")).text
    await house.delivers()
    return roy


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
