"""The refusals of the Bot API, in its own words."""

from enum import StrEnum


class No(StrEnum):
    """A refusal; `%s` stands for what differs from case to case."""

    UNAUTHORIZED = "Unauthorized"
    NOT_FOUND = "Not Found"
    LOGGED_OUT = "Logged out"
    TOO_LARGE = "Request Entity Too Large"
    TOO_MANY = "Too Many Requests: retry after %s"
    POLLED_TWICE = (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    POLL_ENDED = "Conflict: terminated by setWebhook request"
    WEBHOOK_ACTIVE = (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    BLOCKED = "Forbidden: bot was blocked by the user"
    DEACTIVATED = "Forbidden: user is deactivated"
    NOT_STARTED = "Forbidden: bot can't initiate conversation with a user"
    TO_BOTS = "Forbidden: bot can't send messages to bots"
    KICKED = "Forbidden: bot was kicked from the %s chat"
    NOT_MEMBER = "Forbidden: bot is not a member of the %s chat"
    NO_RIGHT = "Bad Request: not enough rights to send %s to the chat"
    NO_CHAT_ID = "Bad Request: chat_id is empty"
    NO_CHAT = "Bad Request: chat not found"
    NO_USER = "Bad Request: user not found"
    BAD_USER = "Bad Request: invalid user_id specified"
    NO_ADMINISTRATORS = "Bad Request: there are no administrators in the private chat"
    UPGRADED = "Bad Request: group chat was upgraded to a supergroup chat"
    TEXT_EMPTY = "Bad Request: message text is empty"
    TEXT_LONG = "Bad Request: message is too long"
    CAPTION_LONG = "Bad Request: message caption is too long"
    ENTITIES = "Bad Request: can't parse entities: %s"
    PARSE_MODE = "Bad Request: unsupported parse_mode"
    NO_MESSAGE_ID = "Bad Request: message identifier is not specified"
    NOT_MODIFIED = (
        "Bad Request: message is not modified: specified new message content and reply markup "
        "are exactly the same as a current content and reply markup of the message"
    )
    EDIT_NOT_FOUND = "Bad Request: message to edit not found"
    EDIT_NOT_ALLOWED = "Bad Request: message can't be edited"
    NO_TEXT = "Bad Request: there is no text in the message to edit"
    NO_CAPTION = "Bad Request: there is no caption in the message to edit"
    NO_MEDIA = "Bad Request: there is no media in the message to edit"
    DELETE_NOT_FOUND = "Bad Request: message to delete not found"
    DELETE_NOT_ALLOWED = "Bad Request: message can't be deleted"
    DELETE_TOO_LATE = "Bad Request: message can't be deleted for everyone"
    TOO_MANY_IDS = "Bad Request: too many message identifiers specified"
    REPLY_NOT_FOUND = "Bad Request: message to be replied not found"
    QUERY_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    ANSWER_LONG = "Bad Request: MESSAGE_TOO_LONG"
    URL_INVALID = "Bad Request: URL_INVALID"
    BUTTON_DATA = "Bad Request: BUTTON_DATA_INVALID"
    BUTTON_URL = "Bad Request: BUTTON_URL_INVALID"
    BUTTON_KIND = "Bad Request: text buttons are unallowed in the inline keyboard"
    BUTTON_PARSE = "Bad Request: can't parse inline keyboard button: %s"
    KEY_PARSE = "Bad Request: can't parse keyboard button: %s"
    KEY_LOCATION = "Bad Request: location can be requested in private chats only"
    KEY_CONTACT = "Bad Request: phone number can be requested in private chats only"
    MARKUP_PARSE = "Bad Request: can't parse reply keyboard markup JSON object"
    MARKUP_OBJECT = "Bad Request: object expected as reply markup"
    MARKUP_INLINE = "Bad Request: inline keyboard expected"
    NO_INVITES = "Bad Request: not enough rights to manage chat invite link"
    INVITE_NAME = "Bad Request: chat invite link name is too long"
    INVITE_LIMIT = (
        "Bad Request: member limit can't be specified for links requiring administrator approval"
    )
    INVITE_UNKNOWN = "Bad Request: INVITE_HASH_EXPIRED"
    INVITE_PRIVATE = "Bad Request: can't create invite links in the private chat"
    NOT_ASKING = "Bad Request: HIDE_REQUESTER_MISSING"
    IN_ALREADY = "Bad Request: USER_ALREADY_PARTICIPANT"
    NO_THREAD = "Bad Request: message thread not found"
    NOT_UTF8 = "Bad Request: strings must be encoded in UTF-8"
    JSON_PARSE = "Bad Request: can't parse %s JSON object"
    NO_UPLOAD = "Bad Request: there is no %s in the request"
    FILE_ID = "Bad Request: wrong remote file identifier specified: Wrong character in the string"
    FILE_FETCH = "Bad Request: failed to get HTTP URL content"
    FILE_EMPTY = "Bad Request: file must be non-empty"
    FILE_BIG = "Bad Request: file is too big"
    FILE_UNKNOWN = "Bad Request: invalid file_id"
    PHOTO_BIG = (
        "Bad Request: file of size %s bytes is too big for a photo; "
        "the maximum size is 10485760 bytes"
    )
    PHOTO_INVALID = "Bad Request: IMAGE_PROCESS_FAILED"
    PHOTO_SHAPE = "Bad Request: PHOTO_INVALID_DIMENSIONS"
    ALBUM_EMPTY = "Bad Request: there are no messages to send"
    ALBUM_LONG = "Bad Request: too many messages to send as an album"
    ALBUM_KIND = "Bad Request: type must be one of photo, video, document"
    ALBUM_MIXED = "Bad Request: document can't be mixed with other media types"
    PLACE_EMPTY = "Bad Request: %s is empty"
    PLACE_WRONG = "Bad Request: wrong location specified"
    VENUE_TITLE = "Bad Request: title must be non-empty"
    VENUE_ADDRESS = "Bad Request: address must be non-empty"
    ACTION = "Bad Request: wrong parameter action in request"
    COMMAND = "Bad Request: BOT_COMMAND_INVALID"
    COMMAND_DESCRIPTION = "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"
    COMMANDS_MANY = "Bad Request: BOT_COMMANDS_TOO_MUCH"
    LANGUAGE = "Bad Request: LANG_CODE_INVALID"
    SCOPE = "Bad Request: can't parse BotCommandScope: %s"
    WEBHOOK_URL = "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    WEBHOOK_SECRET = "Bad Request: secret token contains unallowed characters"  # noqa: S105 - a refusal, not a secret


_STATUS = {
    "Bad Request": 400,
    "Logged out": 400,
    "Unauthorized": 401,
    "Forbidden": 403,
    "Not Found": 404,
    "Conflict": 409,
    "Request Entity Too Large": 413,
    "Too Many Requests": 429,
}


class ApiError(Exception):
    """A call that the Bot API refuses."""

    def __init__(
        self,
        no: No,
        detail: object = "",
        *,
        retry_after: int | None = None,
        migrate_to: int | None = None,
    ) -> None:
        """Refuse with `no`, its gap filled by `detail`."""
        self.no = no
        self.description = no.value % detail if "%s" in no.value else no.value
        self.status = _STATUS[no.value.partition(":")[0]]
        self.parameters: dict[str, object] = {}
        if retry_after is not None:
            self.parameters["retry_after"] = retry_after
        if migrate_to is not None:
            self.parameters["migrate_to_chat_id"] = migrate_to
        self.wait = float(retry_after or 0)
        super().__init__(self.description)

    def body(self) -> dict[str, object]:
        """The answer as the API writes it."""
        answer: dict[str, object] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        return answer | ({"parameters": self.parameters} if self.parameters else {})
