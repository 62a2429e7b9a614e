"""An officer proves himself and asks by letters that went through a real mail server."""

import re
from pathlib import Path

from adapters.mail import SmtpMailer
from bot.model.commands import Command
from tests.adapters.mail.postoffices import PostOffice, post_office
from tests.adapters.mail.test_smtp import SENDER
from tests.badges import password
from tests.bot.house import House
from tests.bot.people import neighbour
from tests.bot.station import ASKED, leave_asked, officer

ROY = "roy@police.example"


def code_in(office: PostOffice) -> str:
    """The code in the letter that came last."""
    found = re.search(r"\d{4} \d{4}", office.letters[-1].get_content())
    assert found is not None
    return found[0]


async def test_from_an_invitation_to_a_request_by_real_letters(tmp_path: Path) -> None:
    async with post_office(tmp_path) as office:
        house = House()
        house.post_office = SmtpMailer(office.server, SENDER, house.clock, office.trust)
        house.restart()
        await house.settle()
        rosa, roy = await officer(house, "rosa"), neighbour(house, "roy")
        await roy.calls(Command.VERIFY, await house.code())
        await roy.says(ROY)
        secret = (await roy.says(code_in(office))).text.splitlines()[-1]
        await roy.presses("It is in my app")
        await roy.says(password(house.clock.now(), secret))
        await leave_asked(roy)
        await roy.presses("Ask the neighbourhood")
        await roy.says(password(house.clock.now(), secret, later=1))
        assert ASKED in office.letters[-1].get_content()
        assert [letter["To"] for letter in office.letters] == [ROY, ROY]
        assert "a second person" in (await roy.says(code_in(office))).text
        await house.delivers()
        assert "request 1" in (await rosa.presses("Yes, ask")).text
