"""What a button does, small enough to travel inside it."""

from dataclasses import dataclass
from enum import StrEnum, unique

LONGEST_ACTION = 64
"""Bytes: Telegram's callback_data, the smaller of the two (core.telegram.org/bots/api)."""


@unique
class Verb(StrEnum):
    """What pressing a button, or sending a form, means. Two letters: the room is small."""

    COMMAND = "cm"  # command: run it here, in private
    ANSWER = "an"  # open a form for the question that was asked
    ANSWER_FORM = "af"
    CANCEL = "ca"
    WORDS_KEEP = "rk"  # a digest of the words that are kept as they are, in spite of a prompt
    LANGUAGE = "la"  # language code
    PRIVACY = "pr"
    FORGET_SURELY = "fs"

    REPORT_FORM = "rf"
    REPORT_CATEGORY = "rc"  # category
    REPORT_WHEN = "rw"  # now, hour, today, other
    REPORT_SKIP_PHOTO = "rs"
    REPORT_WIDER = "rb"
    REPORT_CHANGE = "rg"  # category, story, place, when, photo; without: which?
    REPORT_POST = "ro"
    PLACE_CHOICE = "pc"  # index of the address that was meant

    REPORT_JOIN = "rj"  # incident number: mine is about the same
    REPORT_ANOTHER = "rn"  # mine is about something else

    INCIDENT_SEEN = "is"  # incident number: I see it too
    INCIDENT_DENIED = "id"  # incident number: it is not so
    INCIDENT_MORE = "im"  # incident number: all that was said and shown of it
    INCIDENT_UPDATE = "iu"  # incident number
    INCIDENT_CORRECTS = "ik"  # what is being added corrects the report, or not
    INCIDENT_RESOLVE = "ir"  # incident number
    INCIDENT_WITHDRAW = "iw"  # incident number
    INCIDENT_MAP = "ip"  # incident number
    INCIDENT_COMMENT = "ic"  # incident number, prompts so far: what a neighbour knows of it
    INCIDENT_COMMENT_FORM = "ig"  # the same
    INCIDENT_COMMENT_KEEP = "ij"  # the same: the quoted words as they are
    INCIDENT_COMMENT_DROP = "ix"
    INCIDENT_FLAG = "if"  # incident number: a moderator should look
    INCIDENT_APPEAL = "ia"  # incident number, channel id

    NEAR_WATCH = "nw"  # watch id
    NEAR_SHOW = "ns"  # place, days, category or "all": what happened around there
    NEAR_ELSEWHERE = "ne"

    WATCH_CHANNEL = "wc"  # channel id
    WATCH_RADIUS = "wr"  # metres
    WATCH_CATEGORY = "wk"  # category, or "all"
    WATCH_SAVE = "ws"
    WATCH_CHANGE = "wg"  # watch id
    WATCH_END = "we"  # watch id
    WATCH_SHOW = "wi"  # watch id
    WATCH_RESUME = "wz"  # watch id
    WATCH_PAGE = "wp"  # main, kinds, crowd, pause
    WATCH_RHYTHM = "wm"  # now, hourly, daily
    WATCH_HOUR = "wh"  # hour of the daily digest
    WATCH_CROWD = "wo"  # households
    WATCH_PAUSE = "wt"  # no, day, week, open

    QUIET_SET = "us"  # off, or minutes of the day: begins-ends
    QUIET_OTHER = "uo"
    QUIET_URGENT = "uu"  # yes, no
    OPT_OUTS = "ur"  # agency id; without: all of them
    OPT_OUT = "ux"  # agency id, 0 for every agency
    OPT_IN = "uy"  # the same
    ZONE_ASK = "uz"
    ZONE_PICK = "up"  # index of the zone that was meant

    BIND = "bi"  # area id
    RECAP_SET = "rd"  # off, daily, weekly
    AREA_DRAW = "ad"  # the chat it is for, in hexadecimal
    AREA_CIRCLE = "ac"
    AREA_FILE = "al"
    AREA_FORM = "ag"
    AREA_FEATURE = "ae"  # index of the feature that was meant
    AREA_RADIUS = "ar"  # metres
    AREA_NAME = "am"
    AREA_SAVE = "as"
    DOOR_SET = "os"  # openness
    DOOR_KNOCK = "ok"  # channel id

    AGENCY_ADMIT = "ga"  # agency id, channel id
    AGENCY_BAR = "gb"  # agency id, channel id
    PROPOSAL_MAIL_AGAIN = "qm"
    PROPOSAL_READ = "qv"  # proposal id, channel id (0: as a colleague)
    PROPOSAL_APPROVE = "qa"  # the same
    PROPOSAL_REFUSE = "qn"  # the same
    VERIFY_MAIL_AGAIN = "vm"
    VERIFY_SCANNED = "vs"

    JUDGE = "mj"  # review or daily, and its value
    PENDING_SHOW = "mp"  # channel id, the incident number behind which to look
    PENDING_ALLOW = "ma"  # channel id, incident number, case
    PENDING_REFUSE = "mr"  # channel id, incident number, case: why?
    PENDING_REASON = "ms"  # channel id, incident number, case, reason
    STRIKE_SHOW = "mx"  # channel id, incident number
    STRIKE = "mz"  # channel id, incident number, which addition
    AUDIT_SHOW = "mw"  # channel id, how many of the newest to skip

    REQUEST_FORM = "qf"
    REQUEST_CLOSES = "qd"  # days
    REQUEST_CHANGE = "qg"  # text, case, place, window, closes; without: which?
    REQUEST_POST = "qo"
    REQUEST_SHOW = "qi"  # request number
    REQUEST_RESOLVE = "qr"  # request number
    REQUEST_RESOLVE_SURELY = "qs"  # request number
    REQUEST_WITHDRAW = "qw"  # request number
    REQUEST_WITHDRAW_SURELY = "qz"  # request number
    REQUEST_INTEREST = "qx"  # metres
    REPLY_ASK = "ya"  # reply key
    REPLY_BLOCK = "yb"  # reply key
    REPLY_BLOCK_SURELY = "yc"  # reply key

    LEDGER_PAGE = "lp"  # entry number: what stands before it

    BELL = "be"  # request number: is the question for me?
    COPY_OPEN = "co"  # request number
    COPY_WRITE = "cw"  # token
    COPY_FORM = "cf"  # token
    COPY_CHECK = "cc"  # token
    DRAFT_SEND = "ds"  # token, nonce: no questions back
    DRAFT_SEND_THREAD = "dt"  # token, nonce: they may ask me
    DRAFT_SEND_CODE = "do"  # token, nonce: they may ask me, and I may lose this copy
    DRAFT_CLEAR = "dx"  # token: take the marked words out
    DRAFT_KEEP = "dk"  # token: leave them in
    DRAFT_CANCEL = "dc"
    CODE_ASK = "ka"  # token: I have a code
    CODE_FORM = "kf"  # token
    CODE_NOTED = "kn"


SENDS = frozenset({Verb.DRAFT_SEND, Verb.DRAFT_SEND_THREAD, Verb.DRAFT_SEND_CODE})
"""The ways to send a draft."""

DRAFTED = SENDS | {Verb.DRAFT_CLEAR, Verb.DRAFT_KEEP}
"""Presses that carry the picture of the message pressed on: the chat is the draft store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A verb and what it is about.

    Arguments hold letters, digits, `-` and `_` only; only the actions behind
    `Button(private=True)` must do without `-` and `_`, so that they fit a deep link.
    """

    verb: Verb
    args: tuple[str, ...] = ()

    def encoded(self) -> str:
        """The action as text: at most `LONGEST_ACTION` ASCII characters."""
        return ":".join((self.verb.value, *self.args))


def act(verb: Verb, *args: object) -> Action:
    """An action with its arguments written out."""
    return Action(verb=verb, args=tuple(str(arg) for arg in args))


def decoded(text: str) -> Action | None:
    """The action that `Action.encoded` wrote, or None when it is none of ours."""
    if not text.isascii():
        return None
    verb, *args = text.split(":")
    try:
        return Action(verb=Verb(verb), args=tuple(args))
    except ValueError:
        return None
