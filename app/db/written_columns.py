"""Which columns a transaction writes, by the text of its statements.

If none of certain columns was written, what they decide has not changed, and no statement is needed to know it.
"""

import re
from collections.abc import Collection, Set
from functools import cache, lru_cache
from typing import Any

from app.db.metadata import metadata

# A table and a column of it.
Column = tuple[str, str]
# Any column, or any table.
ANY = "*"
# Texts beyond this length are read each time: to keep them would take more memory than it saves time.
_LONGEST_KEPT = 5_000
_STATEMENT = re.compile(
    r'\b(INSERT INTO|DELETE FROM|UPDATE)\s+"?(\w+)"?(?:\s+(?:AS\s+)?(?!SET\b)\w+)?(\s+SET\b)?', re.IGNORECASE
)
# Assigned columns are never qualified. Comparisons without a table are taken for assignments, too.
_ASSIGNED = re.compile(r'(?<![\w."])"?(\w+)"?\s*=')
_WRITTEN = "columns written"


def note_statement(connection: Any, statement: str) -> None:
    """Remember what a statement of this connection of SQLAlchemy writes."""
    # Many queries are too long to be kept, and it takes longest to find nothing in them.
    if statement.startswith("SELECT "):
        return
    columns = (_columns_kept if len(statement) <= _LONGEST_KEPT else columns_of)(statement)
    if columns:
        connection.info.setdefault(_WRITTEN, set()).update(columns)


def forget(connection: Any) -> None:
    """Forget what was written: a transaction begins."""
    connection.info.pop(_WRITTEN, None)


def columns_written(connection: Any) -> Set[Column]:
    """The columns that statements have written since the transaction began."""
    written: set[Column] = connection.info.get(_WRITTEN, set())
    return written


def columns_of(statement: str) -> frozenset[Column]:
    """The columns that a statement writes, or more."""
    found: set[Column] = set()
    for match in _STATEMENT.finditer(statement):
        verb, table, assigns = match[1].upper(), match[2], match[3]
        if verb == "UPDATE":
            # Otherwise it is a lock, or what follows a conflict.
            if assigns:
                found |= {(table, column) for column in _ASSIGNED.findall(statement[match.end() :])}
        elif verb == "DELETE FROM" and table in _referred():
            found.add((ANY, ANY))
        else:
            found.add((table, ANY))
    return frozenset(found)


def reaches(written: Collection[Column], tables: Set[str], columns: Set[str]) -> bool:
    """Whether any of what was written may be one of these columns of one of these tables."""
    return any((table == ANY or table in tables) and (column == ANY or column in columns) for table, column in written)


@cache
def _referred() -> frozenset[str]:
    """Tables that others refer to: with their rows, those of others may go."""
    return frozenset(key.column.table.name for table in metadata.tables.values() for key in table.foreign_keys)


_columns_kept = lru_cache(maxsize=500)(columns_of)
