import asyncio
import time

import pytest

from bot.model.ids import RequestNumber
from bot.ports.inquiries import Facts, Outside, UnansweredError
from bot.ports.mail import NoMailer
from bot.services import codes
from bot.services.tokens import Token, mint
from storage.memory.units import MemoryStore
from tests.bot.world import FakeCleaner, FakeKeyring, Outdoors, street_map
from tests.fakes import SeededRandom


def token(seed: str = "one") -> Token:
    keyring = FakeKeyring()
    keyring.create(12)
    return mint(RequestNumber(12), keyring, SeededRandom(seed))


def nobody() -> Outside:
    outdoors = Outdoors(MemoryStore())
    return Outside(
        geocoder=street_map(outdoors),
        cleaner=FakeCleaner(outdoors),
        platforms={},
        mailer=NoMailer(),
        random=SeededRandom(),
    )


async def tag(text: str, of: Token) -> str:
    facts = Facts()
    try:
        return codes.tag_of(text, of, facts)
    except UnansweredError as unanswered:
        await facts.learn(unanswered.inquiry, nobody())
    return codes.tag_of(text, of, facts)


@pytest.mark.parametrize("language", ["en", "es"])
def test_six_words_of_2048_are_66_bits(language: str) -> None:
    code = tuple(range(6))
    words = {word for place in range(2_048) for word in [codes.spelled((place,), language)]}
    assert len(words) == 2_048
    assert len(codes.spelled(code, language).split()) == 6
    assert codes.BITS == 66
    assert max(map(len, words)) <= 9


def test_a_copy_always_has_the_same_words_and_no_two_the_same() -> None:
    assert codes.code_of(token()) == codes.code_of(token())
    drawn = {codes.code_of(token(str(number))) for number in range(200)}
    assert len(drawn) == 200
    assert len({place for code in drawn for place in code}) > 700, "from the whole list"


@pytest.mark.parametrize("number", range(50))
def test_a_code_is_read_in_whichever_language_it_was_shown(number: int) -> None:
    code = codes.code_of(token(str(number)))
    for language in ("en", "es", "fr"):
        assert codes.read(codes.spelled(code, language)) == code


@pytest.mark.parametrize(
    "text",
    [
        "ABACO  abdomen, abeja; abierto\nabogado abono",
        "1. ábaco 2. abdomen 3. abeja 4. abierto 5. abogado 6. abono",
        "a\u0301baco abdo abej abie abog abon",
        "ábacos abdómen abejas abiertos abogada abonos",
    ],
)
def test_case_accents_and_endings_do_not_count(text: str) -> None:
    assert codes.read(text) == codes.read("ábaco abdomen abeja abierto abogado abono")
    assert codes.as_read(text) == codes.as_read("abaco abdomen abeja abierto abogado abono")


@pytest.mark.parametrize(
    "text", ["", "ábaco", "ability able about above absent", "the cat sat on the mat", "?"]
)
def test_what_is_no_code_is_not_read_as_one(text: str) -> None:
    assert codes.read(text) is None


async def test_a_tag_is_bound_to_the_request_and_its_words() -> None:
    one = token()
    words = codes.spelled(codes.code_of(one), "en")
    found = await tag(words, one)
    assert len(found) == 64
    assert found == await tag(codes.spelled(codes.code_of(one), "es"), token("another copy"))
    assert found != await tag(" ".join(reversed(words.split())), one)
    assert found != await tag("not a code at all", one)
    keyring = FakeKeyring()
    for number in (11, 12):
        keyring.create(number)
    assert found != await tag(words, mint(RequestNumber(12), keyring, SeededRandom("one")))


async def test_the_loop_goes_on_while_a_tag_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "MEMORY_KIB", 48 * 1_024)
    monkeypatch.setattr(codes, "ITERATIONS", 3)
    making = asyncio.create_task(tag("some words", token()))
    turns, began = 0, time.process_time()
    while not making.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 5
    assert time.process_time() - began > 0.02, "slow on purpose"


def test_what_is_asked_outside_does_not_print_the_words() -> None:
    one = token()
    with pytest.raises(UnansweredError) as unanswered:
        codes.thread_of(one, Facts())
    printed = repr(unanswered.value.inquiry) + str(unanswered.value)
    assert str(codes.code_of(one)[0]) not in printed
    assert "content" not in printed
