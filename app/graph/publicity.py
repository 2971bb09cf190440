"""Tells the feed which entities the public can see."""

import re
from collections.abc import Callable, Collection
from datetime import datetime
from functools import lru_cache

from app.core.time import to_utc_text
from app.db.statements import Query
from app.db.written_columns import Column, reaches
from app.graph.reading.entries import Pairs
from app.graph.reading.parameters import Env
from app.graph.reading.reader import Reader
from app.graph.reading.rights import Rights

_TABLE = re.compile(r"\b(?:FROM|JOIN) (\w+)")
_COLUMN = re.compile(r"\.(\w+)")


class SchemaPublicity:
    """By the conditions of this reader's schema, at the clock's time."""

    def __init__(self, reader: Reader, dialect: str, clock: Callable[[], datetime]) -> None:
        self._reader = reader
        self._dialect = dialect
        self._clock = clock
        self._read_by = lru_cache(maxsize=None)(self._columns_read)

    def may_show(self, entity: str) -> bool:
        # A mute is stored and recorded without a type in the schema.
        mapped = self._reader.model.types.get(entity)
        return mapped is not None and mapped.entity is not None and not mapped.entity.is_hidden

    def depends_on(self, entities: Collection[str], written: Collection[Column]) -> bool:
        return any(reaches(written, *self._read_by(entity)) for entity in entities)

    def query(self, pairs: Pairs) -> Query:
        env = Env({}, to_utc_text(self._clock()), None, result=pairs)
        plan = self._reader.visibility(self._dialect, Rights.OUTSIDER, {name for name, _ in pairs})
        return plan.query(env)

    def _columns_read(self, entity: str) -> tuple[frozenset[str], frozenset[str]]:
        """The tables and the columns that decide whether the public sees a row of this type, or more."""
        sql = self._reader.visibility(self._dialect, Rights.OUTSIDER, {entity}).sql
        return frozenset(_TABLE.findall(sql)), frozenset(_COLUMN.findall(sql))
