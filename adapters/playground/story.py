"""A story that the page plays step by step, and the stage that keeps its place."""

from dataclasses import dataclass, field
from typing import Protocol


class CannotPlayError(Exception):
    """The next step cannot be played now; the message says why."""


class StepFailedError(Exception):
    """The step did not go as the story says; the message says what was missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the story."""

    title: str
    caption: str = ""
    people: dict[str, str] = field(default_factory=dict)  # platform: the person to show
    chats: dict[str, str] = field(default_factory=dict)  # platform: the chat to show, if known


class Story(Protocol):
    """A story about people on the stand-in platforms."""

    def steps(self) -> tuple[Step, ...]:
        """All steps, in order."""
        ...

    async def play(self, step: int) -> None:
        """Play the step with this index. Raises StepFailedError."""
        ...


class EmptyStory:
    """No story at all: the page hides its button."""

    def steps(self) -> tuple[Step, ...]:
        """Nothing to play."""
        return ()

    async def play(self, step: int) -> None:
        """Nothing happens."""


class Stage:
    """Plays a story once, one step at a time."""

    def __init__(self, story: Story) -> None:
        """Begin before the first step."""
        self._story = story
        self._next = 0
        self._playing: int | None = None
        self._problem = ""
        self._version = 0

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self._version

    def as_json(self) -> dict[str, object]:
        """The steps, which comes next, which is being played (or null), and what went wrong."""
        return {
            "steps": [
                {
                    "title": step.title,
                    "caption": step.caption,
                    "people": step.people,
                    "chats": step.chats,
                }
                for step in self._story.steps()
            ],
            "next": self._next,
            "playing": self._playing,
            "problem": self._problem,
        }

    async def play_next(self) -> None:
        """Play the next step; a step that failed may be tried again. Raises CannotPlayError."""
        if self._playing is not None:
            message = "A step is being played; wait for its end."
            raise CannotPlayError(message)
        if self._next >= len(self._story.steps()):
            message = "The story is over."
            raise CannotPlayError(message)
        self._turn(playing=self._next)
        problem = "The step broke off; the log says why."
        try:
            await self._story.play(self._next)
            self._next += 1
            problem = ""
        except StepFailedError as failed:
            problem = str(failed)
            raise CannotPlayError(problem) from failed
        finally:
            self._turn(playing=None, problem=problem)

    def _turn(self, *, playing: int | None, problem: str = "") -> None:
        self._playing = playing
        self._problem = problem
        self._version += 1
