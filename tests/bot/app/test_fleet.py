"""Two processes of one watch on PostgreSQL; the one that did everything is killed."""

from pathlib import Path

from bot.app.system import SystemClock
from bot.app.town import Town, built
from tests.bot.app.operators import at_work
from tests.databases import Databases
from tests.torture.audit import audit
from tests.torture.backlog import Backlog, Size
from tests.torture.fleet import answered
from tests.torture.rows import rows_of
from tests.torture.storm import drained
from tests.torture.victim import Victim

SOON_S = 30.0
MANY = Size(people=40, groups=3, channels=2, incidents=1)


async def test_when_one_is_killed_the_other_hears_and_sends_within_the_limits(
    databases: Databases, tmp_path: Path
) -> None:
    url = await databases.postgres()
    async with built() as town, rows_of(url) as rows:
        settings = town.settings(tmp_path, database_url=url).model_copy(update={"maps": False})
        backlog, first = Backlog(town=town, size=MANY), Victim(settings, tmp_path)
        try:
            await first.start()
            await answered(town, SOON_S)
            async with at_work(settings):
                await backlog.owe(settings, SystemClock())
                await killed_while_it_sends(first, town)
                await answered(town, SOON_S)
                left = await drained(town, rows)
            found = await audit(backlog, rows)
        finally:
            await first.close()
    assert not left
    assert not found.missing
    assert not found.breaches
    assert set(found.doubled.values()) <= {1}


async def killed_while_it_sends(process: Victim, town: Town) -> None:
    hold = town.telegram.faults.hold("sendMessage")
    await hold.reached.wait()
    process.kill()
    await process.buried()
    hold.release()
