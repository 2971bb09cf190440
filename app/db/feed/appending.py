"""Appends the changes of a transaction to the feeds of their organisations, in its last statements."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

import orjson

from app.core.time import to_utc_text
from app.db.outbox import Change
from app.db.statements import Query, Statements

EPOCH_BITS = 32
# A statement that appends more changes does nothing else: its time is limited.
MOST_WITH_OTHERS = 100

# Another transaction that appends to the same feed waits here until this one has ended. Thus a reader that sees a
# position has seen all smaller ones; a sequence could give the smaller position to the transaction that ends later.
_ADVANCE = (
    "INSERT INTO feed (organisation_id, position, pruned, epoch) {values}"
    " ON CONFLICT (organisation_id) DO UPDATE SET position = feed.position + {count}"
)
# With the types of their arrays on PostgreSQL.
_COLUMNS = {
    "event_id": "uuid",
    "entity": "text",
    "entity_id": "uuid",
    "kind": "text",
    "whole": "bool",
    "public": "bool",
    "direct": "bool",
    "at": "text",
}
_NAMES = ", ".join(_COLUMNS)
_PUBLIC = "coalesce((asked.public->>c.place)::bool, c.public)"
_ADVANCE_SQLITE = (
    _ADVANCE.format(values="VALUES (?1, ?2, 0, ?3)", count="?2") + " RETURNING json_array(position, epoch, NULL)"
)
_APPEND_SQLITE = (
    f"INSERT INTO change (organisation_id, position, {_NAMES}) SELECT ?1, ?2 + key, "
    + ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(_COLUMNS)))
    + " FROM json_each(?3)"
)


_PLACEHOLDER = re.compile(r"\$(\d+)")
_UNASKED = Query("NULL", ())


@dataclass(frozen=True, slots=True)
class Question:
    """A query that answers, in the round trip of the append, which of the changed entities are public.

    query   of a JSON list of Booleans, on PostgreSQL
    places  of each change, its place in the list; None where its `public` is known
    """

    query: Query
    places: Sequence[int | None]


class Append:
    """The changes of one organisation, ready to be appended to its feed."""

    def __init__(self, organisation_id: UUID, changes: Sequence[Change], question: Question | None = None) -> None:
        self._organisation_id = organisation_id
        self._changes = changes
        self._question = question or Question(_UNASKED, [None] * len(changes))
        self._rows = [_row(change) for change in changes]

    @property
    def is_short(self) -> bool:
        """Whether there is time for other things in the same statement."""
        return len(self._changes) <= MOST_WITH_OTHERS

    async def on_postgresql(
        self, statements: Statements, reads: Sequence[Query] = (), write: Query | None = None
    ) -> list[Any]:
        """Append them; returns what `placed` needs, and the values of `reads`, all by one statement.

        `write`: what else is to be written. It returns no rows.
        """
        sql, values = _joined(reads)
        sql += _appended(self._question.query.sql, write and write.sql, len(reads), len(values))
        values += self._question.query.values
        if write is not None:
            values += write.values
        values += (self._organisation_id, len(self._changes), secrets.randbits(EPOCH_BITS))
        values += zip(*self._rows, strict=True)
        values.append(self._question.places)
        found: list[Any] = await statements.fetch_value(sql, values)
        return found

    async def on_sqlite(self, statements: Statements) -> str:
        """The same in two statements."""
        owner, count = str(self._organisation_id), len(self._changes)
        advanced: str = await statements.fetch_value(_ADVANCE_SQLITE, (owner, count, secrets.randbits(EPOCH_BITS)))
        first = orjson.loads(advanced)[0] - count + 1
        await statements.fetch_value(_APPEND_SQLITE, (owner, first, orjson.dumps(self._rows, default=str).decode()))
        return advanced

    def placed(self, advanced: str) -> list[Change]:
        """The changes as they are in the feed now."""
        last, epoch, public = orjson.loads(advanced)
        first = last - len(self._changes) + 1
        return [
            replace(
                change,
                position=first + number,
                epoch=epoch,
                public=change.public if place is None else public[place],
            )
            for number, (change, place) in enumerate(zip(self._changes, self._question.places, strict=True))
        ]


def appends(changes: Sequence[Change], question: Question | None = None) -> list[Append]:
    """What to append, in one order in all transactions, so that no two wait for each other.

    The rows that it locks delay others: nothing but the commit may follow in the transaction. With a question, the
    changes are of one organisation.
    """
    by_organisation: dict[UUID, list[Change]] = {}
    for change in changes:
        by_organisation.setdefault(change.organisation_id, []).append(change)
    return [
        Append(organisation_id, by_organisation[organisation_id], question)
        for organisation_id in sorted(by_organisation, key=attrgetter("int"))
    ]


def _joined(reads: Sequence[Query]) -> tuple[str, list[Any]]:
    """The beginning of a statement, whose first columns are these queries, and all of their parameters."""
    sql, values = "WITH asked AS MATERIALIZED (SELECT ", list[Any]()
    for number, query in enumerate(reads):
        sql += f"({_shifted(query.sql, len(values)) if values else query.sql}) AS read_{number}, "
        values += query.values
    return sql, values


def _shifted(sql: str, by: int) -> str:
    """The statement with other numbers of its parameters. No text in it has a dollar sign before a digit."""
    return _PLACEHOLDER.sub(lambda found: f"${int(found[1]) + by}", sql)


@lru_cache(maxsize=200)
def _appended(question: str, write: str | None, reads: int, before: int) -> str:
    """The rest of the statement. `before`: how many parameters the reads have.

    All is read before the row of the feed is locked, because the advance is made of what was read.
    """
    writing = ""
    asked = before + _parameters(question)
    if write is not None:
        writing = f", written AS ({_shifted(write, asked)})"
        asked += _parameters(write)
    organisation, count, epoch, *columns, places = (
        f"${asked + number}::{type_}"
        for number, type_ in enumerate(
            ("uuid", "int8", "int8", *(f"{each}[]" for each in _COLUMNS.values()), "int4[]"), 1
        )
    )
    advance = _ADVANCE.format(values=f"SELECT {organisation}, {count}, 0, {epoch} FROM asked", count=count)
    stored = ", ".join(f"c.{name}" if name != "public" else _PUBLIC for name in _COLUMNS)
    found = "".join(f", read_{number}::text" for number in range(reads))
    return (
        f"({_shifted(question, before)})::json AS public){writing},"
        f" advanced AS ({advance} RETURNING position, epoch),"
        f" appended AS (INSERT INTO change (organisation_id, position, {_NAMES})"
        f" SELECT {organisation}, advanced.position - {count} + c.number, {stored} FROM asked, advanced,"
        f" unnest({', '.join(columns)}, {places}) WITH ORDINALITY AS c({_NAMES}, place, number))"
        f" SELECT ARRAY[json_build_array(advanced.position, advanced.epoch, asked.public)::text{found}]"
        " FROM advanced, asked"
    )


def _parameters(sql: str) -> int:
    return max((int(number) for number in _PLACEHOLDER.findall(sql)), default=0)


def _row(change: Change) -> tuple[Any, ...]:
    """The values of `_COLUMNS`."""
    return (
        change.event_id,
        change.entity,
        change.entity_id,
        change.kind.name,
        change.whole,
        change.public,
        change.direct,
        to_utc_text(change.at),
    )
