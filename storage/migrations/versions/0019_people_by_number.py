"""People are known by numbers of 64 bits, drawn at random, where they had 32 hexadecimal digits.

The number is what the first half of the digits spells. By the whole id it was known whose an
address is that lies sealed, so the second half is kept with what is sealed: before it (ADR 0037).
Codes that are on their way by mail were bound to the whole id, too, and are dropped.
"""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

HALF = 16
"""Digits."""

CODES = "mailed_code"

PEOPLE = {
    "person": "id",
    "dialogue": "person",
    "watch": "person",
    "delivery": "person",
    "opt_out": "person",
    "officer": "person",
    "probation": "person",
    "badge": "person",
    CODES: "person",
    "incident": "reporter",
    "proposal": "officer",
    "request": "officer",
}
"""Tables, with the column that says who."""

BOXES = {"person": ("sealed",), "probation": ("address", "secret"), "badge": ("address", "secret")}
"""What is sealed for somebody."""

AT_ONCE = 1_000
"""People whose boxes are brought up to date at once."""

LEADING = {
    ("watch", "person"): "CASCADE",
    ("dialogue", "person"): "CASCADE",
    ("delivery", "person"): "SET NULL",
    ("opt_out", "person"): "CASCADE",
    ("officer", "person"): "CASCADE",
    ("probation", "person"): "CASCADE",
    (CODES, "person"): "CASCADE",
    ("proposal", "officer"): "CASCADE",
    ("badge", "person"): "CASCADE",
    ("incident", "reporter"): None,
    ("request", "officer"): None,
}
"""References to people, and what becomes of a row whose person is gone."""

NUMBER_ON_SERVER = "('x' || substr({column}, 1, 16))::bit(64)::bigint"

DIGIT = "((instr('0123456789abcdef', substr({column}, {place}, 1)) - 1) << {shift})"

DECLARED = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table"
INDEXED = """
SELECT sql FROM sqlite_master
WHERE type = 'index' AND tbl_name = :table AND sql IS NOT NULL ORDER BY name
"""
LAST = "SELECT seq FROM sqlite_sequence WHERE name = :table"
FORGET = "DELETE FROM sqlite_sequence WHERE name = :table"
COUNT_ON = "INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)"


def upgrade() -> None:
    op.execute(sa.table(CODES).delete())
    for table, boxes in BOXES.items():
        _put_rests_before(table, PEOPLE[table], boxes)
    _number_in_drafts()
    if op.get_bind().dialect.name == "sqlite":
        _number_in_file()
    else:
        _number_on_server()


def downgrade() -> None:
    message = "An officer's boxes are bound to numbers by now: restore a backup of before"
    raise NotImplementedError(message)


def _put_rests_before(name: str, who: str, boxes: tuple[str, ...]) -> None:
    """The second half of the id goes before what is sealed."""
    table = sa.table(name, sa.column(who, sa.String()), *(sa.column(each) for each in boxes))
    changed = (
        sa.update(table)
        .where(table.c[who] == sa.bindparam("whose"))
        .values({each: sa.bindparam(f"new_{each}") for each in boxes})
    )
    for rows in _batches(table, who):
        op.get_bind().execute(changed, [_with_rest(row, boxes) for row in rows])


def _with_rest(row: sa.Row[tuple[object, ...]], boxes: tuple[str, ...]) -> dict[str, object]:
    found = row._mapping
    whose = str(row[0])
    rest = bytes.fromhex(whose[HALF:])
    return {"whose": whose} | {f"new_{name}": rest + bytes(found[name]) for name in boxes}


def _batches(table: sa.TableClause, who: str) -> Iterator[list[sa.Row[tuple[object, ...]]]]:
    after = ""
    next_ones = (
        sa.select(table)
        .where(table.c[who] > sa.bindparam("after"))
        .order_by(table.c[who])
        .limit(AT_ONCE)
    )
    while rows := list(op.get_bind().execute(next_ones, {"after": after}).all()):
        yield rows
        after = rows[-1][0]


def _number_in_drafts() -> None:
    """What an officer wants to ask says who he is, too."""
    bind, table = op.get_bind(), sa.table("proposal", sa.column("id"), sa.column("draft"))
    for number, written in bind.execute(sa.select(table)).all():
        draft = json.loads(written)
        draft["officer"] = int.from_bytes(bytes.fromhex(draft["officer"][:HALF]), signed=True)
        anew = json.dumps(draft, ensure_ascii=False, separators=(",", ":"))
        bind.execute(sa.update(table).where(table.c.id == number).values(draft=anew))


def _number_on_server() -> None:
    for table, column in LEADING:
        op.drop_constraint(op.f(f"fk_{table}_{column}"), table, type_="foreignkey")
    for table, column in PEOPLE.items():
        op.alter_column(
            table,
            column,
            type_=sa.BigInteger(),
            postgresql_using=NUMBER_ON_SERVER.format(column=column),
        )
    for (table, column), gone in LEADING.items():
        to, key = ("officer", "person") if table == "badge" else ("person", "id")
        op.create_foreign_key(
            op.f(f"fk_{table}_{column}"), table, to, [column], [key], ondelete=gone
        )


def _number_in_file() -> None:
    """Each table is made anew, from the declaration that is there.

    Not by Alembic's copying: that puts constraints in an order of chance, so that two copies of
    one watch would not be alike.
    """
    bind = op.get_bind()
    if bind.exec_driver_sql("PRAGMA foreign_keys").scalar():
        message = "References must be off while tables are made anew: whoever refers would go, too"
        raise RuntimeError(message)
    for table, column in PEOPLE.items():
        _make_anew(table, column)
    broken = bind.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        message = f"{len(broken)} rows refer to nothing, the first of them in {broken[0][0]}"
        raise RuntimeError(message)


def _make_anew(table: str, column: str) -> None:
    bind = op.get_bind()
    declared = str(bind.scalar(sa.text(DECLARED), {"table": table}))
    indexes = bind.scalars(sa.text(INDEXED), {"table": table}).all()
    counted = "AUTOINCREMENT" in declared
    last = bind.scalar(sa.text(LAST), {"table": table}) if counted else None
    anew = declared.replace(table, f"{table}_anew", 1)
    bind.exec_driver_sql(anew.replace(f"\t{column} VARCHAR", f"\t{column} BIGINT", 1))
    names = [str(row[1]) for row in bind.exec_driver_sql(f"PRAGMA table_info({table})")]
    found = ", ".join(_number(name) if name == column else f'"{name}"' for name in names)
    bind.exec_driver_sql(f"INSERT INTO {table}_anew SELECT {found} FROM {table}")  # noqa: S608 - names of ours
    bind.exec_driver_sql(f"DROP TABLE {table}")
    bind.exec_driver_sql(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for index in indexes:
        bind.exec_driver_sql(index)
    if last is not None:
        bind.execute(sa.text(FORGET), {"table": table})
        bind.execute(sa.text(COUNT_ON), {"table": table, "last": last})


def _number(column: str) -> str:
    """The first half of the digits as a number with a sign, in SQLite's words."""
    places = range(1, HALF + 1)
    digits = [DIGIT.format(column=column, place=n, shift=4 * (HALF - n)) for n in places]
    return f"CASE WHEN {column} IS NOT NULL THEN {' | '.join(digits)} END"
