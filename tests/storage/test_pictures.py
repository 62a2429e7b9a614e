from bot.model.ids import PictureKey
from bot.model.pictures import CleanPicture
from bot.ports.stores import Store

KEY = PictureKey("f" * 32)


async def test_a_picture_is_kept_until_it_is_dropped(store: Store) -> None:
    picture = CleanPicture(content=bytes(range(256)) * 400)
    async with store.unit() as uow:
        await uow.pictures.keep(KEY, picture)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.pictures.get(KEY) == picture
        await uow.pictures.drop(KEY)
        await uow.pictures.drop(KEY)
        assert await uow.pictures.get(KEY) is None
