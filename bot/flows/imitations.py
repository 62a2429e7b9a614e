"""A text that passes for an agency's request is answered with how to check; nobody is blamed."""

from functools import partial

from bot.events import Pictured, Said
from bot.flows.base import Answers, Scene, say, told
from bot.services.imitations import imitates, number_in


async def noticed(scene: Scene) -> Answers:
    """Words in a group: nothing, but for those that neighbours may take for a request.

    Once in a while for each chat, or the answer would be noise itself. Nothing is kept of it.
    """
    act, chat, now = scene.event.act, scene.event.chat, scene.clock.now()
    if not isinstance(act, Said | Pictured) or not imitates(act.text):
        return ()
    if await scene.uow.channels.at(chat.platform, chat.id) is None:
        return ()
    if not scene.desk.may_point_out(chat, now):
        return ()
    scene.afterwards.append(partial(scene.desk.pointed_out, chat, now))
    number = number_in(act.text)
    if number:
        return told(say("imitation.numbered", number=number))
    return told(say("imitation.unnumbered"))
