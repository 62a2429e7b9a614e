"""What in a draft may tell who wrote it: marked for the writer, who alone decides.

English and Spanish are both looked for, whatever the reader's language. The watch does not find
everything, and says so.
"""

from collections.abc import Callable, Iterator

from bot.services.guard import houses, numbers, people, plates, reach, selves, views
from bot.services.guard.marks import Kind, Mark, merged, without
from bot.services.guard.reading import Reading, read

__all__ = ["Kind", "Mark", "cleared", "marks", "without"]

RECOGNISERS: tuple[Callable[[Reading], Iterator[Mark]], ...] = (
    numbers.found,
    reach.found,
    plates.found,
    houses.found,
    people.found,
    views.found,
    selves.found,
)

MOST_ROUNDS = 8


def marks(text: str, names: tuple[str, ...], code: str = "") -> tuple[Mark, ...]:
    """What may tell who wrote it: in order, disjoint. `text` went through `words.plain`.

    `names` are the writer's display and user names, `code` the reply's code.
    """
    reading = read(text)
    found = [mark for recognise in RECOGNISERS for mark in recognise(reading)]
    found += selves.own_names(reading, names)
    found += selves.own_code(reading, code)
    return merged(reading.text, found)


def cleared(text: str, names: tuple[str, ...], code: str = "") -> str:
    """The text without what `marks` finds in it; empty when no word is left.

    What comes to light only when other words are gone is taken out as well, for some rounds: a
    text made to need more of them keeps the rest.
    """
    for _ in range(MOST_ROUNDS):
        found = marks(text, names, code)
        if not found:
            break
        text = without(text, found)
    return text
