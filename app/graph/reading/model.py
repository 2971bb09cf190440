"""The schema and its mappings, checked and ready for the compiler."""

from collections.abc import Mapping

import strawberry
from graphql import GraphQLObjectType, GraphQLOutputType, GraphQLSchema, GraphQLUnionType, get_named_type

from app.db.all_tables import columns_by_table
from app.graph.reading.mapped_types import MappedType, mapped_type
from app.graph.reading.mapping_check import MappingCheck
from app.graph.strawberry_internals import core_schema


class Model:
    """Types are found by their GraphQL names, so that the compiler never sees a Python class.

    `templates` are those of all mappings, parsed. Raises MappingError for a mapping that cannot become SQL.
    """

    def __init__(self, schema: strawberry.Schema, tables: Mapping[str, frozenset[str]] | None = None) -> None:
        self.core: GraphQLSchema = core_schema(schema)
        unions = [core for core in self.core.type_map.values() if isinstance(core, GraphQLUnionType)]
        self.types = {
            name: mapped_type(core, unions)
            for name, core in self.core.type_map.items()
            if isinstance(core, GraphQLObjectType) and not name.startswith("__")
        }
        roots = {root.name for root in (self.core.query_type, self.core.mutation_type) if root}
        check = MappingCheck(self.types, roots, columns_by_table() if tables is None else tables)
        self.templates = check.run()

    def of(self, output: GraphQLOutputType) -> MappedType:
        """The mapped type of a field, without its lists and non-nulls."""
        return self.types[get_named_type(output).name]

    def nodes(self) -> dict[str, MappedType]:
        """The types that `node(id:)` can find."""
        return {name: found for name, found in self.types.items() if "Node" in found.names and found.entity}
