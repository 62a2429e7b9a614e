"""The text of a call: parsed, tidied, measured."""

from adapters.playground.telegram.calls import Call
from adapters.playground.telegram.entities import Entity, Words, tidy, units, with_found
from adapters.playground.telegram.errors import ApiError, No
from adapters.playground.telegram.html_in import parse_html
from adapters.playground.telegram.markdown_in import parse_markdown

TEXT_UNITS = 4096  # UTF-16 units, after the markup is parsed
CAPTION_UNITS = 1024


def read_words(text: str, parse_mode: str, entities: tuple[Entity, ...]) -> Words:
    """What a text says. Raises ApiError where its markup cannot be parsed."""
    match parse_mode.lower():
        case "":
            words = Words(text=text, entities=entities)
        case "html":
            words = parse_html(text)
        case "markdownv2":
            words = parse_markdown(text)
        case _:
            raise ApiError(No.PARSE_MODE)
    return with_found(tidy(words))


def text_of(call: Call) -> Words:
    """The text of a message. Raises ApiError for none, or one too long."""
    words = read_words(call.text("text"), call.text("parse_mode"), call.entities("entities"))
    if not words.text:
        raise ApiError(No.TEXT_EMPTY)
    if units(words.text) > TEXT_UNITS:
        raise ApiError(No.TEXT_LONG)
    return words


def without_preview(call: Call) -> bool:
    """Whether a call asks that no link of its text be previewed."""
    options = call.thing("link_preview_options")
    disabled = isinstance(options, dict) and options.get("is_disabled") is True
    return disabled or call.flag("disable_web_page_preview")


def caption_of(call: Call) -> Words:
    """The caption of a file, perhaps empty. Raises ApiError for one too long."""
    entities = call.entities("caption_entities")
    words = read_words(call.text("caption"), call.text("parse_mode"), entities)
    if units(words.text) > CAPTION_UNITS:
        raise ApiError(No.CAPTION_LONG)
    return words
