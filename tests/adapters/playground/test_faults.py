"""Whom trouble strikes, and when."""

from adapters.playground.faults import CUTS, FOREVER, Fault, Faults, Trouble
from tests.adapters.playground.telegram.world import Clock

SEND = "sendMessage"


def test_trouble_strikes_the_calls_that_it_names() -> None:
    faults = Faults(Clock())
    faults.add(Fault(trouble=Trouble.CUT, call="post */messages", chat="7", skip=1, times=2))
    name = "POST /channels/{channel}/messages"
    assert faults.strike("GET /channels/{channel}/messages", "7") is None
    assert faults.strike(name, "8") is None
    assert faults.strike(name, "7", kinds=frozenset({Trouble.TWICE})) is None
    struck = [faults.strike(name, "7", kinds=CUTS) is not None for _ in range(4)]
    assert struck == [False, True, True, False]


def test_a_share_of_the_calls_is_struck_by_chance_and_again_the_same_way() -> None:
    def struck(seed: str) -> list[bool]:
        faults = Faults(Clock(), seed)
        faults.add(Fault(trouble=Trouble.REFUSE, share=0.3, times=FOREVER))
        return [faults.strike(SEND) is not None for _ in range(1_000)]

    assert 250 < sum(struck("one")) < 350
    assert struck("one") == struck("one") != struck("another")


def test_an_outage_ends_by_the_clock() -> None:
    clock = Clock()
    faults = Faults(clock)
    faults.outage(149.0)
    clock.pass_by(148.9)
    assert faults.strike(SEND) is not None
    assert faults.waiting
    clock.pass_by(0.1)
    assert faults.strike(SEND) is None
    assert not faults.waiting
