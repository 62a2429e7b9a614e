"""A bot that is refused too much is shut out: this one stops long before."""

import pytest

from adapters.discord.client import Client
from adapters.discord.deliveries import Posts
from adapters.discord.refusals import ASKED, WINDOW_S, Pause, Refusals
from bot.errors import DeliveryError, Scope
from bot.ports.world import Address
from bot.replies import Screen
from tests.adapters.discord.street import READER, StoppedClock, Street, words


class Seconds:
    """Seconds that pass when told to."""

    now = 100.0

    def tell(self) -> float:
        return self.now


async def test_after_enough_refusals_posts_rest_until_they_are_ten_minutes_old() -> None:
    seconds = Seconds()
    refusals = Refusals(3, seconds.tell)
    for status in (401, 403, 200, 404, 429):
        assert refusals.rest() == 0
        refusals.heard(status, {})
        seconds.now += 1
    assert refusals.rest() == WINDOW_S - 5
    seconds.now += WINDOW_S - 5
    assert refusals.rest() == 0
    refusals.heard(403, {})
    assert refusals.rest() == 1, "two of them are still young"


async def test_what_others_used_up_is_not_held_against_the_bot() -> None:
    refusals = Refusals(1)
    refusals.heard(429, {"X-RateLimit-Scope": "shared"})
    assert refusals.rest() == 0
    refusals.heard(429, {"X-RateLimit-Scope": "user"})
    assert refusals.rest() > 0


@pytest.mark.parametrize(
    ("headers", "scope"),
    [
        ({"X-RateLimit-Scope": "global"}, Scope.BOT),
        ({"X-RateLimit-Global": "true"}, Scope.BOT),
        ({"X-RateLimit-Scope": "user"}, Scope.CHAT),
        ({"X-RateLimit-Scope": "shared"}, Scope.CHAT),
        ({}, Scope.CHAT),
    ],
)
async def test_a_pause_covers_what_discord_says(headers: dict[str, str], scope: Scope) -> None:
    pause = Pause()
    before = ASKED.set(pause)
    Refusals().heard(429, headers)
    ASKED.reset(before)
    assert pause.scope is scope


async def test_nothing_is_asked_while_posts_rest_and_the_bot_says_so(
    street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    refusals = Refusals(1)
    refusals.heard(403, {})
    posts = Posts(Client(street.platform, refusals.trace()), StoppedClock(), refusals)
    asked = len(street.server.ledger)
    to, theft = Address(id=street.chat, personal=False), Screen(lines=(words("Theft"),))
    for _ in range(2):
        with pytest.raises(DeliveryError) as resting:
            await posts.post(to, theft, READER, "1")
        assert resting.value.scope is Scope.BOT
        assert 0 < resting.value.retry_after <= WINDOW_S
    assert len(street.server.ledger) == asked
    assert sum("posts rest" in line for line in caplog.messages) == 1
