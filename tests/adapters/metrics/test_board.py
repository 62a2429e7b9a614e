"""The operator's page: which figures stand on it, under which labels, and when they change."""

from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from adapters.metrics import Board, Reading
from bot.model.deliveries import Backlog
from bot.model.ids import PlatformName
from bot.model.rates import Rates
from bot.ports.world import Address

BOT = PlatformName("telegram")
WINDOWS = ("second", "chat", "group")
GROUP = Address(id="-100", personal=False)
LABELS = {"platform", "reason", "window", "part", "le"}
"""None of them names a person, a chat, a request or a place."""


class Steady:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def samples(board: Board) -> dict[tuple[str, ...], float]:
    """Every figure by its name and labels."""
    return {
        (each.name, *each.labels.values()): each.value
        for family in text_string_to_metric_families(board.page.decode())
        for each in family.samples
    }


def broken(board: Board) -> dict[str, float]:
    """How often each window held too much."""
    found = samples(board)
    return {each: found["porchlight_windows_broken_total", BOT, each] for each in WINDOWS}


def used() -> tuple[Board, Steady]:
    """A board on which a little of everything stands."""
    steady = Steady()
    board = Board(steady)
    board.joins(BOT, Rates(per_second=2.0, chat_gap=1.0, group_per_minute=3))
    board.sent(BOT, 0.01)
    board.failed(BOT, "forbidden")
    board.write(
        Reading(
            ready=False,
            parts={"database": False, "clock": True},
            backlogs={BOT: Backlog(due=3, in_flight=1, oldest=timedelta(seconds=90))},
        )
    )
    return board, steady


def test_every_figure_is_ours_and_its_labels_name_nobody() -> None:
    board, _ = used()
    for family in text_string_to_metric_families(board.page.decode()):
        assert family.name.startswith("porchlight_")
        assert family.documentation
        for each in family.samples:
            assert set(each.labels) <= LABELS
    assert "_created" not in board.page.decode()


def test_the_page_says_how_the_watch_is() -> None:
    found = samples(used()[0])
    assert found["porchlight_ready",] == 0
    assert found["porchlight_part_up", "database"] == 0
    assert found["porchlight_part_up", "clock"] == 1
    assert found["porchlight_deliveries_due", BOT] == 3
    assert found["porchlight_deliveries_in_flight", BOT] == 1
    assert found["porchlight_delivery_oldest_seconds", BOT] == 90
    assert found["porchlight_deliveries_sent_total", BOT] == 1
    assert found["porchlight_deliveries_failed_total", BOT, "forbidden"] == 1
    assert found["porchlight_delivery_commit_seconds_count", BOT] == 1


def test_between_two_writings_the_page_stands_still() -> None:
    board, _ = used()
    before = board.page
    board.sent(BOT, 0.01)
    board.failed(BOT, "forbidden")
    assert board.page is before


def test_the_rate_that_was_kept_is_that_since_the_last_page() -> None:
    board, steady = used()
    for _ in range(30):
        board.sent(BOT, 0.01)
    steady.now = 15.0
    board.write(Reading(ready=True, parts={}))
    found = samples(board)
    assert found["porchlight_send_rate_kept", BOT] == 2.0
    assert found["porchlight_send_rate_allowed", BOT] == 2.0
    steady.now = 30.0
    board.write(Reading(ready=True, parts={}))
    assert samples(board)["porchlight_send_rate_kept", BOT] == 0.0


def test_each_window_that_holds_too_much_is_counted_once() -> None:
    board, steady = used()
    for number, moment in enumerate((0.0, 0.6, 1.2, 1.8)):  # never three in a second
        steady.now = moment
        board.left(BOT, Address(id=str(number), personal=True))
    board.write(Reading(ready=True, parts={}))
    assert broken(board) == {"second": 0, "chat": 0, "group": 0}
    steady.now = 1.9
    board.left(BOT, Address(id="9", personal=True))  # the third within a second
    steady.now = 10.0
    for _ in range(4):  # the fourth in a group's minute
        board.left(BOT, GROUP)
        steady.now += 2.0
    steady.now -= 1.5
    board.left(BOT, GROUP)  # half a second after the one before, and the fifth
    board.write(Reading(ready=True, parts={}))
    assert broken(board) == {"second": 1, "chat": 1, "group": 2}
