"""Chance that is the same for the same part of a play, whoever plays it."""

from dataclasses import dataclass

from tests.fakes import SeededRandom


@dataclass
class Voices:
    """Whose turn it is to draw."""

    now: str = "the house"


class Chance:
    """Chance by voice: whoever's turn it is draws from a source of their own."""

    def __init__(self, seed: str, voices: Voices) -> None:
        self._seed, self._voices = seed, voices
        self._sources: dict[str, SeededRandom] = {}

    def bytes(self, count: int) -> bytes:
        return self._source().bytes(count)

    def below(self, bound: int) -> int:
        return self._source().below(bound)

    def fork(self, name: str) -> "Chance":
        return Chance(f"{self._seed} {name}", self._voices)

    def _source(self) -> SeededRandom:
        voice = self._voices.now
        return self._sources.setdefault(voice, SeededRandom(f"{self._seed}: {voice}"))
