"""Sending files: from an upload, or again by their file_id."""

from dataclasses import replace

from adapters.playground.telegram.calls import JSON, Call, Sent, record, whole
from adapters.playground.telegram.errors import ApiError, No
from adapters.playground.telegram.files import (
    DOWNLOAD_BYTES,
    PHOTO_BYTES,
    UPLOAD_BYTES,
    Media,
    MediaKind,
)
from adapters.playground.telegram.methods.access import chat_of, may_write
from adapters.playground.telegram.methods.sending import send
from adapters.playground.telegram.methods.words import caption_of
from adapters.playground.telegram.nouns import Bot, Content
from adapters.playground.telegram.town import Town

_ALBUM = 10
_RIGHTS = {
    MediaKind.PHOTO: "photos",
    MediaKind.VIDEO: "videos",
    MediaKind.DOCUMENT: "documents",
}


async def send_photo(town: Town, bot: Bot, call: Call) -> object:
    """Serve sendPhoto."""
    return _send_one(town, bot, call, MediaKind.PHOTO)


async def send_video(town: Town, bot: Bot, call: Call) -> object:
    """Serve sendVideo."""
    return _send_one(town, bot, call, MediaKind.VIDEO)


async def send_document(town: Town, bot: Bot, call: Call) -> object:
    """Serve sendDocument."""
    return _send_one(town, bot, call, MediaKind.DOCUMENT)


def _send_one(town: Town, bot: Bot, call: Call, kind: MediaKind) -> JSON:
    chat = chat_of(town, bot, call)
    may_write(town, bot, chat, _RIGHTS[kind])
    media = read_media(town, bot, call, kind)
    content = Content(words=caption_of(call), media=media)
    return send(town, bot, call, chat=chat, contents=[content])[0]


async def send_media_group(town: Town, bot: Bot, call: Call) -> object:
    """Serve sendMediaGroup: an album, whose items are messages of their own."""
    chat = chat_of(town, bot, call)
    items = [item_call(call, each) for each in call.things("media")]
    if not items:
        raise ApiError(No.ALBUM_EMPTY)
    if len(items) > _ALBUM:
        raise ApiError(No.ALBUM_LONG)
    kinds = [item_kind(each) for each in items]
    if MediaKind.DOCUMENT in kinds and len(set(kinds)) > 1:
        raise ApiError(No.ALBUM_MIXED)
    may_write(town, bot, chat, _RIGHTS[kinds[0]])
    contents = [
        Content(words=caption_of(item), media=read_media(town, bot, item, kind))
        for item, kind in zip(items, kinds, strict=True)
    ]
    return send(town, bot, call, chat=chat, contents=contents)


def item_call(call: Call, item: object) -> Call:
    """One InputMedia, read like a call of its own."""
    body = record(item, "InputMedia")
    kind = str(body.get("type", ""))
    return Call(method=call.method, values={**body, kind: body.get("media")}, files=call.files)


def item_kind(item: Call) -> MediaKind:
    """What an InputMedia is. Raises ApiError for another type."""
    for kind in _RIGHTS:
        if item.text("type") == kind:
            return kind
    raise ApiError(No.ALBUM_KIND)


def read_media(town: Town, bot: Bot, call: Call, kind: MediaKind) -> Media:
    """The file of a call: a part of it, one attached under a name, or a file_id."""
    name = kind.value
    text = call.text(name)
    attached = call.files.get(text.removeprefix("attach://")) if "attach://" in text else None
    upload = attached or call.files.get(name)
    if upload:
        return _uploaded(town, upload, call, kind)
    if not text or "attach://" in text:
        raise ApiError(No.NO_UPLOAD, name)
    if text.startswith(("http://", "https://")):
        raise ApiError(No.FILE_FETCH)
    try:
        media = town.shelf.media(town.shelf.given(bot.id, text))
    except KeyError:
        raise ApiError(No.FILE_ID) from None
    if media.kind is not kind:
        raise ApiError(No.FILE_ID)
    return replace(media, spoiler=call.flag("has_spoiler"))


def _uploaded(town: Town, upload: Sent, call: Call, kind: MediaKind) -> Media:
    if not upload.content:
        raise ApiError(No.FILE_EMPTY)
    if len(upload.content) > UPLOAD_BYTES:
        raise ApiError(No.TOO_LARGE)
    if kind is MediaKind.PHOTO:
        if len(upload.content) > PHOTO_BYTES:
            raise ApiError(No.PHOTO_BIG, len(upload.content))
        return town.shelf.put_photo(upload.content, spoiler=call.flag("has_spoiler"))
    return town.shelf.remember(
        Media(
            kind=kind,
            file=town.shelf.put(upload.content, upload.mime, kind),
            name=upload.name,
            width=whole(call.values.get("width")),
            height=whole(call.values.get("height")),
            duration=whole(call.values.get("duration")),
            spoiler=call.flag("has_spoiler"),
        )
    )


async def get_file(town: Town, bot: Bot, call: Call) -> object:
    """Serve getFile: makes a file ready for download."""
    try:
        file = town.shelf.given(bot.id, call.text("file_id"))
    except KeyError:
        raise ApiError(No.FILE_UNKNOWN) from None
    if file.size > DOWNLOAD_BYTES:
        raise ApiError(No.FILE_BIG)
    return {
        "file_id": call.text("file_id"),
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": town.shelf.open(bot.id, file),
    }
