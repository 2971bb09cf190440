"""Appends the changes of a transaction to the feeds of their organisations, in its last statements."""

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
from app.db.statements import Statements

EPOCH_BITS = 32

# Another transaction that appends to the same feed waits here until this one has ended. Thus a reader that sees a
# position has seen all smaller ones; a sequence could give the smaller position to the transaction that ends later.
_ADVANCE = (
    "INSERT INTO feed (organisation_id, position, pruned, epoch) VALUES ({organisation}, {count}, 0, {epoch})"
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
    _ADVANCE.format(organisation="?1", count="?2", epoch="?3") + " RETURNING json_array(position, epoch, NULL)"
)
_APPEND_SQLITE = (
    f"INSERT INTO change (organisation_id, position, {_NAMES}) SELECT ?1, ?2 + key, "
    + ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(_COLUMNS)))
    + " FROM json_each(?3)"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A statement that answers, in the round trip of the append, which of the changed entities are public.

    sql     of a JSON list of Booleans, on PostgreSQL
    places  of each change, its place in the list; None where its `public` is known
    """

    sql: str
    values: Sequence[Any]
    places: Sequence[int | None]


class Append:
    """The changes of one organisation, ready to be appended to its feed."""

    def __init__(self, organisation_id: UUID, changes: Sequence[Change], question: Question | None = None) -> None:
        self._organisation_id = organisation_id
        self._changes = changes
        self._question = question or Question("NULL", (), [None] * len(changes))
        self._rows = [_row(change) for change in changes]

    async def on_postgresql(self, statements: Statements) -> str:
        """Append them; returns what `placed` needs."""
        question, columns = self._question, list(zip(*self._rows, strict=True))
        values = [self._organisation_id, len(self._changes), secrets.randbits(EPOCH_BITS), *columns, question.places]
        sql = _on_postgresql(question.sql, len(question.values))
        advanced: str = await statements.fetch_value(sql, [*question.values, *values])
        return advanced

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


@lru_cache(maxsize=200)
def _on_postgresql(question: str, before: int) -> str:
    """All of it in one statement. `before`: how many parameters the question has."""
    organisation, count, epoch, *columns, places = (
        f"${before + number}::{type_}"
        for number, type_ in enumerate(
            ("uuid", "int8", "int8", *(f"{each}[]" for each in _COLUMNS.values()), "int4[]"), 1
        )
    )
    advance = _ADVANCE.format(organisation=organisation, count=count, epoch=epoch)
    stored = ", ".join(f"c.{name}" if name != "public" else _PUBLIC for name in _COLUMNS)
    return (
        f"WITH asked AS (SELECT ({question})::json AS public), advanced AS ({advance} RETURNING position, epoch),"
        f" appended AS (INSERT INTO change (organisation_id, position, {_NAMES})"
        f" SELECT {organisation}, advanced.position - {count} + c.number, {stored} FROM asked, advanced,"
        f" unnest({', '.join(columns)}, {places}) WITH ORDINALITY AS c({_NAMES}, place, number))"
        " SELECT json_build_array(advanced.position, advanced.epoch, asked.public)::text FROM advanced, asked"
    )


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
