"""Every method by its name in small letters, since the API does not mind the case."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from adapters.playground.telegram.calls import Call
from adapters.playground.telegram.methods import (
    chats,
    commands,
    edits,
    invites,
    media,
    sending,
    updates,
)
from adapters.playground.telegram.nouns import Bot
from adapters.playground.telegram.town import Town

Method: TypeAlias = Callable[[Town, Bot, Call], Awaitable[object]]

METHODS: dict[str, Method] = {
    "getme": chats.get_me,
    "logout": updates.log_out,
    "close": updates.close,
    "getupdates": updates.get_updates,
    "setwebhook": updates.set_webhook,
    "deletewebhook": updates.delete_webhook,
    "getwebhookinfo": updates.webhook_info,
    "setmycommands": commands.set_commands,
    "getmycommands": commands.get_commands,
    "deletemycommands": commands.delete_commands,
    "sendmessage": sending.send_message,
    "sendlocation": sending.send_location,
    "sendvenue": sending.send_venue,
    "sendchataction": sending.send_chat_action,
    "sendphoto": media.send_photo,
    "sendvideo": media.send_video,
    "senddocument": media.send_document,
    "sendmediagroup": media.send_media_group,
    "getfile": media.get_file,
    "editmessagetext": edits.edit_text,
    "editmessagecaption": edits.edit_caption,
    "editmessagemedia": edits.edit_media,
    "editmessagereplymarkup": edits.edit_markup,
    "deletemessage": edits.delete_message,
    "deletemessages": edits.delete_messages,
    "answercallbackquery": chats.answer_query,
    "createchatinvitelink": invites.create_link,
    "revokechatinvitelink": invites.revoke_link,
    "approvechatjoinrequest": invites.approve,
    "declinechatjoinrequest": invites.decline,
    "getchat": chats.get_chat,
    "getchatmember": chats.get_member,
    "getchatadministrators": chats.get_administrators,
    "getchatmembercount": chats.get_member_count,
}
