"""How the Bot API writes the nouns down for a bot."""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.playground.telegram.calls import JSON
from adapters.playground.telegram.files import Media, MediaKind, PhotoSize, Shelf
from adapters.playground.telegram.nouns import (
    ANONYMOUS_ID,
    Account,
    Bot,
    Chat,
    ChatKind,
    Human,
    Invite,
    Membership,
    Message,
    Notice,
    Status,
)

_MEMBER_RIGHTS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
_LEADER_RIGHTS = (
    "can_manage_chat",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
    "can_pin_messages",
    "can_manage_topics",
)


def user_json(account: Account, *, incoming: bool = False) -> JSON:
    """A user; only what comes from a person carries the language of the client."""
    body: JSON = {
        "id": account.id,
        "is_bot": not isinstance(account, Human),
        "first_name": account.name,
    }
    if account.username:
        body["username"] = account.username
    if incoming and isinstance(account, Human) and account.language:
        body["language_code"] = account.language
    return body


def me_json(bot: Bot) -> JSON:
    """A bot as getMe tells it."""
    return user_json(bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat_json(chat: Chat, viewer: int) -> JSON:
    """A chat as one of its accounts knows it."""
    body: JSON = {"id": chat.id_for(viewer), "type": chat.kind.value}
    if chat.kind is not ChatKind.PRIVATE:
        body["title"] = chat.title
        if chat.kind is ChatKind.GROUP:
            body["all_members_are_administrators"] = False
        return body
    other = chat.accounts[chat.id_for(viewer)]
    return body | {"first_name": other.name} | _named(other)


def _named(account: Account) -> JSON:
    return {"username": account.username} if account.username else {}


def member_json(account: Account, how: Membership) -> JSON:
    """A member of a chat."""
    body: JSON = {"user": user_json(account), "status": how.status.value}
    match how.status:
        case Status.CREATOR:
            body["is_anonymous"] = how.anonymous
        case Status.ADMINISTRATOR:
            body |= dict.fromkeys(_LEADER_RIGHTS, False) | {
                "can_be_edited": False,
                "is_anonymous": how.anonymous,
                "can_manage_chat": True,
                "can_delete_messages": how.can_delete,
                "can_invite_users": how.can_invite,
                "can_restrict_members": True,
                "can_pin_messages": True,
            }
        case Status.RESTRICTED:
            body |= dict.fromkeys(_MEMBER_RIGHTS, how.can_send)
            body |= {"is_member": True, "until_date": 0}
        case Status.KICKED:
            body["until_date"] = 0
        case Status.MEMBER | Status.LEFT:
            pass
    return body


def permissions_json() -> JSON:
    """What ordinary members may do in a group here."""
    quiet = {"can_change_info", "can_pin_messages", "can_manage_topics"}
    return {right: right not in quiet for right in _MEMBER_RIGHTS}


def invite_json(invite: Invite) -> JSON:
    """A link into a group, as its maker knows it."""
    body: JSON = {
        "invite_link": invite.url,
        "creator": user_json(invite.creator),
        "creates_join_request": invite.by_request,
        "is_primary": False,
        "is_revoked": invite.revoked,
    }
    optional: list[tuple[str, object]] = [
        ("name", invite.name),
        ("expire_date", invite.expires),
        ("member_limit", invite.limit),
    ]
    return body | {name: value for name, value in optional if value}


@dataclass(frozen=True, slots=True)
class Paper:
    """Writes messages down for one bot."""

    bot: Bot
    shelf: Shelf

    def message(self, message: Message, *, with_reply: bool = True) -> JSON:
        """A message in full; the message it answers carries no further answer."""
        body: JSON = {
            "message_id": message.id_for(self.bot.id),
            "from": self._author(message),
            "chat": chat_json(message.chat, self.bot.id),
            "date": message.date,
        }
        if message.anonymous:
            body["sender_chat"] = chat_json(message.chat, self.bot.id)
        body |= self._content(message)
        if message.reply_to and with_reply and message.reply_to.id_for(self.bot.id):
            body["reply_to_message"] = self.message(message.reply_to, with_reply=False)
        optional: list[tuple[str, object]] = [
            ("reply_markup", message.buttons.json() if message.buttons else None),
            ("has_protected_content", message.protected),
            ("media_group_id", message.album),
            ("edit_date", message.edited),
        ]
        return body | {name: value for name, value in optional if value}

    def _author(self, message: Message) -> JSON:
        if not message.anonymous:
            return user_json(message.author, incoming=True)
        return {
            "id": ANONYMOUS_ID,
            "is_bot": True,
            "first_name": "Group",
            "username": "GroupAnonymousBot",
        }

    def _content(self, message: Message) -> JSON:
        content = message.content
        if content.notice:
            return self._notice(content.notice)
        body = self.media(content.media) if content.media else {}
        if place := content.place:
            body["location"] = place.point()
            if place.title:
                body["venue"] = {
                    "location": place.point(),
                    "title": place.title,
                    "address": place.address,
                }
        if content.words.text:
            name, entities = (
                ("caption", "caption_entities") if content.media else ("text", "entities")
            )
            body[name] = content.words.text
            if content.words.entities:
                body[entities] = [each.json() for each in content.words.entities]
        if content.without_preview:
            body["link_preview_options"] = {"is_disabled": True}
        return body

    def _notice(self, notice: Notice) -> JSON:
        body: JSON = {}
        if notice.joined:
            body["new_chat_members"] = [user_json(each) for each in notice.joined]
        if notice.left:
            body["left_chat_member"] = user_json(notice.left)
        if notice.created:
            body["group_chat_created"] = True
        if notice.migrated_to:
            body["migrate_to_chat_id"] = notice.migrated_to
        if notice.migrated_from:
            body["migrate_from_chat_id"] = notice.migrated_from
        return body

    def media(self, media: Media) -> JSON:
        """A message's file, with the ids that this bot uses for it."""
        body = _WRITERS[media.kind](self, media)
        value = [self.size(each) for each in media.sizes] if media.sizes else body
        spoiler: JSON = {"has_media_spoiler": True} if media.spoiler else {}
        return {media.kind.value: value} | spoiler

    def file(self, media: Media) -> JSON:
        """What every kind of file has."""
        return {
            "file_id": self.shelf.give(self.bot.id, media.file),
            "file_unique_id": media.file.unique_id,
            "file_size": media.file.size,
        }

    def size(self, size: PhotoSize) -> JSON:
        """One size of a photo."""
        return {
            "file_id": self.shelf.give(self.bot.id, size.file),
            "file_unique_id": size.file.unique_id,
            "file_size": size.file.size,
            "width": size.width,
            "height": size.height,
        }


def _document(paper: Paper, media: Media) -> JSON:
    return {"file_name": media.name, "mime_type": media.file.mime} | paper.file(media)


def _video(paper: Paper, media: Media) -> JSON:
    shape: JSON = {"width": media.width, "height": media.height, "duration": media.duration}
    return shape | _document(paper, media)


def _voice(paper: Paper, media: Media) -> JSON:
    body: JSON = {"duration": media.duration, "mime_type": media.file.mime}
    return body | paper.file(media)


def _sticker(paper: Paper, media: Media) -> JSON:
    body: JSON = {
        "type": "regular",
        "width": media.width,
        "height": media.height,
        "is_animated": False,
        "is_video": False,
    }
    return body | paper.file(media)


_WRITERS: dict[MediaKind, Callable[[Paper, Media], JSON]] = {
    MediaKind.PHOTO: Paper.file,
    MediaKind.VIDEO: _video,
    MediaKind.DOCUMENT: _document,
    MediaKind.VOICE: _voice,
    MediaKind.STICKER: _sticker,
}
