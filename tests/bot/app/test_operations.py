"""What `porchlight check` says of how the watch is run."""

from datetime import timedelta
from pathlib import Path

import pytest

from adapters.mail import SmtpMailer
from bot.app.checks import operations, surroundings
from bot.app.checks.findings import State
from bot.app.settings import GivenSettings
from bot.errors import LookupFailedError
from bot.model.deliveries import Backlog
from bot.model.ids import PlatformName
from storage.surveys import survey
from storage.units import SqlStore
from tests.adapters.mail.postoffices import post_office
from tests.fakes import NOON, FixedClock
from tests.storage.street import TELEGRAM, alerted

TOKEN = "42:abcdefghijklmnopqrstuvwxyzabcdefghi"  # noqa: S105 - of nobody


def owed(due: int, **oldest: float) -> dict[PlatformName, Backlog]:
    return {TELEGRAM: Backlog(due=due, oldest=timedelta(**oldest))}


@pytest.mark.parametrize(
    ("heap", "state", "words"),
    [
        ({}, State.OK, "Nothing waits"),
        (owed(298, seconds=8), State.OK, "298 messages are due, the first for 8 s; at the"),
        (owed(298, seconds=8), State.OK, "they take 10 s"),
        (owed(100_000, minutes=20), State.NOTE, "100,000 messages are due, the first for 20 min"),
        (owed(3, hours=5), State.WRONG, "the first for 5 h"),
    ],
)
def test_how_long_the_backlog_takes_is_told(
    heap: dict[PlatformName, Backlog], state: State, words: str
) -> None:
    (found,) = operations.backlogs(heap)
    assert found.state is state
    assert words in found.words
    assert bool(found.step) == (state is not State.OK)


@pytest.mark.parametrize(
    ("listen", "state"),
    [
        ("", State.OK),
        ("127.0.0.1:9464", State.OK),
        ("[::1]:9464", State.OK),
        (":9464", State.OK),
        ("0.0.0.0:9464", State.NOTE),
        ("watch.example.org:9464", State.NOTE),
    ],
)
def test_figures_that_others_may_read_are_noted(listen: str, state: State) -> None:
    (found,) = operations.figures(GivenSettings(metrics_listen=listen))
    assert found.state is state


def test_the_figures_have_a_door_of_their_own() -> None:
    with pytest.raises(ValueError, match="a door of its own"):
        GivenSettings(metrics_listen="127.0.0.1:8080", http_listen="127.0.0.1:8080")
    with pytest.raises(ValueError, match="a host and a port"):
        GivenSettings(metrics_listen="everywhere")


@pytest.mark.parametrize(
    ("given", "states"),
    [
        ({}, [State.NOTE]),
        ({"operator_mail": "a@b.example"}, [State.WRONG]),
        ({"operator_mail": "a@b.example", "smtp_url": "smtp://127.0.0.1"}, []),
        ({"operator_chat": "telegram:42"}, [State.WRONG]),
        ({"operator_chat": "telegram:42", "telegram_token": TOKEN}, []),
    ],
)
def test_whether_somebody_is_told_of_trouble(given: dict[str, str], states: list[State]) -> None:
    found = list(operations.operator(GivenSettings.model_validate(given)))
    assert [each.state for each in found] == states
    assert all(each.step for each in found)


def test_a_chat_of_the_operators_has_a_platform() -> None:
    with pytest.raises(ValueError, match="telegram:12345678"):
        GivenSettings(operator_chat="42")


@pytest.mark.parametrize(("off", "state"), [(1, None), (20, State.NOTE), (-90, State.WRONG)])
def test_the_database_servers_clock_is_compared(off: int, state: State | None) -> None:
    said = NOON + timedelta(seconds=off)
    found = [each.state for each in surroundings.database_clock(said, FixedClock())]
    assert found == ([] if state is None else [state])


async def test_the_survey_tells_what_is_owed_and_the_servers_time(sql_store: SqlStore) -> None:
    async with sql_store.unit() as uow:
        await alerted(uow, 3)
        await uow.commit()
    seen = await survey(sql_store.engine.url.render_as_string(hide_password=False))
    assert seen.backlogs[TELEGRAM].due == 3
    assert (seen.now is None) == (sql_store.engine.dialect.name == "sqlite")


async def test_the_mail_server_is_greeted_and_nothing_is_sent(tmp_path: Path) -> None:
    async with post_office(tmp_path) as office:
        mailer = SmtpMailer(office.server, "watch@example.org", FixedClock(), office.trust)
        await mailer.greet()
        assert not office.letters
    with pytest.raises(LookupFailedError):
        await mailer.greet()


async def test_a_mail_server_that_is_down_is_named_with_the_next_step() -> None:
    given = {"smtp_url": "smtp://127.0.0.1:9", "mail_from": "watch@example.org"}
    settings = GivenSettings.model_validate(given)
    found = await surroundings.mail(settings, FixedClock(), asked=True)
    assert (found.state, "SMTP_URL" in found.step) == (State.WRONG, True)
    assert (await surroundings.mail(settings, FixedClock(), asked=False)).state is State.OK
