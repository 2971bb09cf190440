"""A set of ids as one parameter: the SQL is the same for any number of them, so that it is compiled once."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import String, TypeDecorator, TypeEngine

_AMONG = {
    "postgresql": "= ANY(:{0})",
    "sqlite": "IN (SELECT value FROM json_each(:{0}))",
}


class UuidSet(TypeDecorator[Collection[UUID]]):
    """Any number of UUIDs: an array on PostgreSQL, a JSON list on SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.ARRAY(postgresql.UUID(as_uuid=True)))
        return dialect.type_descriptor(String())

    def process_bind_param(self, value: Collection[UUID] | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value if value is None else list(value)
        return orjson.dumps([str(each) for each in value]).decode()


def among(parameter: str, dialect: str) -> str:
    """SQL that follows a column: its id is one of the set that is this parameter, of type `UuidSet`."""
    return _AMONG[dialect].format(parameter)
