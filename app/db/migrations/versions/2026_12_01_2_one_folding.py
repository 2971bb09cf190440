"""Names, tags and searched texts are folded anew: letters such as ł and ø, the marks of kana, digits of other scripts.

Only what is not plain ASCII folds differently. Where two categories or profile handles of an organisation would become
one, the second keeps the key that it had.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from alembic import op
from sqlalchemy import Connection, text

from app.core import limits
from app.core.folding import sort_key
from app.events.listing.rules import SEARCHED, search_columns

revision: str = "2026_12_01_2_one_folding"
down_revision: str | None = "2026_12_01_1_former_slugs"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# What processes of the version before write is folded in their way.
serves_from: str | None = revision

NOT_ASCII: Mapping[str, Callable[[str], str]] = {
    "sqlite": lambda column: f"{column} GLOB '*[^ -~]*'",
    "postgresql": lambda column: f"{column} ~ '[^ -~]'",
}


class Folded(NamedTuple):
    """A column with the folded text of another one. `row`: the columns that identify a row."""

    table: str
    source: str
    key: str
    most: int
    row: tuple[str, ...] = ("id",)
    unique: bool = False


FOLDED = (
    Folded("event", "name", "name_key", 4 * limits.NAME),
    Folded("session", "name", "name_key", 4 * limits.NAME),
    Folded("speaker", "name", "name_key", 4 * limits.DISPLAY_NAME),
    Folded("event_tag", "tag", "tag_key", 4 * limits.TAG, ("event_id", "position")),
    Folded("category", "name", "name_key", 4 * limits.LABEL, unique=True),
    Folded("user_account", "profile_handle", "profile_handle_key", 4 * limits.LABEL, unique=True),
)
LABELS = {
    "tag": "SELECT tag FROM event_tag WHERE event_id = :id ORDER BY position",
    "category": "SELECT c.name FROM event_category l JOIN category c ON c.id = l.category_id WHERE l.event_id = :id"
    " ORDER BY l.position",
}


def upgrade() -> None:
    fold_anew(op.get_bind())


def fold_anew(db: Connection) -> None:
    """Change the keys and searched texts that are not plain ASCII."""
    for each in FOLDED:
        _fold(db, each)
    _search(db)


def downgrade() -> None:
    """Nothing: keys are made of what is stored, and older code makes them in its way when a name is stored again."""


def _fold(db: Connection, how: Folded) -> None:
    columns = ", ".join((*how.row, how.source, how.key))
    where = " AND ".join(f"{column} = :{column}" for column in how.row)
    change = text(f"UPDATE {how.table} SET {how.key} = :folded WHERE {where}")
    for row in _rows(db, how.table, columns, how.source, ", ".join(how.row)):
        folded = sort_key(row[how.source], how.most)
        if folded == row[how.key] or (how.unique and _is_taken(db, how, row["id"], folded)):
            continue
        db.execute(change, {"folded": folded, **{column: row[column] for column in how.row}})


def _is_taken(db: Connection, how: Folded, row_id: Any, folded: str) -> bool:
    found = text(
        f"SELECT 1 FROM {how.table} x JOIN {how.table} y ON y.organisation_id = x.organisation_id"
        f" WHERE x.id = :id AND y.id <> x.id AND y.{how.key} = :folded"
    )
    return db.execute(found, {"id": row_id, "folded": folded}).first() is not None


def _search(db: Connection) -> None:
    columns = ", ".join(("id", "search_text", "placeless_search_text", *sorted(SEARCHED)))
    change = text(
        "UPDATE event SET search_text = :search_text, placeless_search_text = :placeless_search_text WHERE id = :id"
    )
    for row in _rows(db, "event", columns, "search_text", "id"):
        tags, categories = (list(db.execute(text(sql), {"id": row["id"]}).scalars()) for sql in LABELS.values())
        stored: Any = dict(row)
        db.execute(change, {"id": row["id"], **search_columns(stored, tags, categories)})


def _rows(db: Connection, table: str, columns: str, tested: str, order: str) -> list[Mapping[str, Any]]:
    """Those whose column `tested` is not plain ASCII."""
    condition = NOT_ASCII[db.dialect.name](tested)
    found = db.execute(text(f"SELECT {columns} FROM {table} WHERE {condition} ORDER BY {order}"))
    return [dict(row) for row in found.mappings()]
