"""Text with entities becomes the safe HTML that a page may show."""

from html import escape

from adapters.playground.telegram.entities import Entity, Words

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "text_link": "a",
    "url": "a",
}
_SAFE = ("http://", "https://", "tg://", "mailto:")


def to_html(words: Words) -> str:
    """Only b, i, u, s, code, pre, blockquote, a and br, whatever the text says."""
    raw = words.text.encode("utf-16-le")
    shown = [each for each in words.entities if each.kind in _TAGS]
    edges = sorted({0, len(raw) // 2, *(at for each in shown for at in (each.offset, each.end))})
    out: list[str] = []
    stack: list[Entity] = []
    for start, end in zip(edges, [*edges[1:], len(raw) // 2], strict=True):
        _close(out, stack, start, words)
        for each in shown:
            if each.offset == start and each.length:
                out.append(_start_tag(words, each))
                stack.append(each)
        piece = escape(raw[start * 2 : end * 2].decode("utf-16-le", "replace"))
        inside_pre = any(each.kind == "pre" for each in stack)
        out.append(piece if inside_pre else piece.replace("\n", "<br>"))
    return "".join(out)


def _close(out: list[str], stack: list[Entity], at: int, words: Words) -> None:
    """End what ends here; what only lay above it opens again."""
    reopened: list[Entity] = []
    while any(each.end <= at for each in stack):
        top = stack.pop()
        out.append(f"</{_TAGS[top.kind]}>")
        if top.end > at:
            reopened.append(top)
    for each in reversed(reopened):
        out.append(_start_tag(words, each))
        stack.append(each)


def _start_tag(words: Words, entity: Entity) -> str:
    tag = _TAGS[entity.kind]
    if tag != "a":
        return f"<{tag}>"
    address = entity.url or words.piece(entity)
    if "://" not in address and not address.startswith("mailto:"):
        address = f"http://{address}"
    if not address.lower().startswith(_SAFE):
        return "<a>"
    return f'<a href="{escape(address)}">'
