import pytest

from bot.model.prompts import Prompt
from bot.services.prompts import asked
from bot.services.words import plain

TELLING: dict[str, Prompt] = {
    "A black man walked down the street.": Prompt.LOOKS,
    "There is a Hispanic looking guy near the school.": Prompt.LOOKS,
    "Two gypsy women rang at doors.": Prompt.LOOKS,
    "The suspect is Asian.": Prompt.LOOKS,
    "Un hombre negro camina por la calle.": Prompt.LOOKS,
    "Vi a dos chicos latinos en el parque.": Prompt.LOOKS,
    "Unas mujeres gitanas llaman a los timbres.": Prompt.LOOKS,
    "A suspicious person is standing at the corner.": Prompt.SUSPICION,
    "Somebody who does not belong here sits in a car.": Prompt.SUSPICION,
    "He is not from around here and looks like trouble.": Prompt.SUSPICION,
    "Hay un tipo sospechoso en la esquina.": Prompt.SUSPICION,
    "Unos con mala pinta, no son del barrio.": Prompt.SUSPICION,
    "Juan Pérez stole my bike.": Prompt.NAME,
    "The thief is Anna Miller.": Prompt.NAME,
    "I know it was Tom Reed.": Prompt.NAME,
    "Fue Ana López quien rompió el cristal.": Prompt.NAME,
    "El ladrón es Pedro Ruiz.": Prompt.NAME,
    "She lives at 14 Elm Street.": Prompt.ADDRESS,
    "Salieron de la calle Mayor 12.": Prompt.ADDRESS,
    "Call him at 415 555 0142 and ask.": Prompt.ADDRESS,
    "Write to bad.neighbour@example.org about the noise.": Prompt.ADDRESS,
    "Grey van, plate 7ABC123, stopped at the school.": Prompt.PLATE,
    "Una furgoneta gris con matrícula 1234 BCD.": Prompt.PLATE,
    "Some junkie broke the window.": Prompt.INSULT,
    "These people are trash.": Prompt.INSULT,
    "Unos imbéciles hacen ruido.": Prompt.INSULT,
    "Esos vecinos son basura.": Prompt.INSULT,
}

HARMLESS = (
    "Two parcels taken from a porch by someone in a grey van.",
    "Two Hispanic men in orange vests took parcels from a porch.",
    "A black man with a red jacket and a limp broke the window of the bakery.",
    "A suspicious man tried the doors of three cars.",
    "The trash cans behind the bakery were set on fire.",
    "Broken street lamp near Grant Ave.",
    "Water main broke on Elm Street.",
    "St. Mary Church was broken into.",
    "Somebody from Jean Talon took the ladder.",
    "White powder on the street, and a black van drove off.",
    "Two boys threw stones at the bus.",
    "Lost dog, brown, answers to Max.",
    "Dos personas con chaleco naranja se llevaron paquetes.",
    "Un hombre negro con chaqueta roja rompió el cristal de la panadería.",
    "Un tipo sospechoso intentó abrir tres coches.",
    "Quemaron la basura detrás de la panadería.",
    "Farola rota cerca de la avenida Grant.",
    "Una furgoneta blanca se saltó el semáforo.",
    "Hay un agujero grande en la calzada.",
    "Perro perdido, marrón, responde a Max.",
)


@pytest.mark.parametrize("story", TELLING)
def test_a_story_is_shown_once_more_for_what_is_in_it(story: str) -> None:
    assert TELLING[story] in {each.prompt for each in asked(plain(story))}


@pytest.mark.parametrize("story", HARMLESS)
def test_a_story_that_tells_what_happened_is_taken_as_it_is(story: str) -> None:
    assert asked(plain(story)) == ()


def test_each_prompt_quotes_the_words_that_it_is_about() -> None:
    story = "I know it was Tom Reed, he lives at 14 Elm Street."
    found = {each.prompt: each.words for each in asked(story)}
    assert found[Prompt.NAME] == "I know it was Tom Reed"
    assert all(words in story for words in found.values())
