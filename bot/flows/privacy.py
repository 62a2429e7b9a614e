"""What the watch keeps of whoever asks: given out, or forgotten."""

from bot.errors import WatchError
from bot.flows.base import Answers, Flow, Scene, button, only_in_private, say, shown, told
from bot.model.actions import Verb
from bot.model.commands import Command
from bot.model.people import Account
from bot.replies import Say, Screen
from bot.services import privacy


async def mydata(scene: Scene) -> Answers:
    """/mydata: everything that is kept of whoever asks, as a file."""
    elsewhere = only_in_private(scene, Command.MYDATA)
    if elsewhere is not None:
        return elsewhere
    paper = await privacy.written_out(scene.uow, await known(scene))
    lines = (say("mydata.file"), say("mydata.replies"), say("mydata.additions"))
    return (Say(screen=Screen(lines=lines, media=paper)),)


async def forgetme(scene: Scene) -> Answers:
    """/forgetme: what goes, and whether it shall."""
    elsewhere = only_in_private(scene, Command.FORGETME)
    if elsewhere is not None:
        return elsewhere
    account = await known(scene)
    marks = len(await scene.uow.holdings.voices(account))
    marks += len(await scene.uow.holdings.flags(account))
    person = await scene.uow.people.find(account)
    watches = () if person is None else await scene.uow.watches.of(person.id)
    reports = () if person is None else await scene.uow.incidents.written_by(person.id)
    return told(
        say("forgetme.ask"),
        say("forgetme.watches", count=len(watches)),
        say("forgetme.reports", count=len(reports)),
        say("forgetme.marks", count=marks),
        say("forgetme.replies"),
        say("forgetme.additions"),
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


async def known(scene: Scene) -> Account:
    """Whoever asks, if anything is kept; asking keeps nothing. Raises WatchError otherwise."""
    account = scene.event.sender.account
    if not await privacy.holds(scene.uow, account):
        raise WatchError("mydata.nothing")
    return account


FLOW = Flow(
    commands={Command.MYDATA: mydata, Command.FORGETME: forgetme},
    verbs={Verb.FORGET_SURELY: forget_surely},
)
