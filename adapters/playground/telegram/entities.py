"""Text with its entities, measured in UTF-16 units as the Bot API measures it."""

import re
from dataclasses import dataclass, replace

_SOLID = frozenset({"code", "pre", "text_link", "text_mention"})  # nothing is found inside
_FOUND = (
    ("url", re.compile(r"(?:https?://|www\.)[^\s<>\"]*[^\s<>\".,;:!?)\]]", re.IGNORECASE)),
    (
        "url",
        re.compile(r"(?<![\w@./])(?:[a-z0-9-]+\.)+(?:com|org|net|ca|me|io)\b(?:/[^\s<>\"]*)?"),
    ),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("mention", re.compile(r"(?<![\w@])@\w{4,32}(?!\w)", re.ASCII)),
    ("bot_command", re.compile(r"(?<![\w/])/\w{1,64}(?:@\w{3,32})?(?![\w/])", re.ASCII)),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One stretch of a text that means something; offset and length in UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str = ""
    language: str = ""

    @property
    def end(self) -> int:
        """The unit after the last one."""
        return self.offset + self.length

    def json(self) -> dict[str, object]:
        """As the API writes it."""
        body: dict[str, object] = {
            "type": self.kind,
            "offset": self.offset,
            "length": self.length,
        }
        if self.url:
            body["url"] = self.url
        if self.language:
            body["language"] = self.language
        return body


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text and its entities."""

    text: str = ""
    entities: tuple[Entity, ...] = ()

    def piece(self, entity: Entity) -> str:
        """The text that an entity covers."""
        units = self.text.encode("utf-16-le")
        return units[entity.offset * 2 : entity.end * 2].decode("utf-16-le", "replace")


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def tidy(words: Words) -> Words:
    """What the API makes of a text: no control characters, no white space around it."""
    text = "".join(
        " " if ord(letter) < ord(" ") and letter != "\n" else letter
        for letter in words.text.replace("\r", "")
    )
    if words.text != text and len(words.text) != len(text):
        words = replace(words, entities=())  # a carriage return shifts what was counted by hand
    kept = text.rstrip()
    cut = units(kept) - units(kept.lstrip())
    kept = kept.lstrip()
    entities = tuple(
        moved for each in words.entities if (moved := _moved(each, cut, units(kept))).length > 0
    )
    return Words(text=kept, entities=entities)


def _moved(entity: Entity, cut: int, length: int) -> Entity:
    start = max(0, entity.offset - cut)
    return replace(entity, offset=start, length=min(length, entity.end - cut) - start)


def with_found(words: Words) -> Words:
    """Add what every text is searched for: links, mentions, commands, hashtags."""
    taken = [each for each in words.entities if each.kind in _SOLID]
    found = list(words.entities)
    for kind, pattern in _FOUND:
        for match in pattern.finditer(words.text):
            offset = units(words.text[: match.start()])
            entity = Entity(kind=kind, offset=offset, length=units(match.group()))
            if not any(_overlap(entity, other) for other in taken):
                taken.append(entity)
                found.append(entity)
    return Words(text=words.text, entities=in_order(found))


def in_order(entities: list[Entity]) -> tuple[Entity, ...]:
    """Outer entities first, and what lies inside code or pre left out."""
    ordered = sorted(entities, key=lambda each: (each.offset, -each.length))
    codes = [each for each in ordered if each.kind in {"code", "pre"}]
    return tuple(
        each
        for each in ordered
        if not any(each is not code and _within(each, code) for code in codes)
        or each.kind in {"code", "pre", "blockquote", "expandable_blockquote"}
    )


def _overlap(one: Entity, other: Entity) -> bool:
    return one.offset < other.end and other.offset < one.end


def _within(inner: Entity, outer: Entity) -> bool:
    return outer.offset <= inner.offset and inner.end <= outer.end
