"""What is waited for or worked at elsewhere is not waited for or worked at here."""

import asyncio
import os
import ssl
from functools import cache

import pytest

from adapters.discord import run as discord
from adapters.discord.run import DiscordPlatform
from adapters.media.cleaner import ConfinedCleaner
from adapters.telegram import run as telegram
from bot.model.pictures import CleanPicture, CleanVideo, RawPicture, RawVideo
from bot.model.rates import Rates
from bot.services import codes
from storage.engine import PRAGMAS

ONE_BY_ONE = 1
"""Messages under way, so that each has a commit of its own."""

NAP_S = 0.002
"""The longest that anybody sleeps who was asked to wait."""

PATIENCE_S = 60.0
"""Longer than any turn."""

Drawn = dict[RawPicture, CleanPicture]
Shot = dict[RawVideo, CleanVideo]


def hurry(
    patch: pytest.MonkeyPatch, drawn: Drawn, shot: Shot, under_way: int = ONE_BY_ONE
) -> None:
    """Short naps, cheap codes; every picture is drawn anew by a worker, but the same one once.

    Each platform has at most so many messages `under_way`.
    """
    _nap_shortly(patch)
    _trust_once(patch)
    _defer_nothing(patch)
    _send(patch, under_way)
    patch.setattr("bot.app.wiring.upgrade", _up_to_date)
    patch.setattr(os, "fsync", _believe)
    patch.setitem(PRAGMAS, "synchronous", ("OFF", 0))
    for cost, cheap in (("ITERATIONS", 1), ("LANES", 1), ("MEMORY_KIB", 8)):
        patch.setattr(codes, cost, cheap)
    clean, clean_video = ConfinedCleaner.clean, ConfinedCleaner.clean_video

    async def once(self: ConfinedCleaner, picture: RawPicture) -> CleanPicture:
        if picture not in drawn:
            drawn[picture] = await clean(self, picture)
        return drawn[picture]

    async def once_moving(self: ConfinedCleaner, video: RawVideo) -> CleanVideo:
        if video not in shot:
            shot[video] = await clean_video(self, video)
        return shot[video]

    patch.setattr(ConfinedCleaner, "clean", once)
    patch.setattr(ConfinedCleaner, "clean_video", once_moving)


def _believe(file: int) -> None:
    """No power is cut in any play."""
    del file


async def _up_to_date(url: str) -> None:
    """Every database here was made by all migrations."""
    del url


def _defer_nothing(patch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, no answer on Discord is put off: after that none is a form."""
    defaults = DiscordPlatform.__init__.__kwdefaults__
    assert defaults is not None
    patch.setitem(defaults, "defer_after", PATIENCE_S)


def _send(patch: pytest.MonkeyPatch, under_way: int) -> None:
    """Messages under way together share commits as it happens: see `tests.torture.crowds`.

    Answers wait for no room: people in a play act quicker than any in the world.
    """
    rates = Rates(per_second=1e9, in_flight=under_way)
    for run in (telegram, discord):
        patch.setattr(run, "RATES", rates)


def _trust_once(patch: pytest.MonkeyPatch) -> None:
    """Clients read the world's certificates whenever they are made; nothing here is encrypted."""

    def known(**_: object) -> ssl.SSLContext:
        return _trust()

    patch.setattr(ssl, "create_default_context", known)


@cache
def _trust() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _nap_shortly(patch: pytest.MonkeyPatch) -> None:
    sleep = asyncio.sleep

    async def nap(delay: float, result: None = None) -> None:
        await sleep(min(delay, NAP_S), result)

    patch.setattr(asyncio, "sleep", nap)
