"""People as a text writes them: names by their capitals, and ages."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from bot.services.guard.houses import CALLES, STREETS
from bot.services.guard.reading import Reading, noun
from bot.services.guard.vocabulary import CALENDAR, COUNTED, FUNCTION, table

LEADS = table("from near at in to en del desde hacia por")
"""Words after which two capitals are a place or a street."""

ARTICLES = table("a an the one un una")
"""Words after which they are a breed, a make or a shop."""

TITLES = table("mr mrs ms miss mister dr sr sra srta don dona senor senora senorita")
"""Words before a name."""

RANKS = table("""
    officer sergeant sgt detective det inspector captain constable chief sheriff deputy lieutenant
    trooper commissioner agent agente sargento sargenta inspectora comisario comisaria subinspector
    cabo teniente jefe jefa capitan fiscal juez
    """)
"""Those who ask and are asked of: never the one whom a request is about."""

PLACES = (
    STREETS
    | (CALLES - {"carrera"})
    | table("""
    bank store shop market supermarket mall cafe bar pub hotel motel inn diner restaurant pizza
    grill bakery deli pharmacy school high college university academy church mosque temple library
    museum theatre theater cinema gym park gardens garden square plaza center centre hall hospital
    clinic station stadium bridge tunnel river lake creek beach hill hills heights valley village
    city town county district house court tower towers apartments estate office club lodge arms
    garage motors auto electronics jewelers jewellers jewellery hardware liquor credit union
    company inc ltd bus tram north south east west
    banco tienda mercado supermercado hotel bar cafe restaurante panaderia farmacia escuela
    colegio instituto universidad iglesia mezquita templo biblioteca museo teatro cine gimnasio
    parque jardin jardines plaza centro hospital clinica estacion estadio puente tunel rio lago
    playa barrio ciudad distrito casa edificio torre oficina club taller joyeria ferreteria
    estanco gasolinera norte sur este oeste
    """)
)
"""Words of the names of streets, shops and buildings."""

OTHERS = (
    CALENDAR
    | (COUNTED - table("grey gray white black green young nina lane miles"))
    | FUNCTION
    | RANKS
    | TITLES
    | table("""
    support services service assistance fund unit male female elderly hispanic latino latina asian
    african caucasian jewish muslim arab american british english french spanish
    police victim suspect case please help attention update appeal wanted witness witnesses video
    footage photo robbery assault attack murder burglary theft did who
    policia victima sospechoso caso ayuda atencion testigo testigos robo agresion ataque asalto
    atraco asesinato alguien
    """)
)
"""Words with a capital that are no names."""

Step = Callable[[Reading, int], Iterable[int]]
"""From a word on: where what the step stands for may end."""

MOST = 3
"""Words of a name at most."""

OLDEST = 120

YEARS = table("year years yr yrs old ano anos edad")


def full(reading: Reading, at: int) -> Iterator[int]:
    """A name of two words or three: Ana Lopez, Mrs. Ann Lee."""
    first = _untitled(reading, at)
    yield from (end for end in given(reading, first) if end > first + 1)


def somebody(reading: Reading, at: int) -> Iterator[int]:
    """Such a name, when no shop, street or breed is called so."""
    first = _untitled(reading, at)
    if reading.key(at - 1) in ARTICLES | LEADS:
        return
    yield from (end for end in full(reading, at) if not _is_place(reading, first, end))


def given(reading: Reading, at: int) -> Iterator[int]:
    """A name of one word to three; the longest first."""
    before = reading.key(at - 1)
    if before in RANKS or (at > 0 and reading.words[at - 1].owns):
        return
    end = at
    while end < at + MOST and _is_name(reading, end):
        end += 1
        if reading.gap(end - 1) not in {" ", "-"} or reading.words[end - 1].owns:
            break
    yield from range(end, at, -1)


def titled(reading: Reading, at: int) -> Iterator[int]:
    """A name with what one is called by: Mrs. Lee, Don Pedro."""
    first = _untitled(reading, at)
    if first > at:
        yield from given(reading, first)


def age(reading: Reading, at: int) -> Iterator[int]:
    """How old somebody is: 34, 34-year-old, aged 34, de 34 anos."""
    first = at + 1 if reading.key(at) in {"aged", "age", "de"} else at
    if reading.key(first).isdecimal() and 0 < int(reading.key(first)) < OLDEST:
        end = first + 1
        while reading.key(end) in YEARS:
            end += 1
        yield end


PEOPLE: Final[Mapping[str, Step]] = {
    "<name>": full,
    "<somebody>": somebody,
    "<given>": given,
    "<titled>": titled,
    "<age>": age,
}
"""What patterns call them."""


def _untitled(reading: Reading, at: int) -> int:
    """Where the name itself begins; the stop of "Sra." ends no sentence."""
    return at + 1 if reading.key(at) in TITLES else at


def _is_name(reading: Reading, at: int) -> bool:
    return (
        0 <= at < len(reading.words)
        and reading.words[at].capital
        and reading.key(at) not in OTHERS
    )


def _is_place(reading: Reading, first: int, end: int) -> bool:
    """Whether it is a place's: by its words, the capitals after it and one word more."""
    after = end
    while after < len(reading.words) and reading.soft(after - 1):
        after += 1
        if not reading.words[after - 1].capital:
            break
    return any(noun(reading.key(at), PLACES) for at in range(first, after))
