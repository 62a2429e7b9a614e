"""Kin and acquaintances: "my cousin", "mi primo", "a friend of mine"."""

from collections.abc import Iterator

from bot.services.guard.houses import numbers_a_house
from bot.services.guard.marks import Kind, Mark
from bot.services.guard.reading import Phrases, Reading, noun
from bot.services.guard.vocabulary import table

OURS = table("my our mi mis nuestro nuestra nuestros nuestras")

TELLING = table("""
    own old older oldest elder elderly young younger youngest little big best close good dear
    late ex former current new next door nextdoor upstairs downstairs step half twin great
    first second two three both other poor only front back side living bedroom kitchen bathroom
    security ring dash video querido querida mejor mejores viejo vieja gran buen buena propio
    propia dos tres otro otra antiguo antigua nuevo nueva joven pequeno pequena unico unica
    """)
"""Words that may stand between "my" and whom or what it is about."""

KIN = table("""
    cousin brother sister sibling bro sis mother mom mum mommy mummy ma father dad daddy pa
    parent son daughter child children kid baby toddler teenager wife husband spouse partner
    fiance fiancee boyfriend girlfriend uncle aunt auntie nephew niece grandmother grandfather
    grandma grandpa granny grandparent grandson granddaughter grandchild grandchildren grandkid
    stepfather stepmother stepson stepdaughter stepbrother stepsister godfather godmother
    godson family relative folk ex friend buddy pal mate neighbour neighbor roommate housemate
    flatmate classmate schoolmate teammate colleague coworker workmate boss manager supervisor
    employer employee staff landlord landlady tenant lodger guest visitor customer client
    patient teacher student pupil doctor nurse nanny babysitter cleaner gardener carer
    caretaker janitor doorman super superintendent concierge lawyer pastor priest coach barber
    hairdresser primo prima hermano hermana hermanito hermanita madre mama mami padre papa papi
    padres hijo hija hijito hijita nino nina nene nena bebe esposa esposo mujer marido pareja
    novio novia prometido prometida tio tia sobrino sobrina abuelo abuela abuelito abuelita
    nieto nieta padrastro madrastra hijastro hijastra hermanastro hermanastra padrino madrina
    ahijado ahijada suegro suegra cunado cunada yerno nuera compadre comadre familia familiar
    pariente parientes amigo amiga vecino vecina companero companera colega jefe jefa patron
    patrona encargado encargada empleado empleada casero casera inquilino inquilina huesped
    cliente clienta paciente maestro maestra profesor profesora profe alumno alumna estudiante
    doctora medico enfermera ninera jardinero conserje portero portera abogado abogada cura
    entrenador
    """)

MINE = table("mine ours")
MIO = table("mio mia mios mias nuestro nuestra nuestros nuestras")
ARTICLES = table("a an the one some un una el la los las unos unas")

AFTER = Phrases("""
    in law, next door, upstairs, downstairs, across the street, across the road, across the
    hall, down the street, up the street, de al lado, de abajo, de arriba, de enfrente, de la
    esquina, de la puerta, del barrio, del trabajo, politico, politica, mayor, menor, from
    work, from school, from church
    """)
"""What narrows it down, said right after it."""

AT = Phrases("""
    at, at number, at no, in, in number, in apartment, in apt, in unit, del, del numero,
    en el, from, from number, on floor, del piso
    """)
"""Before the number of the house that they live in."""


def found(reading: Reading) -> Iterator[Mark]:
    """Everybody whom the text calls the writer's own."""
    for at in range(len(reading.words)):
        end = max(_ours(reading, at), _of_ours(reading, at))
        if end > at:
            yield reading.mark(at, end, Kind.KIN)


def _ours(reading: Reading, at: int) -> int:
    """Where "my ... cousin ..." ends that begins at this word; the word itself if none does."""
    if reading.key(at) not in OURS or not reading.soft(at):
        return at
    whom = reading.last_of(at + 1, TELLING, 3)
    if not noun(reading.key(whom), KIN):
        whom -= 1  # "my ex", "our super": the telling word is itself the one
        if whom == at or not noun(reading.key(whom), KIN):
            return at
    return _narrowed(reading, _theirs(reading, whom + 1))


def _of_ours(reading: Reading, at: int) -> int:
    """The same for "a friend of mine" and "un primo mio"."""
    whom = reading.last_of(at, ARTICLES, 1)
    if not noun(reading.key(whom), KIN) or not reading.soft(whom):
        return at
    if reading.key(whom + 1) in MIO:
        return _narrowed(reading, whom + 2)
    of = reading.key(whom + 1) == "of" and reading.soft(whom + 1)
    return _narrowed(reading, whom + 3) if of and reading.key(whom + 2) in MINE else at


def _theirs(reading: Reading, end: int) -> int:
    """Further along "my cousin's wife's brother"."""
    while reading.words[end - 1].owns and reading.soft(end - 1):
        whom = reading.last_of(end, TELLING, 2)
        if not noun(reading.key(whom), KIN):
            break
        end = whom + 1
    return end


def _narrowed(reading: Reading, end: int) -> int:
    """Further along "my neighbour downstairs" and "mi vecina del 14"."""
    if not reading.soft(end - 1):
        return end
    end = AFTER.end(reading, end)
    number = AT.end(reading, end)
    if number > end and reading.soft(end - 1) and numbers_a_house(reading, number):
        return number + 1
    return end
