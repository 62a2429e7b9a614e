"""What every answer must keep to, on whichever platform; checked in every test."""

from collections.abc import Iterator
from datetime import datetime

from bot.events import Limits
from bot.model.actions import DRAFTED, LONGEST_ACTION, Action, Verb, decoded
from bot.model.channels import Chat, ChatKind
from bot.replies import Ask, Button, FieldKind, Form, Pop, Reader, Replace, Say, Screen, Turn
from bot.texts.render import Locale, lines, plain
from bot.texts.text import Text

TOKENS = {Verb.COPY_WRITE, Verb.COPY_CHECK, Verb.CODE_ASK, *DRAFTED}


def words(screen: Screen, reader: Reader, now: datetime) -> str:
    """A message as its reader reads it, without styles."""
    drawn = lines(screen.lines, _locale(reader, now))
    return "\n".join("".join(span.text for span in line) for line in drawn)


def said(text: Text, reader: Reader, now: datetime) -> str:
    """A sentence as its reader reads it."""
    return plain(text, _locale(reader, now))


def heard(turn: Turn, now: datetime) -> str:
    """All that a turn says, in words."""
    parts = []
    for answer in turn.answers:
        match answer:
            case Say(screen=screen) | Replace(screen=screen):
                parts.append(words(screen, turn.reader, now))
            case Pop(text=text):
                parts.append(said(text, turn.reader, now))
            case Ask(form=form):
                parts.append(said(form.title, turn.reader, now))
            case _:
                pass
    return "\n".join(parts)


def check(turn: Turn, limits: Limits, chat: Chat, now: datetime) -> None:
    """Everything fits the platform, and a group reads nothing personal."""
    public = chat.kind is ChatKind.GROUP and not limits.private_answers
    for answer in turn.answers:
        match answer:
            case Say(screen=screen) | Replace(screen=screen):
                check_screen(screen, limits, turn.reader, now)
                assert not (public and _confides(screen)), "a group could read this"
            case Ask(form=form):
                assert limits.forms, "this platform opens no forms"
                check_form(form, turn.reader, now)
            case Pop(text=text):
                assert len(said(text, turn.reader, now)) <= 200
            case _:
                pass


def check_screen(screen: Screen, limits: Limits, reader: Reader, now: datetime) -> None:
    """One message."""
    longest = limits.caption if screen.media else limits.text
    assert 0 < len(words(screen, reader, now)) <= longest
    assert not (screen.asks_pin and screen.buttons)
    assert not screen.asks_pin or limits.pins
    actions = [button.action for button in buttons(screen)]
    assert len(set(actions)) == len(actions), "Discord takes no twins in one message"
    for button in buttons(screen):
        assert 0 < len(said(button.label, reader, now)) <= limits.button_label
        check_action(button.action)
        if button.private:
            assert all(arg.isalnum() for arg in button.action.args), "does not fit a deep link"


def check_form(form: Form, reader: Reader, now: datetime) -> None:
    """One form."""
    check_action(form.action)
    assert 1 <= len(form.fields) <= 5
    assert len(said(form.title, reader, now)) <= 45
    assert len({each.name for each in form.fields}) == len(form.fields)
    for each in form.fields:
        assert len(said(each.label, reader, now)) <= 45
        assert each.hint is None or len(said(each.hint, reader, now)) <= 100
        assert bool(each.options) == (each.kind is FieldKind.CHOICE)


def check_action(action: Action) -> None:
    """What travels in a button comes back as it was."""
    assert len(action.encoded().encode()) <= LONGEST_ACTION
    assert decoded(action.encoded()) == action


def buttons(screen: Screen) -> Iterator[Button]:
    """All buttons of a message."""
    for row in screen.buttons:
        yield from row


def _confides(screen: Screen) -> bool:
    return screen.sealed or any(each.action.verb in TOKENS for each in buttons(screen))


def _locale(reader: Reader, now: datetime) -> Locale:
    return Locale(language=reader.language, zone=reader.zone, now=now)
