"""Introspection switched off: what shows the schema is refused, `__typename` is not."""

from typing import Any

from graphql import FieldNode, GraphQLError, ValidationRule

# The last is what a federation's router asks a subgraph for.
SHOWS_SCHEMA = ("__schema", "__type", "_service")


class NoIntrospection(ValidationRule):
    """A validation rule for callers who may not see the schema."""

    def enter_field(self, node: FieldNode, *_args: Any) -> None:
        if node.name.value in SHOWS_SCHEMA:
            self.report_error(GraphQLError("Introspection is switched off here.", node))
