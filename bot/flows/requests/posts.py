"""How a request looks to those who read it."""

from datetime import datetime

from bot.flows.base import button, say
from bot.model.actions import Verb, act
from bot.model.agencies import Agency
from bot.model.requests import Request, RequestState
from bot.replies import Button, Rows, Screen
from bot.texts.text import Day, Hour, Line, Metres, Stretch, Text


def post(request: Request, agency: Agency) -> Screen:
    """The request as a channel sees it: a button and no capability."""
    privately = Button(
        label=say("request.reply"),
        action=act(Verb.COPY_OPEN, request.number),
        private=True,
        tone="main",
    )
    privacy = Button(label=say("request.privacy"), action=act(Verb.PRIVACY), private=True)
    return Screen(lines=body(request, agency), buttons=((privately,), (privacy,)))


def body(request: Request, agency: Agency) -> tuple[Line, ...]:
    """The words of a request, the same in every copy."""
    number_, case = str(request.number), request.case
    return (
        say("request.head", agency=agency.name, number=number_, case=case),
        say("request.text", text=request.text),
        stretch(request.near, request.window_from, request.window_until),
        around(request.interest),
        say("request.until", day=Day(moment=request.closes)),
        *contact(agency),
        say("request.free", number=number_),
    )


def contact(agency: Agency) -> tuple[Text, ...]:
    """How to reach the agency itself, and what that tells; an old one may have none."""
    return (say("request.contact", contact=agency.contact),) if agency.contact else ()


def closed(request: Request, agency: Agency) -> Screen:
    """What stands in place of a request that is over."""
    head = say("request.head", agency=agency.name, number=str(request.number), case=request.case)
    return Screen(lines=(head, say(f"request.ended_{request.ending.value}")))


def bell(request: Request) -> Screen:
    """The doorbell: the same for everybody who was asked."""
    way = Button(label=say("bell.see"), action=act(Verb.BELL, request.number), private=True)
    return Screen(lines=(say("bell.ring", number=str(request.number)),), buttons=((way,),))


def away(first: datetime, last: datetime) -> Screen:
    """The watch was away, and what was pressed meanwhile is lost: said where a request stands."""
    said = say("outage.post", first=Hour(moment=first), last=Hour(moment=last))
    return Screen(lines=(said,))


def stretch(near: str, first: datetime, last: datetime) -> Text:
    """Place and time of what is looked for."""
    return say("request.stretch", near=near, when=Stretch(first=first, last=last))


def around(interest: int) -> Text:
    """How far around the place what was seen matters; `interest` in metres."""
    return say("request.around", radius=Metres(metres=interest))


def listed(request: Request) -> Text:
    """A request in one line."""
    return say(
        f"request.listed_{request.state.value}",
        number=str(request.number),
        case=request.case,
        near=request.near,
        day=Day(moment=request.closes),
    )


def rows_of(request: Request) -> Rows:
    """What its agency may do with a request."""
    if request.state is RequestState.CLOSED:
        return ()
    return (
        (
            button("request.show", Verb.REQUEST_SHOW, request.number),
            button("request.resolve", Verb.REQUEST_RESOLVE, request.number, tone="danger"),
            button("request.withdraw", Verb.REQUEST_WITHDRAW, request.number, tone="danger"),
        ),
    )
