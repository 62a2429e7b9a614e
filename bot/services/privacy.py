"""What is kept of somebody: shown, and forgotten."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta

from bot.model.agencies import EVERY_AGENCY
from bot.model.deliveries import Message
from bot.model.hours import Hours
from bot.model.ids import IncidentNumber, PictureKey
from bot.model.incidents import Incident, IncidentState
from bot.model.people import Account, Person
from bot.model.pictures import Paper
from bot.model.places import centre
from bot.model.watches import Circle, Watch
from bot.ports.stores import UnitOfWork

FILE = "porchlight-mydata.json"

MOST_PICTURES = 6_000_000
"""Bytes of pictures in the file; written out they are a third more, and Discord takes 10 MiB."""

Held = dict[str, object]

START = datetime(1970, 1, 1, tzinfo=UTC)

UNFOUND: Held = {
    "replies": (
        "Answers to requests are not in this file: the watch does not know which of them are "
        "yours, if any, and cannot find out."
    ),
    "additions": (
        "What you added to reports of others is not in this file: it is kept without its author, "
        'as the words of "another neighbour".'
    ),
    "voices_and_flags": (
        "They are found by a mark that only your account gives, and left out once the operator "
        "changed the master key: then the marks lead to nobody."
    ),
    "moderators_log": (
        "Where you moderate, what you did stands in that chat's log under the name that your "
        "platform showed: not under your account, so it cannot be found from it. /audit shows it."
    ),
    "places_looked_up": "Addresses that were looked up are kept without who asked for them.",
}
"""What is not in the file because nothing leads to it from a person, and why."""

SECRET = "kept sealed, and left out: whoever reads it could sign as you"  # noqa: S105 - says why


async def holds(uow: UnitOfWork, account: Account) -> bool:
    """Whether anything is kept of an account, be it a mark alone; asking keeps nothing."""
    if await uow.people.find(account) is not None:
        return True
    return any((await _marked(uow, account)).values())


async def written_out(uow: UnitOfWork, account: Account) -> Paper:
    """Everything that is kept of an account, as JSON; pictures in base64, the newest first."""
    person = await uow.people.find(account)
    held: Held = {
        "account": {"platform": account.platform, "id": account.id},
        **({} if person is None else await _kept(uow, person)),
        **await _marked(uow, account),
        "not_in_this_file": UNFOUND,
    }
    return Paper(content=json.dumps(held, ensure_ascii=False, indent=2).encode(), name=FILE)


async def forget(uow: UnitOfWork, account: Account, now: datetime) -> None:
    """Forget somebody at once: posts of his reports are taken away, and nothing of him stays.

    Answers to requests are not touched: nobody knows which are his.
    """
    person = await uow.people.find(account)
    if person is None:
        await uow.forgetting.marks(account)
        return
    for report in await uow.incidents.written_by(person.id):
        gone = await uow.incidents.turn(report.number, IncidentState.WITHDRAWN)
        await uow.deliveries.refresh(gone, now)
    await uow.forgetting.person(person)


async def _kept(uow: UnitOfWork, person: Person) -> Held:
    """What hangs on the row of a person."""
    reports = await uow.incidents.written_by(person.id)
    pictures = await _pictures(uow, reports)
    return {
        "language": person.language,
        "here_since": f"{_fortnight(person.joined):%Y-%m-%d}, or up to two weeks later",
        "role": person.role.value,
        "hours": _hours(person.hours),
        "no_requests_of": await _opted_out(uow, person),
        "watches": [_watch(each) for each in await uow.watches.of(person.id)],
        "reports": [_report(each, pictures) for each in reports],
        "moderators_decided": [await _decided(uow, each.number) for each in reports],
        "unfinished_dialogue": await uow.dialogues.load(person.id),
        "messages": [_message(each) for each in await uow.holdings.messages(person.id)],
        "officer": await _officer(uow, person),
        "proves_himself": await _probation(uow, person),
        "codes_mailed": await _codes(uow, person),
        "wanted_to_ask": await _proposals(uow, person),
        "asked": list(await uow.holdings.requests(person.id)),
    }


async def _marked(uow: UnitOfWork, account: Account) -> Held:
    """What is kept under marks that an account gives, also of somebody who is not kept."""
    return {
        "voices": await _voices(uow, account),
        "flags": list(await uow.holdings.flags(account)),
        "asked_not_to_report": await _mutes(uow, account),
    }


async def _pictures(uow: UnitOfWork, reports: tuple[Incident, ...]) -> dict[PictureKey, str]:
    """The newest pictures that find room, each in base64."""
    found: dict[PictureKey, str] = {}
    room = MOST_PICTURES
    for key in (key for report in reversed(reports) for key in report.pictures):
        picture = await uow.pictures.get(key)
        if picture is not None and len(picture.content) <= room:
            room -= len(picture.content)
            found[key] = b64encode(picture.content).decode()
    return found


def _fortnight(joined: int) -> datetime:
    return START + joined * timedelta(days=14)


def _hours(hours: Hours | None) -> Held | None:
    if hours is None:
        return None
    quiet = None if hours.quiet is None else [hours.quiet.begins, hours.quiet.ends]
    return {
        "zone": hours.zone,
        "quiet_minutes_of_the_day": quiet,
        "urgent_passes": hours.urgent,
        "daily_digest_at": hours.daily,
    }


async def _opted_out(uow: UnitOfWork, person: Person) -> list[str]:
    """Whose requests somebody does not take, by name."""
    out = await uow.opt_outs.of(person.id)
    named = [each.name for each in await uow.agencies.all() if each.id in out]
    return ["every agency", *named] if EVERY_AGENCY in out else named


def _watch(watch: Watch) -> Held:
    where: Held = {"near": watch.near}
    if isinstance(watch.place, Circle):
        middle = centre(watch.place.cell)
        where |= {
            "block": [middle.latitude, middle.longitude],
            "radius_m": watch.place.radius,
        }
    else:
        where |= {"area": watch.place}
    return where | {
        "categories": sorted(each.value for each in watch.categories),
        "rhythm": watch.rhythm.value,
        "households": watch.crowd,
        "paused_until": None if watch.resumes is None else watch.resumes.isoformat(),
    }


def _report(report: Incident, pictures: dict[PictureKey, str]) -> Held:
    middle = centre(report.cell)
    return {
        "number": report.number,
        "category": report.category.value,
        "text": report.text,
        "block": [middle.latitude, middle.longitude],
        "near": report.near,
        "happened": report.happened.isoformat(),
        "posted": report.posted.isoformat(),
        "state": report.state.value,
        "pictures_jpeg": [
            pictures.get(key, "left out: the file would be too large") for key in report.pictures
        ],
        "updates": [
            {"text": each.text, "at": each.at.isoformat(), "correction": each.corrects}
            for each in report.updates
            if not each.another
        ],
    }


async def _decided(uow: UnitOfWork, number: IncidentNumber) -> Held:
    """What channels say of a report, and what its author answered."""
    rulings = await uow.rulings.of(number)
    came = await uow.deliveries.came_to(number)
    appeals = [await uow.rulings.appealed(number, channel) for channel in came]
    return {
        "report": number,
        "rulings": [{"says": each.says.value, "reason": each.reason.value} for each in rulings],
        "appeals": [each.text for each in appeals if each is not None],
    }


async def _mutes(uow: UnitOfWork, account: Account) -> list[Held]:
    """For which reports moderators muted somebody, and until when, if there is an end to it."""
    areas = [area.id for area in await uow.areas.all()]
    channels = [each.id for each in await uow.channels.within(areas)]
    silences = await uow.silences.of(account, channels, START)
    return [
        {
            "report": each.incident,
            "until": None if each.until is None else each.until.isoformat(),
        }
        for each in silences
    ]


async def _voices(uow: UnitOfWork, account: Account) -> list[Held]:
    """What somebody says of others' reports: seen, denied, or reported as well."""
    said = await uow.holdings.voices(account)
    return [{"report": number, "says": voice.value} for number, voice in said.items()]


def _message(message: Message) -> Held:
    """One message in the private chat: what it is about, and where it stands."""
    return {
        "kind": message.kind.value,
        "about": message.subject,
        "state": message.state.value,
        "due": message.due.isoformat(),
        "distance_m": message.distance,
        "direction": None if message.direction is None else message.direction.value,
        "message": None if message.posted is None else message.posted.message,
    }


async def _officer(uow: UnitOfWork, person: Person) -> Held | None:
    officer = await uow.agencies.officer(person.id)
    agency = None if officer is None else await uow.agencies.get(officer.agency)
    if agency is None:
        return None
    badge = await uow.badges.of(person.id)
    return {
        "agency": agency.name,
        "address": None if badge is None else badge.address,
        "verified_until": None if badge is None else badge.until.isoformat(),
        "wrong_passwords": None if badge is None else badge.wrong,
        "secret": None if badge is None else SECRET,
    }


async def _probation(uow: UnitOfWork, person: Person) -> Held | None:
    """How far somebody has come with proving that he belongs to an agency."""
    probation = await uow.badges.probation(person.id)
    if probation is None:
        return None
    agency = await uow.agencies.get(probation.agency)
    return {
        "agency": None if agency is None else agency.name,
        "address": probation.address,
        "until": probation.until.isoformat(),
        "secret": SECRET if probation.secret else None,
    }


async def _codes(uow: UnitOfWork, person: Person) -> list[Held]:
    """What codes were mailed about; the codes themselves are kept as digests alone."""
    mailed = await uow.holdings.codes(person.id)
    return [{"about": about, "until": until.isoformat()} for about, until in mailed.items()]


async def _proposals(uow: UnitOfWork, person: Person) -> list[Held]:
    """What somebody wants or wanted to ask as an officer."""
    found = [await uow.proposals.get(each) for each in await uow.holdings.proposals(person.id)]
    return [
        {"case": each.draft.case, "text": each.draft.text, "state": each.state.value}
        for each in found
        if each is not None
    ]
