import pytest

from adapters.telegram.run import TelegramPlatform
from adapters.telegram.settings import BadTokenError
from bot.model.commands import COMMANDS
from tests.adapters.telegram.house import TOKEN, Noon, Street, connected, said, settings

STRANGE = "8675309:AAnobody-knows-this-token-here"


async def test_a_token_that_telegram_does_not_know_tells_where_tokens_come_from(
    street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    platform = TelegramPlatform(settings(street.server, token=STRANGE), Noon())
    with pytest.raises(BadTokenError, match="BotFather") as caught:
        await platform.connect()
    await platform.close()
    assert STRANGE not in str(caught.value)
    assert caught.value.__suppress_context__
    assert said(caplog) == []


@pytest.mark.parametrize("token", ["", "hunter2", f"{TOKEN}\n", f"{TOKEN}/getMe"])
def test_what_cannot_be_a_token_is_refused_before_anything_is_sent(
    street: Street, token: str
) -> None:
    with pytest.raises(BadTokenError, match="TELEGRAM_TOKEN"):
        TelegramPlatform(settings(street.server, token=token), Noon())


def test_settings_do_not_show_the_token(street: Street) -> None:
    assert TOKEN not in repr(settings(street.server))


async def test_commands_are_offered_in_every_language(street: Street) -> None:
    async with connected(street.server):
        pass
    offered = {key.language: listed for key, listed in street.bot.commands.items()}
    assert set(offered) == {"", "es"}
    names = [one.command.value for one in COMMANDS]
    assert all([one.command for one in listed] == names for listed in offered.values())


async def test_a_refused_list_of_commands_does_not_keep_the_watch_away(
    street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    street.server.faults.refuse("setMyCommands", 400, words="Bad Request: no")
    async with connected(street.server):
        pass
    assert said(caplog) == ["the commands could not be offered: No"]


async def test_it_waits_for_the_network(street: Street, caplog: pytest.LogCaptureFixture) -> None:
    street.server.faults.cut("getMe")
    street.server.faults.refuse("deleteWebhook", 502)
    async with connected(street.server):
        pass
    assert [one.partition(" (")[0] for one in said(caplog)] == ["Telegram does not answer"] * 2


async def test_polling_takes_an_old_webhook_down(street: Street) -> None:
    async with connected(street.server):
        pass
    assert street.calls("deleteWebhook") == [200]
