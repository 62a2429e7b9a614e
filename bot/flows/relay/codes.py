"""Codes: six words that lead to a question where the copy that was answered is lost."""

from bot.errors import WatchError
from bot.events import Filled, Said
from bot.flows.base import Answers, Scene, button, say, told
from bot.flows.relay.copies import answered_token, refuse_midway, row_for_code, the_question
from bot.model.actions import Verb, act
from bot.model.pictures import CleanMedia
from bot.model.relay import Thread
from bot.replies import (
    Ask,
    ErasePressed,
    EraseTheirs,
    FieldKind,
    Form,
    FormField,
    Pop,
    Say,
    Screen,
)
from bot.services import codes, requests
from bot.services.tokens import Token, presented
from bot.texts.text import Line, Quote

LONGEST_CODE = 100
"""Characters that a form takes; the longest six words have 59."""


async def words_of(scene: Scene, token: Token, media: CleanMedia | None) -> Screen:
    """The words of a copy, to be written down; a thread that a code led to keeps its own.

    The preview turns into this, with what it showed: a message more would be one more in the
    bot's count of messages, which stands beside everything that it sends.
    """
    number = str(token.request)
    lines: tuple[Line, ...] = (say("code.same", number=number),)
    if scene.desk.held(token.text) is None:
        words = codes.spelled(codes.code_of(token), await language_of(scene))
        lines = (say("code.head", number=number), Quote(text=words), say("code.how"))
    noted = (button("code.noted", Verb.CODE_NOTED),)
    return Screen(lines=lines, media=media, buttons=(noted,), sealed=True)


async def noted(scene: Scene) -> Answers:
    """[I wrote them down]: they stand nowhere any more."""
    del scene
    return (ErasePressed(), Pop(text=say("code.gone")))


async def have_code(scene: Scene) -> Answers:
    """[I have a code]: the form, or the invitation to write it here."""
    token = await presented(scene.uow, scene.arg, scene.keyring)
    if scene.event.limits.forms:
        return (Ask(form=code_form(token)),)
    await refuse_midway(scene)
    scene.desk.ask_code(scene.event.sender.account, token.text)
    return told(say("code.ask"))


def code_form(token: Token) -> Form:
    """The code's form."""
    words = FormField(
        name="code", label=say("form.six_words"), kind=FieldKind.LINE, longest=LONGEST_CODE
    )
    return Form(
        title=say("form.code_title", number=str(token.request)),
        action=act(Verb.CODE_FORM, token.text),
        fields=(words,),
    )


def awaited(scene: Scene) -> bool:
    """Whether these words are the code that was asked for, and no answer to a copy."""
    if not isinstance(scene.event.act, Said) or answered_token(scene.event) is not None:
        return False
    return scene.desk.copy_for_code(scene.event.sender.account) is not None


async def look_up(scene: Scene) -> Answers:
    """The words came: their question, or the answer that everybody gets for whom there is none.

    A wrong code takes as long as a right one and reads alike.
    """
    account = scene.event.sender.account
    written = given(scene)
    under = scene.arg or scene.desk.copy_for_code(account) or ""
    token = await presented(scene.uow, under, scene.keyring)
    await requests.taking(scene.uow, token.request, scene.clock.now())
    if not scene.desk.may_try(account, token.request, codes.as_read(written)):
        return (EraseTheirs(), *told(say("code.enough", number=str(token.request))))
    code = codes.tag_of(written, token, scene.facts)
    tag = await scene.uow.relay.coded(token.request, code) or ""
    found = await scene.uow.relay.questions(token.request, tag)
    if not found:
        none = say("code.none", number=str(token.request))
        return (EraseTheirs(), *told(none, buttons=(row_for_code(token),)))
    scene.desk.hold(token.text, Thread(tag=tag, code=code))
    return (EraseTheirs(), Say(screen=the_question(scene, token, found[-1])))


async def language_of(scene: Scene) -> str:
    """The language in which the person reads."""
    person = await scene.uow.people.find(scene.event.sender.account)
    return scene.event.sender.language if person is None else person.language


def given(scene: Scene) -> str:
    """What was written as a code."""
    match scene.event.act:
        case Said(text=text):
            return text
        case Filled(fields=fields):
            return fields.get("code", "")
        case _:
            raise WatchError("button.gone")
