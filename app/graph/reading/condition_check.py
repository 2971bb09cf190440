"""Probes conditions when the schema is built: what they return for made-up arguments is a template to be checked."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from graphql import GraphQLInputType, get_named_type, is_enum_type, is_input_object_type

from app.core.problems import BadInput
from app.graph.reading.arguments import ConditionSql
from app.graph.reading.dialects import DIALECTS
from app.graph.reading.mapping import Bound, Condition, Entity
from app.graph.reading.rights import Rights

# The alias of the row: a placeholder, so that what is returned is a template over `{c}`.
ROW = "{c}"
VALUE = "{value}"


class Probe:
    """An argument of a type, given with everything in it."""

    def __init__(self, kinds: GraphQLInputType | Mapping[str, GraphQLInputType]) -> None:
        self._kinds = kinds

    def get(self, key: str) -> "Probe | None":
        kinds = self._kinds if isinstance(self._kinds, Mapping) else fields_of(self._kinds)
        return Probe(kinds[key]) if key in kinds else None

    @property
    def known(self) -> Any:
        assert not isinstance(self._kinds, Mapping)
        named: Any = get_named_type(self._kinds)
        return next(iter(named.values)) if is_enum_type(named) else True

    def text(self) -> str:
        return VALUE

    def boolean(self) -> str:
        return VALUE

    def instant(self) -> str:
        return VALUE

    def uuid(self) -> str:
        return VALUE

    def texts(self, change: Callable[[Any], list[str]] | None = None) -> str:
        return VALUE

    def computed(self, change: Callable[[Any], Any], kind: str) -> str:
        return VALUE

    def computed_now(self, change: Callable[[Any, datetime], Any], kind: str) -> str:
        return VALUE


def fields_of(kind: GraphQLInputType | None) -> Mapping[str, GraphQLInputType]:
    """The fields of an input type; none of a scalar."""
    named: Any = get_named_type(kind)
    return {name: each.type for name, each in named.fields.items()} if is_input_object_type(named) else {}


def templates_of(condition: Condition, given: Bound, entity: Entity | None) -> Iterator[str]:
    """What a condition returns on each engine, for a caller who has rows of their own."""
    for dialect in DIALECTS.values():
        try:
            yield condition(ConditionSql(dialect, Rights.TENANT, entity), ROW, given)
        except BadInput:
            # It does not take these arguments together.
            continue
