"""What the feed has to know of entities: whether the public can see them. The schema decides."""

from collections.abc import Callable, Collection, Sequence, Set
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

import orjson

from app.db.feed.appending import Question
from app.db.outbox import Change, ChangeKind
from app.db.statements import Query, Statements
from app.db.written_columns import Column

# The name of a type and the uuid of one of its rows.
Pairs = Sequence[tuple[str, UUID]]


class Publicity(Protocol):
    """Asks which entities the public can see, at the present time."""

    def may_show(self, entity: str) -> bool:
        """Whether the public can see any row of this type, which the schema must have."""

    def depends_on(self, entities: Collection[str], written: Collection[Column]) -> bool:
        """Whether it may be different for rows of these types after these columns were written."""

    def query(self, pairs: Pairs) -> Query:
        """Of a JSON list with a Boolean for each entity. It may show all of them."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Learns which of the changed entities the public could see before a transaction. `reading`: another connection."""

    publicity: Publicity | None
    dialect: str
    reading: Callable[[], AbstractAsyncContextManager[Statements]]

    async def prepare(
        self, changes: Sequence[Change], written: Set[Column], statements: Statements
    ) -> tuple[Sequence[Change], Question | None]:
        """The changes with what is known, and what the append has to ask.

        If nothing was written that decides about it, they are those that the public can see now.
        """
        publicity = self.publicity
        if publicity is None:
            return changes, None
        earlier = [
            change
            for change in changes
            if change.direct and change.kind is not ChangeKind.CREATED and publicity.may_show(change.entity)
        ]
        if not earlier:
            return changes, None
        pairs = [(change.entity, change.entity_id) for change in earlier]
        if publicity.depends_on({entity for entity, _ in pairs}, written):
            # Another connection does not see what this transaction has written.
            async with self.reading() as others:
                public = await _ask(publicity, others, pairs)
        elif self.dialect == "postgresql" and len({change.organisation_id for change in changes}) == 1:
            places = {pair: place for place, pair in enumerate(pairs)}
            asked = [places.get((change.entity, change.entity_id)) for change in changes]
            return changes, Question(publicity.query(pairs), asked)
        else:
            public = await _ask(publicity, statements, pairs)
        found = dict(zip(pairs, public, strict=True))
        return [replace(change, public=found.get((change.entity, change.entity_id), False)) for change in changes], None


async def _ask(publicity: Publicity, statements: Statements, pairs: Pairs) -> list[bool]:
    """Whether the public can see each of these entities."""
    query = publicity.query(pairs)
    found: list[bool] = orjson.loads(await statements.fetch_value(query.sql, query.values))
    return found
