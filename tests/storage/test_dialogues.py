from bot.ports.stores import Store
from tests.storage.street import moved_in


async def test_the_latest_state_is_kept_until_the_dialogue_ends(store: Store) -> None:
    async with store.unit() as uow:
        who, other = await moved_in(uow, 1), await moved_in(uow, 2)
        assert await uow.dialogues.load(who) is None
        await uow.dialogues.save(who, '{"asks": "AskPlace"}')
        await uow.dialogues.save(other, '{"asks": "AskWhen"}')
        await uow.dialogues.save(who, '{"asks": "AskPhoto"}')
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.dialogues.load(who) == '{"asks": "AskPhoto"}'
        await uow.dialogues.end(who)
        await uow.dialogues.end(who)
        assert await uow.dialogues.load(who) is None
        assert await uow.dialogues.load(other) == '{"asks": "AskWhen"}'
