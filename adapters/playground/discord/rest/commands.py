"""Application commands over REST, global ones and those of one guild."""

from adapters.playground.discord.bodies import Node
from adapters.playground.discord.forms.commands import CommandKind
from adapters.playground.discord.forms.commands import command as command_form
from adapters.playground.discord.nouns import Application, Command
from adapters.playground.discord.rest.calls import Answer, Call, Route
from adapters.playground.discord.wire import (
    JSON,
    MISSING_ACCESS,
    TOO_MANY_COMMANDS,
    UNKNOWN_APPLICATION,
    UNKNOWN_COMMAND,
    ApiError,
    as_text,
    as_whole,
)

MOST = {CommandKind.SLASH: 100, CommandKind.USER: 15, CommandKind.MESSAGE: 15}
BULK = sum(MOST.values())
LOCALIZED = ("name_localizations", "description_localizations")


def shape(application: Application, one: Command, *, localized: bool = True) -> JSON:
    """A command as it is given back."""
    body: JSON = {
        "id": str(one.id),
        "application_id": str(application.id),
        "version": str(one.version),
        **one.body,
    }
    if one.guild is not None:
        body["guild_id"] = str(one.guild)
        del body["dm_permission"]
    if not localized:
        body = {key: value for key, value in body.items() if key not in LOCALIZED}
    return body


def _own(call: Call) -> tuple[Application, int | None]:
    application = call.bot
    if call.id("application") != application.id:
        known = call.id("application") in call.realm.applications
        raise ApiError(MISSING_ACCESS if known else UNKNOWN_APPLICATION)
    if "guild" not in call.request.match_info:
        return application, None
    guild = call.realm.guilds.get(call.id("guild"))
    if guild is None or application.user.id not in guild.members:
        raise ApiError(MISSING_ACCESS)
    return application, guild.id


def _there(application: Application, guild: int | None) -> list[Command]:
    return [one for one in application.commands if one.guild == guild]


def _find(call: Call) -> tuple[Application, Command]:
    application, guild = _own(call)
    for one in _there(application, guild):
        if one.id == call.id("command"):
            return application, one
    raise ApiError(UNKNOWN_COMMAND)


def _put(call: Call, guild: int | None, body: JSON) -> tuple[Command, bool]:
    name, kind = as_text(body["name"]), as_whole(body["type"])
    same = [one for one in _there(call.bot, guild) if (one.name, one.kind) == (name, kind)]
    if same:
        same[0].body, same[0].version = body, call.realm.snowflake()
        return same[0], False
    own = call.realm.snowflake()
    made = Command(id=own, version=own, guild=guild, name=name, kind=kind, body=body)
    call.bot.commands.append(made)
    return made, True


def _count(application: Application, guild: int | None) -> None:
    for kind, most in MOST.items():
        if sum(one.kind == kind for one in _there(application, guild)) > most:
            raise ApiError(TOO_MANY_COMMANDS)


async def listed(call: Call) -> Answer:
    """All commands."""
    application, guild = _own(call)
    localized = call.flag("with_localizations")
    return [shape(application, one, localized=localized) for one in _there(application, guild)]


async def one(call: Call) -> Answer:
    """One command."""
    return shape(*_find(call))


async def create(call: Call) -> Answer:
    """Add a command, or replace the one of the same name."""
    application, guild = _own(call)
    node = await call.body()
    body = command_form(node)
    node.settle()
    made, _ = _put(call, guild, body)
    try:
        _count(application, guild)
    except ApiError:
        application.commands.remove(made)
        raise
    call.realm.changed()
    return shape(application, made)


async def replace_all(call: Call) -> Answer:
    """Replace all commands; those that keep their name keep their id."""
    application, guild = _own(call)
    node = await call.items()
    bodies = [command_form(each) for each in _top(node)]
    _unique(node, bodies)
    node.settle()
    for kind, most in MOST.items():
        if sum(body["type"] == kind for body in bodies) > most:
            raise ApiError(TOO_MANY_COMMANDS)
    kept = {(body["name"], body["type"]) for body in bodies}
    application.commands = [
        each
        for each in application.commands
        if each.guild != guild or (each.name, each.kind) in kept
    ]
    made = [_put(call, guild, body)[0] for body in bodies]
    call.realm.changed()
    return [shape(application, each) for each in made]


def _top(node: Node) -> list[Node]:
    children = node.children("items", most=BULK)
    return [
        Node(fields=each.fields, path=each.path[1:], complaints=each.complaints)
        for each in children
    ]


def _unique(node: Node, bodies: list[JSON]) -> None:
    seen: set[tuple[object, object]] = set()
    for index, body in enumerate(bodies):
        key = (body["name"], body["type"])
        if key in seen:
            message = "Application command names must be unique"
            code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
            node.complaints.add((index, "name"), code, message)
        seen.add(key)


async def change(call: Call) -> Answer:
    """Change some of a command's fields."""
    application, found = _find(call)
    node = await call.body()
    merged = Node(fields={**found.body, **node.fields}, complaints=node.complaints)
    body = command_form(merged)
    node.settle()
    found.body, found.name, found.version = body, as_text(body["name"]), call.realm.snowflake()
    call.realm.changed()
    return shape(application, found)


async def delete(call: Call) -> Answer:
    """Remove a command."""
    application, found = _find(call)
    application.commands.remove(found)
    call.realm.changed()
    return None


def _routes(base: str) -> tuple[Route, ...]:
    return (
        Route(method="GET", path=base, act=listed),
        Route(method="POST", path=base, act=create),
        Route(method="PUT", path=base, act=replace_all),
        Route(method="GET", path=f"{base}/{{command}}", act=one),
        Route(method="PATCH", path=f"{base}/{{command}}", act=change),
        Route(method="DELETE", path=f"{base}/{{command}}", act=delete),
    )


OWN = "/applications/{application}"
ROUTES = (*_routes(f"{OWN}/commands"), *_routes(f"{OWN}/guilds/{{guild}}/commands"))
