"""Leaks, planted one at a time: the suite must see each of them, or it proves nothing."""

from dataclasses import dataclass

from tests.proof import media_plants, plants, remnant_plants
from tests.proof.plants import Plant, annotate, at_send, sign

ROWS = frozenset({"the rows, before the tick"})
DATABASE = ROWS | {"the rows, after the tick"}
LETTERS = frozenset({"Roy's screen, after the tick", "Rosa's client, after the tick"})
NOWHERE = frozenset({"what may be nowhere, before the tick"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """How it is planted, the trial that must find it, and where it must show at least."""

    plant: Plant
    trial: str
    shows: frozenset[str]
    database: str = "sqlite"


LEAKS = {
    "when somebody was last seen": Leak(
        plant=plants.note_last_seen, trial="user, words", shows=DATABASE
    ),
    "a counter for each account": Leak(
        plant=at_send(plants.count_replies),
        trial="user, a photo",
        shows=DATABASE,
        database="postgres",
    ),
    "a row for whoever writes": Leak(
        plant=at_send(plants.welcome), trial="age, words", shows=DATABASE
    ),
    "the hour at which a reply came": Leak(
        plant=annotate(lambda scene, _: scene.clock.now().isoformat()),
        trial="three replies, the last one first",
        shows=DATABASE,
    ),
    "a sequence for a key": Leak(
        plant=plants.number_replies,
        trial="three replies, the last one first",
        shows=ROWS,
        database="postgres",
    ),
    "the order in which replies came": Leak(
        plant=plants.keep_order, trial="three replies, the last one first", shows=LETTERS
    ),
    "the token beside the reply": Leak(
        plant=annotate(lambda scene, _: scene.args[0]), trial="user, words", shows=NOWHERE
    ),
    "the nonce beside the reply": Leak(
        plant=annotate(lambda _, nonce: nonce),
        trial="user, a restart",
        shows=NOWHERE,
        database="postgres",
    ),
    "a thread named after the account": Leak(
        plant=plants.tag_by_account, trial="user, a question and its answer", shows=DATABASE
    ),
    "a block of the account": Leak(
        plant=plants.block_by_account,
        trial="user, a block",
        shows=frozenset({"the rows, in the end"}),
        database="postgres",
    ),
    "a handle made from the account": Leak(
        plant=plants.name_by_account, trial="user, a crash midway", shows=LETTERS
    ),
    "the writer's name in the letter": Leak(
        plant=sign(plants.full_name), trial="name, too many requests", shows=LETTERS
    ),
    "the writer's language in the letter": Leak(
        plant=sign(plants.language), trial="language, words", shows=LETTERS | DATABASE
    ),
    "the writer's platform in the letter": Leak(
        plant=sign(plants.platform),
        trial="platform, words",
        shows=LETTERS | DATABASE,
        database="postgres",
    ),
    "the writer's subscriptions in the letter": Leak(
        plant=sign(plants.subscriptions), trial="subscriptions, words", shows=LETTERS
    ),
    "the client's punctuation": Leak(
        plant=plants.keep_punctuation, trial="keyboard, words", shows=LETTERS
    ),
    "the writer's platform in the log": Leak(
        plant=at_send(plants.gossip), trial="platform, words", shows=frozenset({"the log"})
    ),
    "the chat's id in the log": Leak(
        plant=at_send(plants.chatter), trial="user, words", shows=frozenset({"the log"})
    ),
    "a photo as it came": Leak(
        plant=media_plants.trust_pictures,
        trial="everything, both on Discord, a photo",
        shows=LETTERS | DATABASE,
    ),
    "a video as it came": Leak(
        plant=media_plants.trust_videos, trial="camera, a video", shows=LETTERS | DATABASE
    ),
    "a photo by its file id": Leak(
        plant=media_plants.reuse_files,
        trial="platform, a photo",
        shows=frozenset({"Roy's client, after the tick"}),
    ),
    "a message more for the code": Leak(
        plant=plants.say_more,
        trial="platform, by code",
        shows=frozenset({"Roy's client, after the tick", "the rows, after the tick"}),
    ),
    "Telegram's mark beside the reply": Leak(
        plant=remnant_plants.mark_polls,
        trial="platform, words",
        shows=frozenset({"the database in time, before the tick"}),
        database="postgres",
    ),
    "a log that is emptied late": Leak(
        plant=remnant_plants.keep_log,
        trial="three replies, the other way round",
        shows=frozenset({"the database's log, before the tick"}),
    ),
    "pages in the order of arrival": Leak(
        plant=remnant_plants.keep_pages,
        trial="three replies, the last one first",
        shows=frozenset({"the database's file, after the tick"}),
    ),
    "xmin in the order of arrival": Leak(
        plant=remnant_plants.keep_nonces,
        trial="three replies, the other way round",
        shows=frozenset({"the database in time, after the tick"}),
        database="postgres",
    ),
    "a key that outlives its request": Leak(
        plant=remnant_plants.keep_key,
        trial="age, the request is closed",
        shows=frozenset({"what may be nowhere, in the end"}),
    ),
    "replies that outlive their request": Leak(
        plant=remnant_plants.keep_replies,
        trial="name, the request is closed",
        shows=frozenset({"what may be nowhere, in the end"}),
        database="postgres",
    ),
    "a backup with the keyring": Leak(
        plant=remnant_plants.copy_keys, trial="camera, backups", shows=NOWHERE
    ),
}
