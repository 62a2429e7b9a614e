"""The stand-in Discord: REST, gateway and CDN on loopback, and the people on it."""

import asyncio
import time
from collections.abc import Callable, Sequence

from aiohttp import web

from adapters.playground.discord.building import Builder, locale_of, named_in
from adapters.playground.discord.gateway.door import receive
from adapters.playground.discord.gateway.hub import Hub, Pace
from adapters.playground.discord.interactions import Desk
from adapters.playground.discord.nouns import Channel, Guild, Kind, Sharding
from adapters.playground.discord.people.acting import People
from adapters.playground.discord.people.drawing import person as drawn_person
from adapters.playground.discord.people.drawing import screen as drawn_screen
from adapters.playground.discord.permissions import Permission
from adapters.playground.discord.rates import Gauge, Rates
from adapters.playground.discord.realm import Realm
from adapters.playground.discord.rest.app import Counter
from adapters.playground.faults import Faults
from adapters.playground.ledger import Ledger
from adapters.playground.screens import Act, Person, Screen

KINDS = {
    "text": Kind.TEXT,
    "news": Kind.NEWS,
    "voice": Kind.VOICE,
    "category": Kind.CATEGORY,
    "thread": Kind.PUBLIC_THREAD,
    "private thread": Kind.PRIVATE_THREAD,
}


class DiscordServer:
    """A Discord of one's own. Ids are strings of digits, as in Discord's JSON."""

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
        rates: Rates | None = None,
        pace: Pace | None = None,
        answer_within: float = 3.0,
    ) -> None:
        """Prepare a server with these clocks, these limits and these times in seconds.

        `ticks` is the clock of the ledger, which never steps back.
        """
        self.realm = Realm(now=now, ticks=ticks)
        self.builder = Builder(realm=self.realm)
        self.hub = Hub(realm=self.realm, pace=pace or Pace())
        self.realm.listeners.append(self.hub.tell)
        self.desk = Desk(
            realm=self.realm, reachable=self.hub.reachable, answer_within=answer_within
        )
        self.gauge = Gauge(rates=rates or Rates.real(), now=now)
        self.hands = People(realm=self.realm, desk=self.desk)
        self.counter = Counter(realm=self.realm, desk=self.desk, gauge=self.gauge)
        self._runner: web.AppRunner | None = None

    async def start(self, *, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes any free one."""
        app = web.Application(client_max_size=30 * 1024 * 1024)
        self.counter.mount(app)
        app.router.add_get("/cdn/{folder}/{channel}/{file}/{name}", self._serve_file)
        app.router.add_get("/", self._gateway)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        real_port = self._runner.addresses[0][1]
        self.realm.base = f"http://{host}:{real_port}"

    async def stop(self) -> None:
        """Close everything."""
        self.desk.close()
        self.hub.drop()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where the server is; REST is below it at /api/v10."""
        return self.realm.base

    @property
    def api_url(self) -> str:
        """Where REST is."""
        return f"{self.realm.base}/api/v10"

    @property
    def gateway_url(self) -> str:
        """Where the gateway is."""
        return self.hub.url

    @property
    def now(self) -> Callable[[], float]:
        """The clock, in seconds since the epoch."""
        return self.realm.now

    @property
    def ledger(self) -> Ledger:
        """Every REST call so far."""
        return self.realm.ledger

    @property
    def faults(self) -> Faults:
        """The troubles that bots run into here."""
        return self.realm.faults

    @property
    def invalid_requests(self) -> int:
        """How many requests of the last ten minutes were refused with 401, 403 or 429."""
        return self.gauge.invalid_requests

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        return await receive(request, self.hub, self.gauge)

    async def _serve_file(self, request: web.Request) -> web.Response:
        try:
            content, kind = self.file(request.match_info["file"])
        except KeyError:
            return web.Response(status=404)
        return web.Response(body=content, content_type=kind)

    # The world is built from here on.

    def add_person(self, name: str, username: str, language: str = "en-US") -> Person:
        """Open an account for somebody whose client speaks this language, or what is nearest."""
        return drawn_person(self.builder.account(username, name, locale_of(language)))

    def add_bot(
        self, token: str, username: str, *, owner: Person | None = None, privileged: int = 0
    ) -> str:
        """Register an application with a bot. Returns its id: the one that the token spells."""
        spelt = named_in(token)
        bot = self.builder.account(username, username, "en-US", bot=True, own=spelt)
        keeper = (
            self.realm.users[int(owner.id)]
            if owner
            else self.builder.account(f"{username}-owner".lower(), "Owner", "en-US")
        )
        return str(self.builder.application(token, bot, keeper, privileged).id)

    def add_guild(
        self,
        name: str,
        owner: Person,
        *,
        members: Sequence[Person] = (),
        admins: Sequence[Person] = (),
        locale: str = "en-US",
    ) -> str:
        """Open a guild. Returns its id."""
        guild = self.builder.guild(name, self.realm.users[int(owner.id)], locale)
        for one in (*members, *admins):
            self.builder.join(guild, self.realm.users[int(one.id)])
        if admins:
            role = self.builder.role(guild, "Admin", int(Permission.ADMINISTRATOR))
            for one in admins:
                self.builder.give_role(guild, self.realm.users[int(one.id)], role.id)
        return str(guild.id)

    def add_channel(
        self, guild: str, name: str, kind: str = "text", parent: str | None = None
    ) -> str:
        """Add a channel: text, news, voice, category, thread, private thread. Returns its id."""
        above = self._channel(parent) if parent else None
        return str(self.builder.channel(self._guild(guild), name, KINDS[kind], above).id)

    def add_role(self, guild: str, name: str, permissions: int) -> str:
        """Add a role with these permission bits. Returns its id."""
        return str(self.builder.role(self._guild(guild), name, permissions).id)

    def give_role(self, guild: str, user: str, role: str) -> None:
        """Give a member a role."""
        self.builder.give_role(self._guild(guild), self.realm.users[int(user)], int(role))

    def take_role(self, guild: str, user: str, role: str) -> None:
        """Take a role from a member."""
        self.builder.take_role(self._guild(guild), self.realm.users[int(user)], int(role))

    def overwrite(self, channel: str, target: str, *, allow: int = 0, deny: int = 0) -> None:
        """Grant or deny a role, a member or everyone (the guild's id) something in a channel."""
        self.builder.overwrite(self._channel(channel), int(target), allow, deny)

    def join(self, guild: str, user: str) -> None:
        """Let somebody into a guild."""
        self.builder.join(self._guild(guild), self.realm.users[int(user)])

    def invite(self, guild: str, bot: str, *, permissions: int | None = None) -> None:
        """Let a bot into a guild, with what it usually asks for unless told otherwise."""
        application = self.realm.applications[int(bot)]
        self.builder.invite(self._guild(guild), application, permissions)

    def shard(self, bot: str, shards: int, *, least: int = 1, concurrency: int = 1) -> None:
        """Recommend so many shards to a bot, and say how many of them may begin at once.

        With fewer than `least` it is refused.
        """
        self.realm.applications[int(bot)].sharding = Sharding(
            recommended=shards, least=least, concurrency=concurrency
        )

    def vanish(self, seconds: float) -> None:
        """Be out of every bot's reach for so long, by this server's clock."""
        self.faults.outage(seconds)
        self.hub.drop()

    def kick(self, guild: str, user: str) -> None:
        """Put somebody out of a guild, a bot or a person."""
        self.builder.leave(self._guild(guild), self.realm.users[int(user)])

    def rename_guild(self, guild: str, name: str) -> None:
        """Give a guild another name."""
        self.builder.rename(self._guild(guild), name)

    def remove_channel(self, channel: str) -> None:
        """Take a channel or a thread away."""
        self.builder.remove_channel(self._channel(channel))

    def add_to_thread(self, thread: str, user: str) -> None:
        """Let somebody into a thread."""
        self._channel(thread).thread_members[int(user)] = self.realm.now()
        self.realm.changed()

    def open_dm(self, person: str, other: str) -> str:
        """Open a direct conversation on this person's list. Returns its id."""
        users = self.realm.users
        channel = self.realm.direct(users[int(person)], users[int(other)])
        channel.opened.add(int(person))
        self.realm.changed()
        return str(channel.id)

    def _guild(self, found: str) -> Guild:
        return self.realm.guilds[int(found)]

    def _channel(self, found: str) -> Channel:
        return self.realm.channels[int(found)]

    # The people act and look from here on.

    def people(self) -> tuple[Person, ...]:
        """Everybody with an account here, bots left out."""
        return tuple(drawn_person(one) for one in self.realm.users.values() if not one.bot)

    def screen(self, person: str) -> Screen:
        """What this person sees now. Raises KeyError for a stranger."""
        return drawn_screen(self.realm, self.realm.users[int(person)])

    async def act(self, person: str, act: Act) -> None:
        """Do as this person. Raises CannotActError where a real client would not allow it."""
        self.hands.act(self.realm.users[int(person)], act)

    def file(self, key: str) -> tuple[bytes, str]:
        """The bytes and the content type behind an attachment's url. Raises KeyError."""
        found = self.realm.files[int(key)] if key.isdecimal() else None
        if found is None:
            raise KeyError(key)
        return found.content, found.content_type

    @property
    def version(self) -> int:
        """Grows with every change, so that a page knows when to look again."""
        return self.realm.version

    async def until(self, check: Callable[[], bool], *, within: float = 5.0) -> None:
        """Wait until something is so. Raises TimeoutError after `within` seconds."""
        changed = asyncio.Event()
        self.realm.waiting.add(changed)
        try:
            async with asyncio.timeout(within):
                while not check():
                    changed.clear()
                    await changed.wait()
        finally:
            self.realm.waiting.discard(changed)
