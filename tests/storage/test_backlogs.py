from datetime import timedelta

from bot.model.deliveries import Backlog, DeliveryKind
from bot.ports.meters import COUNTED
from bot.ports.stores import Store
from tests.fakes import NOON
from tests.storage.street import DISCORD, TELEGRAM, alerted, all_claimed, claimed

LATER = NOON + timedelta(seconds=90)


async def test_what_is_due_and_under_way_is_counted(store: Store) -> None:
    async with store.unit() as uow:
        await alerted(uow, 3)
        await claimed(uow)
        assert await uow.backlogs.of(TELEGRAM, COUNTED, LATER) == Backlog(
            due=2, in_flight=1, oldest=timedelta(seconds=90)
        )
        assert await uow.backlogs.of(DISCORD, COUNTED, LATER) == Backlog()
        assert await uow.backlogs.of(TELEGRAM, {DeliveryKind.BELL}, LATER) == Backlog()


async def test_what_is_owed_later_is_not_due(store: Store) -> None:
    async with store.unit() as uow:
        await alerted(uow, 1)
        delivery = await claimed(uow)
        await uow.deliveries.retry(delivery.id, LATER)
        assert await uow.backlogs.of(TELEGRAM, COUNTED, NOON) == Backlog()


async def test_what_a_wrong_clock_put_off_is_owed_soon(store: Store) -> None:
    async with store.unit() as uow:
        await alerted(uow, 2)
        for delivery in await all_claimed(uow):
            await uow.deliveries.retry(delivery.id, NOON + timedelta(hours=9))
        assert await uow.backlogs.hasten(NOON + timedelta(hours=1)) == 2
        assert await uow.deliveries.next_due(TELEGRAM) == NOON + timedelta(hours=1)
        assert await uow.backlogs.hasten(NOON + timedelta(hours=1)) == 0
