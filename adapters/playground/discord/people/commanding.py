"""A person gives a slash command; the client checks the parameters first."""

from collections.abc import Mapping

from adapters.playground.discord.forms.commands import OptionKind
from adapters.playground.discord.interactions import Ask
from adapters.playground.discord.nouns import Channel, InteractionKind, User
from adapters.playground.discord.people.hints import Offer, called, offers
from adapters.playground.discord.people.resolving import resolved
from adapters.playground.discord.realm import Realm
from adapters.playground.discord.wire import JSON, as_objects, as_text, as_whole
from adapters.playground.screens import CannotActError

LONGEST = 6000
NAMED = (OptionKind.USER, OptionKind.CHANNEL, OptionKind.ROLE, OptionKind.MENTIONABLE)


def command(
    realm: Realm, channel: Channel, person: User, *, name: str, values: Mapping[str, str]
) -> Ask:
    """The interaction of a slash command. Raises CannotActError where the client would."""
    offer = _find(realm, channel, person, name.removeprefix("/"))
    given = _fill(offer, person, values)
    named = [str(one["value"]) for one in given if one["type"] in NAMED]
    data: JSON = {
        "id": str(offer.command.id),
        "name": offer.command.name,
        "type": offer.command.kind,
    }
    inner = given
    for one in reversed(offer.path):
        inner = [{"name": one["name"], "type": one["type"], "options": inner}]
    if inner:
        data["options"] = inner
    if offer.command.guild is not None:
        data["guild_id"] = str(offer.command.guild)
    if named:
        data["resolved"] = resolved(realm, channel, person, ids=named)
    return Ask(
        kind=InteractionKind.COMMAND,
        application=offer.application,
        user=person,
        channel=channel,
        data=data,
        name=offer.name(),
    )


def _find(realm: Realm, channel: Channel, person: User, name: str) -> Offer:
    for offer in offers(realm, channel, person):
        if name in (offer.name(), offer.name(person.locale)):
            return offer
    message = f"There is no command /{name} here."
    raise CannotActError(message)


def _fill(offer: Offer, person: User, values: Mapping[str, str]) -> list[JSON]:
    left = dict(values)
    given: list[JSON] = []
    for parameter in offer.parameters:
        own, local = as_text(parameter["name"]), called(parameter, person.locale)
        value = left.pop(own, None)
        value = left.pop(local, None) if value is None else value
        if value is None and parameter.get("required") is True:
            message = f"The option {local} is required. Specify a value."
            raise CannotActError(message)
        if value is not None:
            read = _value(parameter, value)
            given.append({"name": own, "type": parameter["type"], "value": read})
    if left:
        message = f"/{offer.name()} has no option {', '.join(left)}."
        raise CannotActError(message)
    return given


def _value(parameter: JSON, written: str) -> object:
    kind = OptionKind(as_whole(parameter["type"]))
    try:
        value = _read(kind, written)
    except ValueError:
        message = f"{written!r} does not fit the option {parameter['name']}."
        raise CannotActError(message) from None
    choices = [one["value"] for one in as_objects(parameter.get("choices"))]
    if choices and value not in choices:
        message = f"{written!r} is not among the choices of {parameter['name']}."
        raise CannotActError(message)
    _measure(parameter, value)
    return value


def _read(kind: OptionKind, written: str) -> str | int | float | bool:
    if kind is OptionKind.INTEGER:
        return int(written)
    if kind is OptionKind.NUMBER:
        return float(written)
    if kind is OptionKind.BOOLEAN:
        if written.lower() not in ("true", "false"):
            raise ValueError(written)
        return written.lower() == "true"
    if kind in NAMED:
        return str(int(written))
    if kind is OptionKind.ATTACHMENT:
        raise ValueError(kind)
    return written


def _measure(parameter: JSON, value: object) -> None:
    if isinstance(value, str):
        least = as_whole(parameter.get("min_length"))
        most = as_whole(parameter.get("max_length"), LONGEST)
        fits = least <= len(value) <= most
    else:
        fits = _within(parameter, value)
    if not fits:
        message = f"The value for {parameter['name']} is too short, too long or out of range."
        raise CannotActError(message)


def _within(parameter: JSON, value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return True
    least, most = parameter.get("min_value"), parameter.get("max_value")
    if isinstance(least, int | float) and value < least:
        return False
    return not (isinstance(most, int | float) and value > most)
