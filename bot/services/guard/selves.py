"""Who the writer says to be; the writer's own names; the reply's code."""

import re
from collections.abc import Iterator

from bot.services.guard.marks import Kind, Mark
from bot.services.guard.reading import Phrases, Reading, folded, read
from bot.services.guard.vocabulary import CALENDAR, COUNTED, FUNCTION, table

NAMING = Phrases("""
    my name is, my name, my first name is, my last name is, my full name is, my surname is, my
    nickname is, they call me, people call me, everyone calls me, everybody calls me, known as,
    me llamo, mi nombre es, mi nombre, mi apellido es, mis apellidos son, me dicen, me llaman,
    me conocen como, conocido como, conocida como
    """)
"""Whatever comes next is a name."""

CAPITAL_NEXT = Phrases("""
    i am, i'm, im, soy, yo soy, le habla, les habla, les escribe, signed, signed by, regards,
    kind regards, best regards, sincerely, cheers, yours, firma, firmado, atentamente, saludos,
    un saludo, call me, atte
    """)
"""A name, if what comes next is written like one."""

BY_ITSELF = Phrases("this is, it's, aqui, habla")
"""A name, if what comes next is written like one and nothing is said about it."""

ABOUT = table("from here speaking de del desde again")
PARTICLES = table("de del la las los da dos van von der al el y")
NO_NAMES = CALENDAR | table(
    "i i'm ok okay sure sorry not no yes also still just glad happy afraid"
)

MOST_NAMES = 4
BEFORE_NAMES = {" ", ", ", ": ", "\n", ",\n", ":\n", " - ", ":", ". ", '" ', ' "'}

BEING = Phrases("i am, i'm, im, i was, we are, we're, soy, somos, yo soy")
ARTICLES = table("""
    a an the one of only local retired new old former working registered also head assistant part
    delivery bus truck taxi uber night school shop store security el la los las un una uno
    de otro otra unico unica nuevo nueva antiguo antigua
    """)
MOST_ARTICLES = 4

AGE = re.compile(r"[1-9]\d")
YEARS = table("year years yr yrs ano anos")

ROLES = table("""
    owner coowner manager landlord landlady tenant lodger resident neighbour neighbor janitor
    caretaker superintendent concierge doorman guard driver postman mailman courier nurse
    doctor teacher student cashier barista waiter waitress bartender cook chef clerk shopkeeper
    baker butcher hairdresser barber mechanic plumber electrician gardener cleaner maid nanny
    babysitter lawyer accountant pharmacist dentist vet priest pastor coach principal secretary
    receptionist firefighter paramedic soldier mother father mum mom dad wife husband widow
    widower grandmother grandfather employee worker pensioner immigrant refugee roommate cousin
    brother sister son daughter uncle aunt nephew niece friend boyfriend girlfriend dueno duena
    propietario propietaria gerente encargado encargada inquilino inquilina vecino vecina
    conserje portero portera vigilante guardia chofer conductor conductora cartero cartera
    repartidor repartidora enfermero enfermera medico medica doctora maestro maestra profesor
    profesora estudiante alumno alumna cajero cajera camarero camarera mesero mesera cocinero
    cocinera panadero panadera carnicero peluquero peluquera barbero mecanico fontanero plomero
    electricista jardinero abogado abogada contador contadora farmaceutico farmaceutica
    dentista sacerdote cura entrenador entrenadora director directora secretaria recepcionista
    bombero soldado madre padre esposa esposo marido viuda viudo jubilado jubilada empleado
    empleada trabajador trabajadora inmigrante hijo hija hermano hermana primo prima tio tia
    sobrino sobrina amigo amiga novio novia abuelo abuela
    """)

SHORTEST_NAME = 3
"""Letters of the shortest part of a name that is looked for."""

FEWEST_CODE_WORDS = 3
"""Words of a code, one after the other, that are taken for it."""


def found(reading: Reading) -> Iterator[Mark]:
    """Every sentence in which the writer says who it is."""
    for at in range(len(reading.words)):
        for end in (_named(reading, at), _role(reading, at), _age(reading, at)):
            if end > at:
                yield reading.mark(at, end, Kind.SELF)


def own_names(reading: Reading, names: tuple[str, ...]) -> Iterator[Mark]:
    """Every part of the writer's names, however it is written."""
    sought = {part for name in names for part in _parts(name)}
    for at, word in enumerate(reading.words):
        if word.key in sought or any(piece in sought for piece in word.key.split("_")):
            yield reading.mark(at, at + 1, Kind.NAME)


def own_code(reading: Reading, code: str) -> Iterator[Mark]:
    """The code, whole or three words of it in a row, whatever stands between them."""
    sought = [word.key for word in read(code).words]
    fewest = min(FEWEST_CODE_WORDS, len(sought))
    if not fewest or sum(map(len, sought)) < SHORTEST_NAME:
        return
    pieces = {tuple(sought[at : at + fewest]) for at in range(len(sought) - fewest + 1)}
    for at in range(len(reading.words) - fewest + 1):
        if tuple(word.key for word in reading.words[at : at + fewest]) in pieces:
            yield reading.mark(at, at + fewest, Kind.CODE)


def _named(reading: Reading, at: int) -> int:
    """Where "my name is Ana" ends that begins at this word; the word itself if none does."""
    end = NAMING.end(reading, at)
    if end > at:
        return _names(reading, end + 1) if _follows(reading, end) else at
    end = CAPITAL_NEXT.end(reading, at)
    if end > at:
        return _names(reading, end + 1) if _is_name(reading, end) else at
    end = BY_ITSELF.end(reading, at)
    if end == at or not _is_name(reading, end):
        return at
    last = _names(reading, end + 1)
    alone = not reading.soft(last - 1) or reading.key(last) in ABOUT
    return last if alone and reading.gap(end - 1) in {" ", ", "} else at


def _follows(reading: Reading, at: int) -> bool:
    """Whether a name follows "my name is", "my name's" or "my name:"."""
    if at >= len(reading.words) or reading.gap(at - 1) not in BEFORE_NAMES:
        return False
    last = reading.words[at - 1]
    if last.key not in {"name", "nombre"} or last.owns:
        return True
    return ":" in reading.gap(at - 1) or _is_name(reading, at)


def _is_name(reading: Reading, at: int) -> bool:
    if at >= len(reading.words) or reading.gap(at - 1) not in BEFORE_NAMES:
        return False
    word = reading.words[at]
    return word.capital and word.key not in FUNCTION and word.key not in NO_NAMES


def _names(reading: Reading, end: int) -> int:
    """How far a name of several words goes on: Ana de la Cruz."""
    kept = end
    while end < len(reading.words) and end < kept + MOST_NAMES and reading.gap(end - 1) == " ":
        if reading.words[end].capital and reading.words[end].key not in NO_NAMES:
            kept = end + 1
        elif reading.key(end) not in PARTICLES:
            break
        end += 1
    return kept


def _role(reading: Reading, at: int) -> int:
    """Where "I am the owner" ends that begins at this word; the word itself if none does."""
    end = BEING.end(reading, at)
    if end == at or not reading.soft(end - 1):
        return at
    what = reading.last_of(end, ARTICLES, MOST_ARTICLES)
    key = reading.key(what)
    known = key in ROLES or (key.endswith("s") and key[:-1] in ROLES)
    return what + 1 if known else at


def _age(reading: Reading, at: int) -> int:
    """Where "I am 72" ends that begins at this word; the word itself if none does."""
    mine = reading.key(at) == "tengo"
    end = at + 1 if mine else BEING.end(reading, at)
    if end == at or not reading.soft(end - 1) or not AGE.fullmatch(reading.key(end)):
        return at
    after = reading.key(end + 1) if reading.soft(end) else ""
    if after in YEARS:
        return end + 2
    counts = mine or after in COUNTED or reading.gap(end) == ":"
    return at if counts else end + 1


def _parts(name: str) -> Iterator[str]:
    """The parts of a name that are looked for: AnaLopez_92 is ana, lopez and analopez."""
    for word in read(name).words:
        yield from _kept(word.key)
        for piece in word.said.split("_"):
            yield from _kept(folded(piece))
            yield from (part for bit in _humps(piece) for part in _kept(folded(bit)))


def _kept(key: str) -> Iterator[str]:
    letters = sum(char.isalpha() for char in key)
    if letters >= SHORTEST_NAME and key not in FUNCTION:
        yield key


def _humps(word: str) -> Iterator[str]:
    """The pieces of AnaLopez92: Ana, Lopez."""
    start = 0
    for at in range(1, len(word) + 1):
        ends = at == len(word) or (word[at].isupper() and word[at - 1].islower())
        if ends or (word[at].isdigit() and not word[at - 1].isdigit()):
            yield word[start:at].strip("0123456789")
            start = at
