from bot.model.prompts import Outcome, Prompt, Tally
from bot.ports.stores import Store


async def test_what_came_of_prompts_is_counted_by_month(store: Store) -> None:
    async with store.unit() as uow:
        for month in ("2026-11", "2026-12", "2026-11"):
            await uow.prompts.count(month, Prompt.LOOKS, Outcome.SHOWN)
        await uow.prompts.count("2026-11", Prompt.LOOKS, Outcome.EDITED)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.prompts.tallies() == (
            Tally(month="2026-11", prompt=Prompt.LOOKS, outcome=Outcome.EDITED, count=1),
            Tally(month="2026-11", prompt=Prompt.LOOKS, outcome=Outcome.SHOWN, count=2),
            Tally(month="2026-12", prompt=Prompt.LOOKS, outcome=Outcome.SHOWN, count=1),
        )
