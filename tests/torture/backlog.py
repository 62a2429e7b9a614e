"""A town in which far more is to be told than a platform lets through, brought into a database."""

from dataclasses import dataclass, field
from datetime import datetime

from adapters.playground.screens import OpenLink
from adapters.playground.telegram import Human
from bot.app.settings import Settings
from bot.app.story import HOME
from bot.app.system import SystemRandom
from bot.app.town import Town
from bot.app.wiring import stored
from bot.model.areas import AreaDraft, Outline
from bot.model.channels import ChannelDraft
from bot.model.covers import cover_circle
from bot.model.ids import AreaId, PersonId, PlatformName
from bot.model.incidents import Category, IncidentDraft
from bot.model.people import Account, Person
from bot.model.places import Point, blurred, cell_at
from bot.model.watches import Circle, WatchDraft
from bot.ports.stores import UnitOfWork
from bot.ports.world import Clock

TELEGRAM, DISCORD = PlatformName("telegram"), PlatformName("discord")
CORNER = cell_at(Point(latitude=HOME[0], longitude=HOME[1]))
SQUARE = Outline(polygons=((((-73.7, 45.5), (-73.6, 45.5), (-73.6, 45.6), (-73.7, 45.5)),),))
REPORTER = PersonId(-1)
STORY = "Drill number"
"""What every post says, and then its incident's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many of each; everybody is owed every incident."""

    people: int  # with a private chat on Telegram
    groups: int  # on Telegram
    channels: int  # on Discord
    incidents: int


@dataclass(slots=True, kw_only=True)
class Backlog:
    """The chats of a town by the key that the database knows them by."""

    town: Town
    size: Size
    people: dict[PersonId, Human] = field(default_factory=dict)
    channels: dict[int, str] = field(default_factory=dict)

    async def owe(self, settings: Settings, clock: Clock) -> None:
        """Let them move in, and let everything happen at once."""
        store, _ = await stored(settings, SystemRandom())
        try:
            async with store.unit() as uow:
                await self._settle(uow)
                await uow.commit()
            async with store.unit() as uow:
                for number in range(1, self.size.incidents + 1):
                    await _happened(uow, number, clock.now())
                await uow.commit()
        finally:
            await store.close()

    async def _settle(self, uow: UnitOfWork) -> None:
        cells = (blurred(CORNER, 8),)
        area = (await uow.areas.add(AreaDraft(name="Corner", outline=SQUARE, cells=cells))).id
        for chat in self._groups():
            await self._bind(uow, area, TELEGRAM, chat)
        for chat in self._discord_channels():
            await self._bind(uow, area, DISCORD, chat)
        await _came(uow, REPORTER, "1")
        for number in range(self.size.people):
            person = PersonId(number)
            self.people[person] = await self._neighbour(number)
            await _came(uow, person, str(self.people[person].id))
            await _watches(uow, person)

    async def _neighbour(self, number: int) -> Human:
        telegram = self.town.telegram
        (bot,) = telegram.bots.values()
        person = telegram.add_person(f"Neighbour {number}")
        await telegram.act(str(person.id), OpenLink(url=f"https://t.me/{bot.username}"))
        bot.mailbox.forget()  # nobody waits for an answer
        return person

    def _groups(self) -> list[str]:
        telegram = self.town.telegram
        (bot,) = telegram.bots.values()
        owner = telegram.add_person("Owner")
        made = [
            telegram.add_group(f"Group {number}", [owner], bots=[bot])
            for number in range(self.size.groups)
        ]
        bot.mailbox.forget()
        return [str(group.id) for group in made]

    def _discord_channels(self) -> list[str]:
        discord = self.town.discord
        guild = str(next(iter(discord.realm.guilds)))
        return [
            discord.add_channel(guild, f"watch-{number}") for number in range(self.size.channels)
        ]

    async def _bind(
        self, uow: UnitOfWork, area: AreaId, platform: PlatformName, chat: str
    ) -> None:
        bound = await uow.channels.bind(
            ChannelDraft(platform=platform, chat=chat, title="Corner", area=area, language="en")
        )
        self.channels[bound.id] = chat


async def _came(uow: UnitOfWork, person: PersonId, chat: str) -> None:
    account = Account(platform=TELEGRAM, id=chat)
    await uow.people.add(Person(id=person, account=account, language="en", joined=1_460))


async def _watches(uow: UnitOfWork, person: PersonId) -> None:
    circle = Circle(cell=CORNER, radius=500)
    draft = WatchDraft(place=circle, near="Rue Jarry", person=person)
    await uow.watches.add(draft, cover_circle(circle))


async def _happened(uow: UnitOfWork, number: int, now: datetime) -> None:
    draft = IncidentDraft(
        category=Category.HAZARD,
        text=f"{STORY} {number}: nothing happened.",
        cell=CORNER,
        near="Rue Jarry & Rue Lajeunesse",
        happened=now,
    )
    await uow.deliveries.alert(await uow.incidents.add(draft, REPORTER, now), now)
