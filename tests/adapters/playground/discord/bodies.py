"""Pieces of request bodies, and where a refusal complains."""

from adapters.playground.discord.wire import JSON, as_object, as_objects
from tests.adapters.playground.discord.town import Answer

BUTTON: JSON = {"type": 2, "style": 1, "label": "Press", "custom_id": "press"}


def row(*parts: JSON) -> JSON:
    return {"type": 1, "components": list(parts)}


def select(**more: object) -> JSON:
    options = [{"label": "One", "value": "1"}]
    return {"type": 3, "custom_id": "menu", "options": options, **more}


def complaint(answer: Answer, *path: str) -> object:
    node = as_object(answer.body["errors"])
    for step in path:
        node = as_object(node[step])
    return as_objects(node["_errors"])[0]["code"]
