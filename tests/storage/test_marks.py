from bot.ports.stores import Store


async def test_a_mark_moves_forward_and_back(store: Store) -> None:
    async with store.unit() as uow:
        assert await uow.marks.get("telegram") is None
        await uow.marks.set("telegram", 2**40)
        await uow.marks.set("discord", 3)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.marks.get("telegram") == 2**40
        await uow.marks.set("telegram", 7)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.marks.get("telegram") == 7
        assert await uow.marks.get("discord") == 3


async def test_a_mark_is_taken_once(store: Store) -> None:
    async with store.unit() as uow:
        assert await uow.marks.take("telegram", 7)
        await uow.commit()
    async with store.unit() as uow:
        assert not await uow.marks.take("telegram", 7)
        assert await uow.marks.take("discord", 7)
        assert await uow.marks.take("telegram", 6)
        assert await uow.marks.get("telegram") == 6
