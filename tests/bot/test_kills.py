"""A sender is killed at each numbered point, for every kind of delivery, on both databases.

On SQLite the platform takes every message as a new one, on PostgreSQL it knows repeats.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.model.agencies import AgencyDraft
from bot.model.channels import Channel
from bot.model.covers import cover_circle
from bot.model.deliveries import DeliveryKind
from bot.model.ids import PersonId, QuestionKey
from bot.model.incidents import Incident, IncidentState, IncidentUpdate
from bot.model.ledger import Refused
from bot.model.moderation import Deed, Ruling, Says, Snippet
from bot.model.proposals import ProposalState
from bot.model.rates import Rates
from bot.model.requests import Ending, Request
from bot.model.watches import Circle, Rhythm, WatchDraft
from bot.ports.stores import UnitOfWork
from bot.services import admissions, heads, relay
from bot.services.tokens import mint
from storage.engine import is_sqlite
from storage.units import SqlStore
from storage.vault import Vault
from tests.bot.mortals import IMMORTAL, Cemetery, Life, Wire
from tests.bot.world import FakeKeyring
from tests.fakes import NOON, FixedClock, SeededRandom
from tests.storage.street import (
    TELEGRAM,
    Station,
    channel,
    circle,
    east_of_corner,
    fire,
    moved_in,
    request,
    station,
)
from tests.storage.test_badges import draft
from tests.torture.hall import Elsewhere

READER, REPORTER, SLOW_READER = 1, 2, 3
NEWS = "It is out."
CLOSED = "request.ended_time"


@dataclass(kw_only=True)
class Ground:
    """A street on which something is owed again and again, each time to the same addresses."""

    store: SqlStore
    keyring: FakeKeyring
    clock: FixedClock
    random: SeededRandom = field(default_factory=SeededRandom)
    round: int = 0
    station: Station = field(init=False)
    channel: Channel = field(init=False)
    reporter: PersonId = field(init=False)
    request: Request = field(init=False)
    incident: Incident = field(init=False)

    async def settle(self) -> None:
        """A channel, a neighbour who hears at once, one who hears daily, an agency."""
        async with self.store.unit() as uow:
            self.station = await station(uow)
            self.channel = await channel(uow, self.station.area)
            self.reporter = await moved_in(uow, REPORTER)
            await circle(uow, await moved_in(uow, READER))
            place = Circle(cell=east_of_corner(1_500), radius=2_000)  # outside the agency's area
            daily = WatchDraft(
                place=place,
                near="Rue Jarry",
                person=await moved_in(uow, SLOW_READER),
                rhythm=Rhythm.DAILY,
            )
            await uow.watches.add(daily, cover_circle(place))
            await uow.commit()
        await self.does(first_request)

    async def does(self, act: "Act") -> None:
        async with self.store.unit() as uow:
            await act(self, uow)
            await uow.commit()


Act = Callable[[Ground, UnitOfWork], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is sent before, what is owed when the sender dies, and how it is in the end."""

    acts: tuple[Act, ...]
    shows: str = ""
    stands: bool = True


async def first_request(ground: Ground, uow: UnitOfWork) -> None:
    ground.request = await request(uow, ground.station)
    ground.keyring.create(ground.request.number)
    await uow.deliveries.ask(ground.request.number, [ground.station.area], ground.clock.now())


async def alerts(ground: Ground, uow: UnitOfWork) -> None:
    ground.incident = await fire(uow, ground.reporter)
    await uow.deliveries.alert(ground.incident, ground.clock.now())


async def updates(ground: Ground, uow: UnitOfWork) -> None:
    news = IncidentUpdate(text=NEWS, at=ground.clock.now())
    changed = await uow.incidents.update(ground.incident.number, news)
    await uow.deliveries.refresh(changed, ground.clock.now())


async def withdraws(ground: Ground, uow: UnitOfWork) -> None:
    changed = await uow.incidents.turn(ground.incident.number, IncidentState.WITHDRAWN)
    await uow.deliveries.refresh(changed, ground.clock.now())


async def closes(ground: Ground, uow: UnitOfWork) -> None:
    await uow.requests.end(ground.request.number, Ending.TIME)
    await uow.deliveries.drop_request(ground.request.number, ())


async def rings(ground: Ground, uow: UnitOfWork) -> None:
    bell = QuestionKey(f"{ground.round:032x}")
    await uow.deliveries.ring(ground.request.number, bell, ground.clock.now())


async def hands(ground: Ground, uow: UnitOfWork) -> None:
    token = mint(ground.request.number, ground.keyring, ground.random)
    reply = relay.sanitised(ground.request.number, "A grey van.", None)
    nonce = str(ground.round)
    await relay.save(uow, token, reply, nonce=nonce, thread=None, random=ground.random)
    await relay.release(uow, ground.clock.now(), ground.keyring, ground.random)


async def tells_of_areas(ground: Ground, uow: UnitOfWork) -> None:
    subject = f"0.{ground.station.area}.{ground.round}"
    await uow.deliveries.tell(
        DeliveryKind.AREA, subject, channels=[ground.channel.id], now=ground.clock.now()
    )


async def announces(ground: Ground, uow: UnitOfWork) -> None:
    second = int(ground.clock.now().timestamp()) - ground.round
    await uow.deliveries.announce(f"{second - 60}.{second}", ground.clock.now())


async def gathers(ground: Ground, uow: UnitOfWork) -> None:
    ground.clock.advance(days=2)
    await uow.digests.gather(ground.clock.now(), 3)


async def rules(ground: Ground, uow: UnitOfWork) -> None:
    incident = await fire(uow, ground.reporter)
    subject = f"{incident.number}.{ground.channel.id}.{Deed.HIDDEN.value}.{ground.round}"
    await uow.deliveries.tell(
        DeliveryKind.RULING, subject, people=[ground.reporter], now=ground.clock.now()
    )


async def waits(ground: Ground, uow: UnitOfWork) -> None:
    incident = await fire(uow, ground.reporter)
    await uow.rulings.keep(
        Ruling(incident=incident.number, channel=ground.channel.id, says=Says.WAITS)
    )
    await uow.deliveries.tell(
        DeliveryKind.WAITING,
        str(ground.round),
        channels=[ground.channel.id],
        now=ground.clock.now(),
    )


async def says_a_snippet(ground: Ground, uow: UnitOfWork) -> None:
    kept = Snippet(channel=ground.channel.id, name="rules", text="Be kind.")
    await uow.snippets.keep(kept)
    await uow.deliveries.tell(
        DeliveryKind.SNIPPET,
        f"{ground.round}.rules",
        channels=[ground.channel.id],
        now=ground.clock.now(),
    )


async def adds_to_the_ledger(ground: Ground, uow: UnitOfWork) -> None:
    day = ground.clock.now().date()
    await uow.ledger.append(Refused(agency="SPVM", rule="audience.too_small", day=day))
    assert await heads.announce(uow, ground.clock.now())


async def enrols(ground: Ground, uow: UnitOfWork) -> None:
    areas = (ground.station.area,)
    papers = AgencyDraft(name=f"Force {ground.round}", domain="police.example", areas=areas)
    await admissions.offer(uow, await uow.agencies.add(papers), ground.clock.now())


async def proposes(ground: Ground, uow: UnitOfWork) -> None:
    now = ground.clock.now()
    proposal = await uow.proposals.add(draft(ground.station), now + timedelta(days=1))
    second, code = ProposalState.SECOND, ProposalState.CODE
    await uow.proposals.turn(proposal.id, second, code, proposal.expires)
    channels = [ground.channel.id]
    await uow.deliveries.tell(DeliveryKind.PROPOSAL, str(proposal.id), channels=channels, now=now)


async def refuses(ground: Ground, uow: UnitOfWork) -> None:
    for proposal in await uow.proposals.of(ground.station.agency):
        refused, second = ProposalState.REFUSED, ProposalState.SECOND
        await uow.proposals.turn(proposal.id, refused, second, proposal.expires)
        await uow.deliveries.revise(DeliveryKind.PROPOSAL, str(proposal.id), ground.clock.now())


SCENES = {
    DeliveryKind.ADMISSION: Scene(acts=(enrols,)),
    DeliveryKind.PROPOSAL: Scene(acts=(proposes,)),
    DeliveryKind.INCIDENT: Scene(acts=(alerts,)),
    DeliveryKind.REQUEST: Scene(acts=(first_request,)),
    DeliveryKind.BELL: Scene(acts=(rings,)),
    DeliveryKind.REPLY: Scene(acts=(hands,)),
    DeliveryKind.AREA: Scene(acts=(tells_of_areas,)),
    DeliveryKind.OUTAGE: Scene(acts=(announces,)),
    DeliveryKind.HEAD: Scene(acts=(adds_to_the_ledger,)),
    DeliveryKind.DIGEST: Scene(acts=(alerts, gathers)),
    DeliveryKind.RULING: Scene(acts=(rules,)),
    DeliveryKind.WAITING: Scene(acts=(waits,)),
    DeliveryKind.SNIPPET: Scene(acts=(says_a_snippet,)),
}
CHANGES = {
    "an update": Scene(acts=(alerts, updates), shows=NEWS),
    "a withdrawal": Scene(acts=(alerts, withdraws), stands=False),
    "a proposal that is refused": Scene(acts=(proposes, refuses), stands=False),
    "a request that is over": Scene(acts=(first_request, closes), shows=CLOSED),
}


def test_each_kind_of_delivery_has_its_scene() -> None:
    assert set(SCENES) == set(DeliveryKind)


@pytest.fixture
def cemetery(sql_store: SqlStore, vault: Vault) -> Cemetery:
    rates = Rates(per_second=1_000_000, in_flight=4)
    wire = Wire(name=TELEGRAM, outdoors=Elsewhere(), rates=rates)
    clock = FixedClock(moment=NOON + timedelta(minutes=1))
    return Cemetery(
        engine=sql_store.engine, vault=vault, wire=wire, keyring=FakeKeyring(), clock=clock
    )


@pytest.mark.parametrize("name", [*(kind.value for kind in SCENES), *CHANGES])
async def test_a_sender_may_die_at_any_point(
    sql_store: SqlStore, cemetery: Cemetery, name: str
) -> None:
    scene = CHANGES.get(name) or SCENES[DeliveryKind(name)]
    cemetery.wire.knows = knows = not is_sqlite(sql_store.engine)
    ground = Ground(store=sql_store, keyring=cemetery.keyring, clock=cemetery.clock)
    await ground.settle()
    await cemetery.lives_until(IMMORTAL)
    life, expected = await played(scene, ground, cemetery, IMMORTAL)
    assert expected.total() > 0 or not scene.stands
    for point in range(1, life.passed + 1):
        _, found = await played(scene, ground, cemetery, point)
        assert not expected - found, f"lost at point {point}"
        doubled = max((found - expected).values(), default=0)
        assert doubled <= (0 if knows else 1), f"doubled at point {point}"


async def played(
    scene: Scene, ground: Ground, cemetery: Cemetery, dies_at: int
) -> tuple[Life, Counter[str]]:
    """The scene, in which a sender dies; how many of its messages stand where in the end."""
    ground.round += 1
    before = set(cemetery.wire.standing)
    for act in scene.acts[:-1]:
        await ground.does(act)
        await cemetery.lives_until(IMMORTAL)
        if not scene.shows and scene.stands:
            before = set(cemetery.wire.standing)
    await ground.does(scene.acts[-1])
    life = await cemetery.lives_until(dies_at)
    await cemetery.lives_until(IMMORTAL)
    stand = [each for at, each in cemetery.wire.standing.items() if at not in before]
    assert all(scene.shows in repr(each.screen) for each in stand)
    return life, Counter(each.to.id for each in stand)
