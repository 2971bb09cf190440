"""Introspection switched off: `__schema` and `__type` refused, `__typename` not."""

from typing import Any

from graphql import FieldNode, GraphQLError, ValidationRule


class NoIntrospection(ValidationRule):
    """A validation rule for callers who may not see the schema."""

    def enter_field(self, node: FieldNode, *_args: Any) -> None:
        if node.name.value in ("__schema", "__type"):
            self.report_error(GraphQLError("Introspection is switched off here.", node))
