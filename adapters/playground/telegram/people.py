"""Acting as a person: what their client would do, and what it would not let them do."""

from adapters.playground import screens
from adapters.playground.telegram.acts import remove, speak
from adapters.playground.telegram.links import block, follow, unblock
from adapters.playground.telegram.nouns import Bot, Human
from adapters.playground.telegram.presses import press
from adapters.playground.telegram.sight import screen_of
from adapters.playground.telegram.town import Town


class People:
    """The people of a stand-in Telegram, as a page, a story or a test acts for them."""

    def __init__(self, town: Town) -> None:
        """Act in a town."""
        self._town = town

    def people(self) -> tuple[screens.Person, ...]:
        """Everybody with an account, bots left out."""
        everybody = self._town.accounts.values()
        return tuple(_card(each) for each in everybody if isinstance(each, Human))

    def screen(self, person: str) -> screens.Screen:
        """What this person sees now. Raises KeyError for a stranger."""
        human = self._human(person)
        return screen_of(self._town, human, _card(human))

    def file(self, key: str) -> tuple[bytes, str]:
        """The bytes and the content type behind an attachment's url. Raises KeyError."""
        file = self._town.shelf.by_key(key)
        return file.content, file.mime

    def act(self, person: str, act: screens.Act) -> None:
        """Do as this person. Raises CannotActError where a real client would not allow it."""
        human = self._human(person)
        human.popups.clear()
        match act:
            case screens.Write() | screens.SendFile() | screens.SendPin() | screens.RunCommand():
                speak(self._town, human, act)
            case screens.Press():
                press(self._town, human, act)
            case screens.OpenLink():
                follow(self._town, human, act.url)
            case screens.Remove():
                remove(self._town, human, act)
            case _:
                self._settle(human, act)

    def _settle(
        self,
        human: Human,
        act: screens.Submit | screens.Block | screens.Unblock | screens.Restart,
    ) -> None:
        match act:
            case screens.Block():
                for bot in self._bots():
                    block(self._town, human, bot)
            case screens.Unblock():
                for bot in self._bots():
                    unblock(self._town, human, bot)
            case screens.Submit():
                message = "Telegram has no forms"
                raise screens.CannotActError(message)
            case screens.Restart():
                self._town.changed()  # the pop-ups are gone already

    def _bots(self) -> list[Bot]:
        return list(self._town.bots.values())

    def _human(self, person: str) -> Human:
        account = self._town.accounts[int(person)] if person.isdecimal() else None
        if not isinstance(account, Human):
            raise KeyError(person)
        return account


def _card(human: Human) -> screens.Person:
    return screens.Person(
        id=str(human.id), name=human.name, username=human.username, language=human.language
    )
