"""Who draws maps and charts, as a port."""

from dataclasses import replace
from typing import Protocol

from bot.errors import LookupFailedError
from bot.model.maps import Digest, MapView
from bot.model.pictures import CleanPicture
from bot.replies import Answer, Replace, Say, Screen, Turn


class Cartographer(Protocol):
    """Draws pictures of the neighbourhood, readable on a phone in a light and in a dark chat.

    Equal pictures are drawn once. Nothing ever depends on one: whoever asks goes on without it
    when there is none.
    """

    async def map(self, view: MapView) -> CleanPicture:
        """A map of the view; the same in every language.

        Raises:
            LookupFailedError: it could not be drawn, or not in time.
        """
        ...

    async def digest(self, digest: Digest, language: str) -> CleanPicture:
        """Charts of incidents by kind and by hour of the day, below the digest's map if any.

        Raises:
            LookupFailedError: it could not be drawn, or not in time.
        """
        ...


class NoCartographer:
    """Stands in where no maps are wanted: everything is said in words alone."""

    async def map(self, view: MapView) -> CleanPicture:
        """Draw nothing. Raises LookupFailedError."""
        del view
        raise LookupFailedError

    async def digest(self, digest: Digest, language: str) -> CleanPicture:
        """Draw nothing. Raises LookupFailedError."""
        del digest, language
        raise LookupFailedError


async def pictured(screen: Screen, cartographer: Cartographer, language: str) -> Screen:
    """The screen with its drawing as its picture; without one where it cannot be drawn."""
    if screen.drawing is None or screen.media is not None:
        return screen
    try:
        if isinstance(screen.drawing, MapView):
            picture = await cartographer.map(screen.drawing)
        else:
            picture = await cartographer.digest(screen.drawing, language)
    except LookupFailedError:
        return screen
    return replace(screen, media=picture)


async def illustrated(turn: Turn, cartographer: Cartographer) -> Turn:
    """The turn with all its drawings drawn."""
    language = turn.reader.language
    answers: list[Answer] = []
    for answer in turn.answers:
        match answer:
            case Say(screen=screen) | Replace(screen=screen):
                answers.append(
                    replace(answer, screen=await pictured(screen, cartographer, language))
                )
            case _:
                answers.append(answer)
    return replace(turn, answers=tuple(answers))
