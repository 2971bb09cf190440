"""A validation rule that refuses introspection, but not `__typename`."""

from typing import Any

from graphql import FieldNode, GraphQLError, ValidationRule

# `_service` is the field by which a federation router reads a subgraph's schema.
SHOWS_SCHEMA = ("__schema", "__type", "_service")


class NoIntrospection(ValidationRule):
    """For callers who may not see the schema."""

    def enter_field(self, node: FieldNode, *_args: Any) -> None:
        if node.name.value in SHOWS_SCHEMA:
            self.report_error(GraphQLError("Introspection is switched off here.", node))
