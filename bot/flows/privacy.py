"""What the watch keeps of whoever asks: given out, or forgotten."""

from bot.errors import WatchError
from bot.flows.base import Answers, Flow, Scene, button, only_in_private, say, shown, told
from bot.model.actions import Verb
from bot.model.commands import Command
from bot.model.people import Person
from bot.replies import Say, Screen
from bot.services import privacy


async def mydata(scene: Scene) -> Answers:
    """/mydata: everything that is kept of whoever asks, as a file."""
    elsewhere = only_in_private(scene, Command.MYDATA)
    if elsewhere is not None:
        return elsewhere
    paper = await privacy.written_out(scene.uow, await known(scene))
    return (Say(screen=Screen(lines=(say("mydata.file"), say("mydata.replies")), media=paper)),)


async def forgetme(scene: Scene) -> Answers:
    """/forgetme: what goes, and whether it shall."""
    elsewhere = only_in_private(scene, Command.FORGETME)
    if elsewhere is not None:
        return elsewhere
    person = await known(scene)
    watches = len(await scene.uow.watches.of(person.id))
    reports = len(await scene.uow.incidents.written_by(person.id))
    return told(
        say("forgetme.ask"),
        say("forgetme.watches", count=watches),
        say("forgetme.reports", count=reports),
        say("forgetme.replies"),
        say("forgetme.mutes"),
        buttons=(
            (button("forgetme.surely", Verb.FORGET_SURELY, tone="danger"),),
            (button("button.cancel", Verb.CANCEL),),
        ),
    )


async def forget_surely(scene: Scene) -> Answers:
    """[Forget me]: at once, everywhere."""
    await privacy.forget(scene.uow, await known(scene), scene.clock.now())
    scene.desk.put_away(scene.event.sender.account)
    return shown(scene, Screen(lines=(say("forgetme.done"), say("forgetme.chat"))))


async def known(scene: Scene) -> Person:
    """Whoever asks, if anything is kept; asking keeps nothing. Raises WatchError otherwise."""
    person = await scene.uow.people.find(scene.event.sender.account)
    if person is None:
        raise WatchError("mydata.nothing")
    return person


FLOW = Flow(
    commands={Command.MYDATA: mydata, Command.FORGETME: forgetme},
    verbs={Verb.FORGET_SURELY: forget_surely},
)
