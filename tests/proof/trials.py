"""What is tried: who could have been whom, and what they did."""

from tests.proof.cast import ANA, BO, DANA, DOV, van
from tests.proof.scenes import SEND, SEND_CODE, SEND_THREAD, Part, Trial, arrivals, exchange

PAIRS = ((ANA, BO), (DANA, DOV), (ANA, DANA))
WITHOUT, WITH = False, True
WAYS = (
    ("words", SEND, WITHOUT),
    ("a photo", SEND, WITH),
    ("words, asked back", SEND_THREAD, WITHOUT),
    ("a photo, asked back", SEND_THREAD, WITH),
    ("words, asked back by code", SEND_CODE, WITHOUT),
    ("a photo, asked back by code", SEND_CODE, WITH),
)

EXCHANGES = {
    trial.name: trial
    for name, choice, photo in WAYS
    for one, other in PAIRS
    for trial in [exchange(name, one, other, choice=choice, photo=photo)]
}

THREE = (
    Part(voice="Ana", resident=ANA, choice=SEND, words="It came from the lane."),
    Part(voice="Bo", resident=BO, choice=SEND_THREAD, words="I saw two people."),
    Part(voice="Dov", resident=DOV, choice=SEND, words="This is how it looked.", pixels=van()),
)
ORDERS = {
    trial.name: trial
    for trial in (
        arrivals("three replies, the last one first", (2, 0, 1), *THREE),
        arrivals("three replies, the other way round", (2, 1, 0), *THREE),
    )
}

TRIALS: dict[str, Trial] = EXCHANGES | ORDERS
