"""Taking no more requests in private, of one agency or of any, and taking them again."""

from bot.errors import WatchError
from bot.flows.base import Answers, Flow, Scene, button, number, say, shown, told
from bot.model.actions import Verb
from bot.model.agencies import EVERY_AGENCY, Agency
from bot.model.ids import AgencyId
from bot.replies import Button, Screen
from bot.services import optouts


def fewer_row(agency: AgencyId) -> tuple[Button, ...]:
    """Under an agency's request in a private chat: the same for everybody who gets it."""
    return (button("optouts.fewer", Verb.OPT_OUTS, agency),)


async def page(scene: Scene) -> Answers:
    """[Fewer requests]: beside a request about its agency, elsewhere about all of them."""
    if not scene.in_private:
        raise WatchError("button.gone")
    out = await opted_out(scene)
    if not scene.args:
        return shown(scene, laid_out(await optouts.offered(scene.uow, out), out))
    agency = await scene.uow.agencies.get(AgencyId(number(scene.arg, "button.gone")))
    if agency is None:
        raise WatchError("button.gone")
    screen = laid_out((agency,), out)
    return told(*screen.lines, buttons=screen.buttons)


async def stop(scene: Scene) -> Answers:
    """[No more of this agency], or of any."""
    agency = await meant(scene)
    await scene.uow.opt_outs.stop((await scene.person()).id, agency)
    return await all_of_them(scene)


async def resume(scene: Scene) -> Answers:
    """[Take them again]."""
    agency = await meant(scene)
    await scene.uow.opt_outs.resume((await scene.person()).id, agency)
    return await all_of_them(scene)


async def all_of_them(scene: Scene) -> Answers:
    """Every agency, as things stand now, in place of what was pressed."""
    out = await opted_out(scene)
    return shown(scene, laid_out(await optouts.offered(scene.uow, out), out))


async def opted_out(scene: Scene) -> frozenset[AgencyId]:
    """What whoever asks opted out of; asking keeps nothing."""
    person = await scene.uow.people.find(scene.event.sender.account)
    return frozenset() if person is None else await scene.uow.opt_outs.of(person.id)


async def meant(scene: Scene) -> AgencyId:
    """The agency of a button, or all of them. Raises WatchError."""
    agency = AgencyId(number(scene.arg, "button.gone"))
    if not scene.in_private or not await optouts.known(scene.uow, agency):
        raise WatchError("button.gone")
    return agency


def laid_out(agencies: tuple[Agency, ...], out: frozenset[AgencyId]) -> Screen:
    """What comes, and a button for each agency and for all."""
    if EVERY_AGENCY in out:
        again = button("optouts.resume_all", Verb.OPT_IN, EVERY_AGENCY)
        return Screen(lines=(say("optouts.none"), say("optouts.unseen")), buttons=((again,),))
    rows = tuple((choice(agency, out),) for agency in agencies)
    every = (button("optouts.stop_all", Verb.OPT_OUT, EVERY_AGENCY),)
    return Screen(lines=(say("optouts.head"), say("optouts.unseen")), buttons=(*rows, every))


def choice(agency: Agency, out: frozenset[AgencyId]) -> Button:
    """What may be changed about one agency."""
    if agency.id in out:
        return button(say("optouts.resume", agency=agency.name), Verb.OPT_IN, agency.id)
    return button(say("optouts.stop", agency=agency.name), Verb.OPT_OUT, agency.id)


FLOW = Flow(verbs={Verb.OPT_OUTS: page, Verb.OPT_OUT: stop, Verb.OPT_IN: resume})
