"""The machine's clock is set, by hours, forward or back: rounds, replies and messages go on."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.app.looks import again_and_again
from bot.app.vitals import Vitals, Watchmaker
from bot.model.ids import PlatformName
from bot.schedule import Clockwork
from bot.services.health import Health
from tests.bot.house import House
from tests.bot.station import asked, replied
from tests.fakes import FixedClock

HOURS = timedelta(hours=9)


class Steady:
    """A clock that cannot be set."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Line:
    """A platform, in reach or not."""

    reachable = True


class Counted:
    """Counts how often it was told that the clock was set."""

    def __init__(self) -> None:
        self.reckoned: list[None] = []

    def reckon(self) -> None:
        self.reckoned.append(None)


@pytest.mark.parametrize("step", [HOURS, -HOURS, timedelta(seconds=-30)])
def test_a_clock_that_was_set_is_noticed_once(step: timedelta) -> None:
    clock, steady = FixedClock(), Steady()
    maker = Watchmaker(clock=clock, steady=steady)
    clock.moment += step + timedelta(seconds=5)
    steady.seconds += 5
    assert maker.step() == step
    clock.advance(seconds=5)
    steady.seconds += 5
    assert not maker.step()


def test_a_clock_that_is_slewed_was_not_set() -> None:
    clock, steady = FixedClock(), Steady()
    maker = Watchmaker(clock=clock, steady=steady)
    for _ in range(100):
        clock.advance(seconds=5.5)
        steady.seconds += 5
        assert not maker.step()


async def test_what_comes_next_is_reckoned_anew_and_the_operator_reads_why(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock, steady, rounds, line = FixedClock(), Steady(), Counted(), Line()
    health = Health(steady)
    vitals = Vitals(
        health, {PlatformName("pins"): line}, rounds, Watchmaker(clock=clock, steady=steady)
    )
    await vitals.look()
    assert health.ready
    assert not rounds.reckoned
    line.reachable = False
    clock.moment -= HOURS
    await vitals.look()
    assert [each.part for each in health.troubles()] == ["pins"]
    assert len(rounds.reckoned) == 1
    assert "the clock was set back by 32400.0 s" in caplog.text


async def test_rounds_do_not_rest_for_the_hours_by_which_the_clock_was_set_back(
    house: House,
) -> None:
    clock = Clockwork(house.rounds)
    scheduler = clock._scheduler  # noqa: SLF001 - it has no other hands
    scheduler.start(paused=True)
    usual = {job.name: job.next_run_time for job in scheduler.get_jobs()}
    for job in scheduler.get_jobs():
        job.modify(next_run_time=job.next_run_time + HOURS)
    clock.reckon()
    now = {job.name: job.next_run_time for job in scheduler.get_jobs()}
    for name, before in usual.items():
        assert abs(now[name] - before) <= timedelta(minutes=15), name
    assert any(name not in usual and at <= datetime.now(UTC) for name, at in now.items())
    scheduler.shutdown(wait=False)


async def test_replies_leave_at_the_next_tick_whatever_the_clock_showed_before(
    house: House,
) -> None:
    await asked(house)
    await replied(house, "grey van")
    assert await house.ticks() == 1
    house.clock.moment -= HOURS
    await replied(house, "red van", "ben")
    assert await house.ticks() == 1
    house.clock.moment += 3 * HOURS
    await replied(house, "blue van", "cleo")
    assert await house.ticks() == 1


async def test_a_message_that_a_wrong_clock_put_off_is_owed_within_the_hour(
    house: House,
) -> None:
    await asked(house)
    async with house.store.unit() as uow:
        await uow.deliveries.announce("1.2", house.clock.now())
        await uow.commit()
    house.clock.moment -= HOURS
    await house.rounds.hasten()
    before = sum(len(each.standing) for each in house.platforms.values())
    house.clock.advance(hours=1)
    for _ in range(2):  # a chat's second between two messages may have to pass
        await house.delivers()
        house.clock.advance(seconds=2)
    after = sum(len(each.standing) for each in house.platforms.values())
    assert after == before + 2


async def test_what_trips_a_look_is_told_and_the_next_one_comes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    falls = [True, True, False]

    async def look() -> None:
        if falls.pop(0):
            raise LookupError

    def pause() -> float:
        if not falls:
            raise KeyboardInterrupt
        return 0.0

    with pytest.raises(KeyboardInterrupt):
        await again_and_again(look, pause)
    assert caplog.text.count("a look failed: LookupError") == 2
