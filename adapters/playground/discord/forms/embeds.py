"""Embeds: https://discord.com/developers/docs/resources/message#embed-object-embed-limits."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from adapters.playground.discord.bodies import Node
from adapters.playground.discord.wire import JSON, as_object, as_objects, as_text

MOST_EMBEDS = 10
MOST_FIELDS = 25
TITLE = 256
DESCRIPTION = 4096
FIELD_NAME = 256
FIELD_VALUE = 1024
FOOTER = 2048
AUTHOR = 256
TOTAL = 6000
URL = 2048
WHITE = 0xFFFFFF
SCHEMES = ("http", "https")
PICTURES = ("image", "thumbnail")


def embeds(node: Node) -> list[JSON]:
    """The embeds of a message, checked and in the form in which they are given back."""
    read = [_embed(one) for one in node.children("embeds", most=MOST_EMBEDS)]
    if sum(letters(one) for one in read) > TOTAL:
        message = f"Embed size exceeds maximum size of {TOTAL}"
        node.complain("embeds", "MAX_EMBED_SIZE_EXCEEDED", message)
    return read


def _embed(node: Node) -> JSON:
    found: JSON = {
        "type": "rich",
        "title": node.text("title", most=TITLE),
        "description": node.text("description", most=DESCRIPTION),
        "url": _url(node, "url", SCHEMES),
        "timestamp": _timestamp(node),
        "footer": _named(node, "footer", "text", FOOTER),
        "author": _named(node, "author", "name", AUTHOR),
        "fields": [_field(one) for one in node.children("fields", most=MOST_FIELDS)],
        **{key: _picture(node, key) for key in PICTURES},
    }
    kept = {key: value for key, value in found.items() if value}
    if node.raw("color") is not None:
        kept["color"] = node.whole("color", least=0, most=WHITE)
    if not kept.keys() - {"type", "color", "url", "timestamp"}:
        node.require("description")
    return kept


def _field(node: Node) -> JSON:
    node.require("name", "value")
    return {
        "name": node.text("name", least=1, most=FIELD_NAME),
        "value": node.text("value", least=1, most=FIELD_VALUE),
        "inline": node.flag("inline"),
    }


def _named(node: Node, key: str, name: str, most: int) -> JSON:
    inner = node.child(key)
    if inner is None:
        return {}
    inner.require(name)
    found: JSON = {name: inner.text(name, most=most)}
    if inner.raw("url"):
        found["url"] = _url(inner, "url", SCHEMES)
    if inner.raw("icon_url"):
        found["icon_url"] = _url(inner, "icon_url", (*SCHEMES, "attachment"))
    return found


def _picture(node: Node, key: str) -> JSON:
    inner = node.child(key)
    if inner is None or not inner.fields:
        return {}
    inner.require("url")
    return {"url": _url(inner, "url", (*SCHEMES, "attachment"))}


def _timestamp(node: Node) -> str:
    written = node.text("timestamp")
    try:
        datetime.fromisoformat(written or "2015-01-01")
    except ValueError:
        message = f"Could not parse {written}. Should be ISO8601."
        node.complain("timestamp", "DATE_TIME_TYPE_PARSE", message)
    return written


def _url(node: Node, key: str, schemes: tuple[str, ...]) -> str:
    written = node.text(key, most=URL)
    if not written:
        return ""
    scheme = urlsplit(written).scheme
    if scheme not in schemes:
        listed = ", ".join(f"'{one}'" for one in schemes)
        message = f'Scheme "{scheme}" is not supported. Scheme must be one of ({listed}).'
        node.complain(key, "URL_TYPE_INVALID_SCHEME", message)
    return written


def letters(embed: JSON) -> int:
    """How many letters of an embed count towards the total of a message."""
    fields = as_objects(embed.get("fields"))
    texts = [
        as_text(embed.get("title")),
        as_text(embed.get("description")),
        as_text(as_object(embed.get("footer")).get("text")),
        as_text(as_object(embed.get("author")).get("name")),
        *(as_text(one.get("name")) + as_text(one.get("value")) for one in fields),
    ]
    return sum(len(text) for text in texts)


def attached(embed: JSON, places: Mapping[str, str]) -> tuple[JSON, set[str]]:
    """The embed with `attachment://name` replaced by the file's place, and the names used."""
    kept = dict(embed)
    used: set[str] = set()
    for key in PICTURES:
        url = as_text(as_object(embed.get(key)).get("url"))
        name = url.removeprefix("attachment://")
        if name != url and name in places:
            kept[key] = {"url": places[name], "proxy_url": places[name]}
            used.add(name)
    return kept, used
