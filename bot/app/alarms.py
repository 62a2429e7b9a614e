"""One message to the operator when something is amiss, and one when it is over."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol

from bot.app.looks import again_and_again
from bot.app.settings import Settings
from bot.model.ids import PlatformName
from bot.ports.mail import Letter, Mailer
from bot.ports.world import Address, Clock, Platform
from bot.replies import Reader, Screen
from bot.services.health import CLOCK, DATABASE, Health, Trouble
from bot.texts.render import Locale, plain
from bot.texts.text import Day, Text

log = logging.getLogger("porchlight")

LOOK_S: Final = 5.0
PATIENCE_S: Final = 60.0
"""Seconds that a trouble lasts before the operator is told: most pass by themselves."""

CALM_S: Final = 30.0
"""Seconds without any trouble before it is said to be over."""

WITHIN_S: Final = 30.0
"""Seconds that telling may take; then it is tried again at the next look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the operator is told, line by line; its first is what it is about."""

    lines: tuple[Text, ...]


class Way(Protocol):
    """A way to the operator."""

    async def tell(self, notice: Notice) -> None:
        """Tell it. Raises DeliveryError, LookupFailedError or WatchError where it cannot."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ByChat:
    """A chat in which the bot may write."""

    platform: Platform
    chat: str
    reader: Reader
    nonce: Callable[[], str]

    async def tell(self, notice: Notice) -> None:
        """See `Way.tell`."""
        to, screen = Address(id=self.chat, personal=False), Screen(lines=notice.lines)
        await self.platform.post(to, screen, self.reader, self.nonce())


@dataclass(frozen=True, slots=True, kw_only=True)
class ByMail:
    """A mailbox."""

    mailer: Mailer
    mailbox: str
    reader: Reader
    clock: Clock

    async def tell(self, notice: Notice) -> None:
        """See `Way.tell`."""
        locale = Locale(language=self.reader.language, zone=self.reader.zone, now=self.clock.now())
        subject, *rest = (plain(line, locale) for line in notice.lines)
        await self.mailer.post(
            Letter(to=self.mailbox, subject=subject, text="\n".join((subject, "", *rest)))
        )


def ways_of(
    settings: Settings,
    platforms: Mapping[PlatformName, Platform],
    mailer: Mailer,
    clock: Clock,
) -> tuple[Way, ...]:
    """How the operator is told that something is amiss, beside the log."""
    reader = Reader(language=settings.operator_language, zone=settings.time_zone)
    ways: list[Way] = []
    name, _, chat = settings.operator_chat.partition(":")
    if name in platforms:
        platform = platforms[PlatformName(name)]
        nonce = partial(secrets.token_hex, 8)
        ways.append(ByChat(platform=platform, chat=chat, reader=reader, nonce=nonce))
    if settings.operator_mail:
        mailbox = settings.operator_mail
        ways.append(ByMail(mailer=mailer, mailbox=mailbox, reader=reader, clock=clock))
    return tuple(ways)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """Since when something is amiss, what it was so far, and whom nobody could tell yet."""

    since: datetime
    parts: dict[str, Text] = field(default_factory=dict)
    untold: tuple[Way, ...] = ()


class Alarms:
    """Watches over the watch."""

    def __init__(
        self,
        health: Health,
        ways: Sequence[Way],
        clock: Clock,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """Tell of this, on all of these ways; the log is always one."""
        self._health, self._ways, self._clock, self._steady = health, tuple(ways), clock, steady
        self._outage: Outage | None = None
        self._calm_since: float | None = None

    async def run(self) -> None:
        """Look until cancelled."""
        await again_and_again(self.look, lambda: LOOK_S)

    async def look(self) -> None:
        """Is anything amiss, or not any more?"""
        if self._health.leaving:
            return
        troubles = self._health.troubles()
        if troubles:
            self._calm_since = None
            await self._amiss(troubles)
        elif self._outage is not None:
            await self._calm(self._outage)

    async def _amiss(self, troubles: Sequence[Trouble]) -> None:
        now = self._steady()
        outage = self._outage
        if outage is None:
            since = min(each.since for each in troubles)
            if now - since < PATIENCE_S:
                return
            began = self._clock.now() - timedelta(seconds=now - since)
            outage = Outage(since=began, untold=self._ways)
            log.error("this does not work: %s", ", ".join(each.part for each in troubles))
        parts = outage.parts | {each.part: named(each) for each in troubles}
        notice = Notice(lines=(told("operator.amiss", outage.since), *parts.values(), GOES_ON))
        untold = await self._tell(notice, outage.untold)
        self._outage = replace(outage, parts=parts, untold=untold)

    async def _calm(self, outage: Outage) -> None:
        now = self._steady()
        if self._calm_since is None:
            self._calm_since = now
            log.info("all of it works again")
        if now - self._calm_since < CALM_S:
            return
        until = self._clock.now() - timedelta(seconds=now - self._calm_since)
        head = Text.of("operator.over", since=Day(moment=outage.since), until=Day(moment=until))
        await self._tell(Notice(lines=(head, *outage.parts.values())), self._ways)
        self._outage = self._calm_since = None

    async def _tell(self, notice: Notice, ways: Sequence[Way]) -> tuple[Way, ...]:
        """The ways on which it could not be told."""
        return tuple([way for way in ways if not await _reached(way, notice)])


async def _reached(way: Way, notice: Notice) -> bool:
    try:
        async with asyncio.timeout(WITHIN_S):
            await way.tell(notice)
    except Exception as failure:  # noqa: BLE001 - one way that is broken must not close another
        log.warning("the operator could not be told (%s)", type(failure).__name__)
        return False
    return True


GOES_ON = Text.of("operator.goes_on")


def told(key: str, since: datetime) -> Text:
    """A head line with the moment at which it began."""
    return Text.of(key, since=Day(moment=since))


def named(trouble: Trouble) -> Text:
    """What is amiss, and what would help."""
    if trouble.part == DATABASE:
        return Text.of(f"operator.database_{trouble.why or 'away'}")
    if trouble.part == CLOCK:
        return Text.of("operator.clock")
    return Text.of("operator.platform", name=trouble.part.title())
