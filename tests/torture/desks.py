"""Where requests go out in a storm: how they are signed and approved is told elsewhere."""

from bot.app.settings import Settings
from bot.app.system import SystemClock, SystemRandom
from bot.app.wiring import stored
from bot.model.ids import PlatformName
from bot.model.people import Account
from bot.ports.inquiries import Facts, Outside
from bot.ports.mail import NoMailer
from bot.services import requests
from storage.memory.units import MemoryStore
from tests.badges import Wanted, admitted, asked
from tests.bot.world import FakeCleaner, FakePlatform, Outdoors, street_map
from tests.fakes import SeededRandom

PLATFORMS = tuple(map(PlatformName, ("telegram", "discord")))


async def admit(settings: Settings) -> None:
    """All channels take all agencies' requests."""
    store, _ = await stored(settings, SystemRandom())
    async with store.unit() as uow:
        for agency in await uow.agencies.all():
            await admitted(uow, agency.id, SystemClock().now())
        await uow.commit()
    await store.close()


async def ask(settings: Settings, officer: str, wanted: Wanted) -> int:
    """A request of an officer on Telegram goes out while the bot runs or lies dead."""
    store, keyring = await stored(settings, SystemRandom())
    outdoors = Outdoors(MemoryStore())
    outside = Outside(
        geocoder=street_map(outdoors),
        cleaner=FakeCleaner(outdoors),
        platforms={name: FakePlatform(name=name, outdoors=outdoors) for name in PLATFORMS},
        mailer=NoMailer(),
        random=SeededRandom(),
    )
    with_ = requests.Asking(
        facts=Facts(), clock=SystemClock(), keyring=keyring, policy=settings.policy
    )
    account = Account(platform=PlatformName("telegram"), id=officer)
    async with store.unit() as uow:
        number = await asked(uow, account, with_, outside, wanted=wanted)
        await uow.commit()
    await store.close()
    return number
