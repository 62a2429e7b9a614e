"""What is kept of somebody: shown, and forgotten."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta

from bot.model.agencies import EVERY_AGENCY
from bot.model.hours import Hours
from bot.model.ids import IncidentNumber, PictureKey
from bot.model.incidents import Incident, IncidentState
from bot.model.people import Person
from bot.model.pictures import Paper
from bot.model.places import centre
from bot.model.watches import Circle, Watch
from bot.ports.stores import UnitOfWork

FILE = "porchlight-mydata.json"

MOST_PICTURES = 6_000_000
"""Bytes of pictures in the file; written out they are a third more, and Discord takes 10 MiB."""

START = datetime(1970, 1, 1, tzinfo=UTC)

Held = dict[str, object]

REPLIES = (
    "Answers to requests are not in this file: the watch does not know which of them are yours, "
    "if any, and cannot find out."
)


async def written_out(uow: UnitOfWork, person: Person) -> Paper:
    """Everything that is kept of somebody, as JSON; pictures in base64, the newest first."""
    reports = await uow.incidents.written_by(person.id)
    pictures = await _pictures(uow, reports)
    held: Held = {
        "account": {"platform": person.account.platform, "id": person.account.id},
        "language": person.language,
        "here_since": f"{_fortnight(person.joined):%Y-%m-%d}, or up to two weeks later",
        "role": person.role.value,
        "hours": _hours(person.hours),
        "no_requests_of": await _opted_out(uow, person),
        "watches": [_watch(each) for each in await uow.watches.of(person.id)],
        "reports": [_report(each, pictures) for each in reports],
        "moderators_decided": [await _decided(uow, each.number) for each in reports],
        "asked_not_to_report": await _mutes(uow, person),
        "unfinished_dialogue": await uow.dialogues.load(person.id),
        "officer": await _officer(uow, person),
        "replies": REPLIES,
    }
    return Paper(content=json.dumps(held, ensure_ascii=False, indent=2).encode(), name=FILE)


async def forget(uow: UnitOfWork, person: Person, now: datetime) -> None:
    """Forget somebody at once: posts of his reports are taken away, and nothing of him stays.

    Answers to requests are not touched: nobody knows which are his.
    """
    for report in await uow.incidents.written_by(person.id):
        gone = await uow.incidents.turn(report.number, IncidentState.WITHDRAWN)
        await uow.deliveries.refresh(gone, now)
    await uow.forgetting.person(person)


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
            {"text": each.text, "at": each.at.isoformat()}
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


async def _mutes(uow: UnitOfWork, person: Person) -> list[Held]:
    """For which reports moderators muted somebody, and until when, if there is an end to it."""
    areas = [area.id for area in await uow.areas.all()]
    channels = [each.id for each in await uow.channels.within(areas)]
    silences = await uow.silences.of(person.account, channels, START)
    return [
        {
            "report": each.incident,
            "until": None if each.until is None else each.until.isoformat(),
        }
        for each in silences
    ]


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
    }
