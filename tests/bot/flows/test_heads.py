"""Where the ledger ends is told once a day: to agencies always, to channels when it is news."""

from bot.services.chains import exported, verified
from tests.bot.flows.test_ledger import resolve
from tests.bot.house import GROUP, House
from tests.bot.station import asked, officer

HEAD = "The public ledger ends with entry"


async def noon(house: House) -> None:
    house.clock.advance(hours=24)
    await house.rounds.noon()
    await house.delivers()


def posts(house: House) -> list[list[str]]:
    return [[post for post in house.posts(chat) if HEAD in post] for chat in GROUP.values()]


async def test_every_channel_is_told_where_the_ledger_ends(house: House) -> None:
    await asked(house)
    await noon(house)
    entries = [written.entry for written in house.kept().ledger.values()]
    for (post,) in posts(house):
        assert f"{HEAD} 2. Its head: {entries[-1].digest}" in post
        assert "Nobody need do anything" in post
    assert verified(exported(entries), [entries[-1].digest]).fault is None


async def test_nothing_is_told_where_nothing_is_new(house: House) -> None:
    await noon(house)
    assert posts(house) == [[], []]
    roy = await asked(house)
    for _ in range(3):
        await noon(house)
    assert [len(told) for told in posts(house)] == [1, 1]
    await resolve(roy)
    await noon(house)
    assert [len(told) for told in posts(house)] == [2, 2]


async def test_officers_get_the_head_by_mail_every_day_also_when_nothing_is_new(
    house: House,
) -> None:
    await asked(house)
    await officer(house, "ria", "Sûreté")
    house.mailer.letters.clear()
    for _ in range(2):
        await noon(house)
    digest = house.kept().ledger[max(house.kept().ledger)].entry.digest
    assert len(house.mailer.letters) == 4
    for letter in house.mailer.letters:
        assert letter.subject == "Where the public ledger ends today"
        assert digest in letter.text
        assert f"porchlight ledger verify FILE --head {digest}" in letter.text
        assert "This letter comes every day" in letter.text


async def test_it_is_told_once_a_day_however_often_the_watch_begins_anew(house: House) -> None:
    roy = await asked(house)
    house.mailer.letters.clear()
    await noon(house)
    await resolve(roy)
    for _ in range(3):
        house.clock.advance(hours=1)
        house.restart()
        await house.rounds.noon()
        await house.delivers()
    assert len(house.mailer.letters) == 1
    assert [len(told) for told in posts(house)] == [1, 1]
    await noon(house)
    assert len(house.mailer.letters) == 2
    assert [len(told) for told in posts(house)] == [2, 2]


async def test_what_no_server_takes_comes_the_next_day_and_one_bad_address_harms_no_other(
    house: House,
) -> None:
    await asked(house)
    await officer(house, "ria", "Sûreté")
    house.mailer.letters.clear()
    house.mailer.silent = True
    await noon(house)
    assert [len(told) for told in posts(house)] == [1, 1]
    house.mailer.silent = False
    await house.rounds.noon()
    assert not house.mailer.letters, "some server may have taken one all the same"
    first, second = [badge.address for badge in house.kept().badges.values()]
    house.mailer.unknown = {first}
    await noon(house)
    assert [letter.to for letter in house.mailer.letters] == [second]
