"""What moderation tells: an author in private, a channel in public."""

from bot.flows.base import button, say
from bot.model.actions import Verb, act
from bot.model.deliveries import Delivery, DeliveryKind
from bot.model.moderation import Deed
from bot.ports.stores import UnitOfWork
from bot.replies import Button, Rows, Screen
from bot.services.moderation.notices import RESTING, Notice
from bot.texts.text import Day, Text

REASONED = frozenset({Deed.REFUSED, Deed.HIDDEN, Deed.KEPT_OFF})
APPEALABLE = frozenset({Deed.REFUSED, Deed.HIDDEN, Deed.MUTED, Deed.BANNED})


async def says(uow: UnitOfWork, delivery: Delivery) -> Screen | None:
    """What such a message says now; None when there is nothing to say any more."""
    match delivery.kind:
        case DeliveryKind.RULING:
            return await notice(uow, delivery.subject)
        case DeliveryKind.WAITING:
            return await waiting(uow, delivery)
        case _:
            return await snippet(uow, delivery)


async def notice(uow: UnitOfWork, subject: str) -> Screen | None:
    """What an author is told about a report; nothing once its channel or the report is gone."""
    if f".{RESTING}." in subject:
        return Screen(lines=(say("ruling.resting", number=subject.partition(".")[0]),))
    told = Notice.read(subject)
    channel = await uow.channels.get(told.channel)
    area = None if channel is None else await uow.areas.get(channel.area)
    if area is None or await uow.incidents.get(told.incident) is None:
        return None
    head = say(f"ruling.{told.deed.value}", area=area.name, number=str(told.incident))
    return Screen(lines=(head, *await _more(uow, told)), buttons=_rows(told))


async def _more(uow: UnitOfWork, told: Notice) -> tuple[Text, ...]:
    """Why, or until when."""
    if told.deed in REASONED:
        ruling = await uow.rulings.get(told.incident, told.channel)
        why = () if ruling is None else (say(f"reason.{ruling.reason.value}"),)
        return tuple(say("ruling.why", reason=each) for each in why)
    silence = await uow.silences.get(told.incident, told.channel)
    if told.deed is Deed.MUTED and silence is not None and silence.until is not None:
        return (say("ruling.until", day=Day(moment=silence.until)),)
    return ()


def _rows(told: Notice) -> Rows:
    if told.deed not in APPEALABLE:
        return ()
    return ((button("appeal.do", Verb.INCIDENT_APPEAL, told.incident, told.channel),),)


async def snippet(uow: UnitOfWork, delivery: Delivery) -> Screen | None:
    """A channel's answer, in its moderators' name; nothing once it is forgotten."""
    if delivery.channel is None:
        return None
    found = await uow.snippets.get(delivery.channel, delivery.subject.partition(".")[2])
    return None if found is None else Screen(lines=(say("say.post", text=found.text),))


async def waiting(uow: UnitOfWork, delivery: Delivery) -> Screen | None:
    """That something waits for a channel's moderators; nothing once nothing does."""
    if delivery.channel is None or not await uow.rulings.pending(delivery.channel, 1):
        return None
    look = Button(
        label=say("pending.look"),
        action=act(Verb.PENDING_SHOW, delivery.channel, 0),
        private=True,
    )
    return Screen(lines=(say("pending.calls"),), buttons=((look,),))
