"""Where the writer stood, lives or works: "from my window", "desde mi ventana", "I live"."""

from collections.abc import Iterator

from bot.services.guard.marks import Kind, Mark
from bot.services.guard.people import KIN, OURS, TELLING
from bot.services.guard.reading import Phrases, Reading, noun
from bot.services.guard.vocabulary import table

PLACES = table("""
    window porch balcony terrace patio deck stoop step stair staircase yard backyard frontyard
    garden lawn driveway garage carport gate fence hedge door doorstep frontdoor doorway
    doorbell camera cam webcam dashcam ring cctv house home apartment apt flat condo
    place building bldg block street road lane alley corner room bedroom kitchen bathroom attic
    roof rooftop basement office desk work workplace job shop store restaurant cafe bakery bar
    salon school class classroom gym church car truck van pickup bike bicycle motorbike
    motorcycle scooter taxi cab bus dog cat stop parking spot mailbox bin shift break walk jog
    commute property land farm trailer shed hallway lobby ventana porche portal balcon terraza
    azotea jardin entrada garaje cochera puerta timbre camara videoportero casa hogar piso
    apartamento departamento depa depto edificio cuadra manzana calle esquina cuarto habitacion
    recamara dormitorio cocina bano techo tejado sotano oficina trabajo empleo tienda negocio
    local taller restaurante escuela colegio gimnasio iglesia coche carro auto camioneta
    furgoneta camion moto bici bicicleta perro perra gato parada turno escritorio rancho finca
    lote terreno estacionamiento buzon reja barda parcela zaguan acera banqueta
    """)

LEADS = Phrases("""
    from, from inside, from behind, out of, through, across from, across the street from, down
    the street from, up the street from, around the corner from, a block from, two blocks from,
    in front of, right in front of, next to, next door to, close to, outside, outside of,
    inside, opposite, near, behind, beside, by, at, in, on, under, past, desde, por, en, frente
    a, enfrente de, en frente de, delante de, detras de, al lado de, cerca de, junto a, fuera
    de, afuera de, dentro de, a la vuelta de, a una cuadra de, a dos cuadras de
    """)
"""What may lead to such a place and says nothing without it."""

SAID = Phrases("""
    across from me, across from us, across the street from me, across the street from us,
    across the road from me, across the road from us, down the street from me, down the street
    from us, up the street from me, next door, next door to me, next door to us, upstairs from
    me, downstairs from me, above me, below me, opposite me, near me, near us, behind us, at
    home, from home, coming home, came home, going home, went home, walking home, walked home,
    driving home, drove home, got home, get home, heading home, going to work, walking to work,
    driving to work, walked to work, drove to work, get to work, got to work, left for work,
    leaving for work, left work, leaving work, from work, on my way, on my way to work, on my
    way to school, on our way, desde casa, en casa, frente a casa, enfrente de casa, al lado de
    casa, cerca de casa, camino a casa, camino al trabajo, de camino al trabajo, del trabajo,
    al trabajo, volvia a casa, volviendo a casa, regresaba a casa, llegue a casa, llegaba a
    casa, llegando a casa, iba a casa, enfrente de mi, frente a mi, al lado mio
    """)
"""Phrases that tell by themselves."""

DWELLING = Phrases("""
    i live, i lived, i have lived, i've lived, i used to live, i work, i worked, i have worked,
    i've worked, i was working, i am working, i'm working, i reside, i stay, i am staying, i'm
    staying, i rent, i park, we live, we lived, we work, we rent, we park, vivimos, trabajamos,
    resido, me hospedo, me quedo en, me alojo, yo vivo, yo trabajo, donde vivo, donde trabajo,
    que vivo, vivo en, vivo al, vivo a, vivo cerca, vivo frente, vivo enfrente, vivo junto,
    vivo justo, vivo por, vivo aqui, vivo ahi, vivo alli, vivo arriba, vivo abajo, vivo con,
    vivo solo, vivo sola, trabajo en, trabajo de, trabajo como, trabajo para, trabajo cerca,
    trabajo frente, trabajo enfrente, trabajo ahi, trabajo alli, trabajo aqui
    """)
"""Said before the place, which is marked as well."""

SELVES = table("i we")
ADVERBS = table("also actually just only still now currently both")

ENDS = table("""
    and but so when because that which who while then saw see heard hear noticed filmed if y
    pero cuando porque que mientras entonces asi vi vimos oi escuche note grabe si
    """)
"""Words with which the next thought begins."""

LONGEST_PLACE = 8
"""Words after "I live" that are taken for the place."""

NOT_ALIVE = table("en al")
"""Before "vivo": "en vivo", "al vivo"."""

NO_TRABAJO = table("el un del al su ese este mucho buen")
"""Before "trabajo" the thing, not "I work"."""


def found(reading: Reading) -> Iterator[Mark]:
    """Everything that the text says of where the writer is at home."""
    for at in range(len(reading.words)):
        end = max(_ours(reading, at), SAID.end(reading, at))
        if end > at:
            yield reading.mark(
                LEADS.start(reading, at) if _led(reading, at) else at, end, Kind.VIEW
            )
        end = _dwelling(reading, at)
        if end > at:
            yield reading.mark(_where(reading, at), end, Kind.VIEW)


def _ours(reading: Reading, at: int) -> int:
    """Where "my ... window" ends that begins at this word; the word itself if none does."""
    if reading.key(at) not in OURS or not reading.soft(at):
        return at
    what = reading.last_of(at + 1, TELLING | PLACES | KIN, 4)
    while what > at and not noun(reading.key(what), PLACES):
        what -= 1
    return what + 1 if what > at else at


def _led(reading: Reading, at: int) -> bool:
    return at > 0 and reading.soft(at - 1)


def _where(reading: Reading, at: int) -> int:
    """From "where" on in "where I live"."""
    if at > 0 and reading.key(at - 1) in {"where", "donde"} and reading.soft(at - 1):
        return at - 1
    return at


def _dwelling(reading: Reading, at: int) -> int:
    """Where "I live across from the park" ends that begins at this word, as above."""
    end = DWELLING.end(reading, at) if not _other_sense(reading, at) else at
    if end == at:
        end = _with_adverb(reading, at)
    if end == at:
        return at
    most = end + LONGEST_PLACE
    while end < most and reading.soft(end - 1) and reading.key(end) not in ENDS:
        end += 1
    return end


def _with_adverb(reading: Reading, at: int) -> int:
    """The same for "I also live"."""
    said = reading.key(at) in SELVES and reading.soft(at) and reading.key(at + 1) in ADVERBS
    if (
        said
        and reading.soft(at + 1)
        and reading.key(at + 2) in {"live", "lived", "work", "worked"}
    ):
        return at + 3
    return at


def _other_sense(reading: Reading, at: int) -> bool:
    before = reading.key(at - 1)
    match reading.key(at):
        case "vivo":
            return before in NOT_ALIVE
        case "trabajo":
            return before in NO_TRABAJO
    return False
