"""The fast path of a query: from variables and a kept plan to the bytes of the answer, without graphql-core.

A query can take it if it is one root field that the reader answers alone, and if nothing that graphql-core does before
it calls the field's resolver can fail: then the resolver would only be called, and its text be put between the same
braces. Everything else takes the slow path: the first request, from which the plan is kept, variables that are refused,
several root fields, `@skip` and `@include` on one, introspection, and fields with a resolver of their own.
"""

from dataclasses import dataclass
from typing import Any

from graphql import (
    ExecutionResult,
    FieldNode,
    GraphQLInputType,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    ValueNode,
    VariableNode,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    located_error,
)

from app.graph.context import Context
from app.graph.reading.answered_alone import is_answered_alone
from app.graph.reading.plan import Plan
from app.graph.reading.reader import Reader
from app.graph.reading.variables import Variables
from app.graph.strawberry_internals import definition_of


@dataclass(frozen=True, slots=True)
class Known:
    """A plan and the coerced variables of one request."""

    plan: Plan
    variables: dict[str, Any]


@dataclass(frozen=True, slots=True)
class KnownQuery:
    """A query with one root field, `key` in the answer. `before`: the answer up to the field's value."""

    operation: OperationDefinitionNode
    field: FieldNode
    key: str
    nullable: bool
    before: str
    variables: Variables

    @classmethod
    def of(cls, schema: GraphQLSchema, operation: OperationDefinitionNode) -> "KnownQuery | None":
        """None if this operation of a valid document has to take the slow path."""
        [field, *others] = operation.selection_set.selections
        if operation.operation is not OperationType.QUERY or operation.directives or others:
            return None
        if not isinstance(field, FieldNode) or field.directives or schema.query_type is None:
            return None
        definition = schema.query_type.fields.get(field.name.value)
        if definition is None or not is_answered_alone(definition_of(definition)):
            return None
        variables = Variables(schema, operation.variable_definitions or ())
        given = {argument.name.value: argument.value for argument in field.arguments or ()}
        if not all(_is_certain(value, definition.args[name].type, variables) for name, value in given.items()):
            return None
        key = (field.alias or field.name).value
        nullable = not is_non_null_type(definition.type)
        return cls(operation, field, key, nullable, f'{{"data":{{"{key}":', variables)

    def find(self, reader: Reader, variables: dict[str, Any], context: Context) -> Known | None:
        """What answers this request, if its plan is kept and its variables are valid."""
        coerced = self.variables.coerced(variables)
        if coerced is None:
            return None
        plan = reader.kept(self.operation, self.key, context.database.dialect, context.rights, coerced)
        return None if plan is None else Known(plan, coerced)

    async def answer(self, known: Known, context: Context) -> bytes | ExecutionResult | None:
        """The whole answer, or its error. None if the slow path has to say what is wrong with a null."""
        try:
            text = await context.read(known.plan, known.variables)
        except Exception as error:
            located = located_error(error, [self.field], [self.key])
            return ExecutionResult({self.key: None} if self.nullable else None, [located])
        if text is None:
            return f"{self.before}null}}}}".encode() if self.nullable else None
        return f"{self.before}{text}}}}}".encode()


def _is_certain(node: ValueNode, position: GraphQLInputType, variables: Variables) -> bool:
    """Whether this argument of a valid document has a value, whatever valid variables are sent.

    Validation takes a variable that may be null where null is refused, if one of the two has a default value.
    """
    if isinstance(node, VariableNode):
        return not is_non_null_type(position) or node.name.value in variables.required
    bare = get_nullable_type(position)
    if isinstance(node, ObjectValueNode):
        return (
            is_input_object_type(bare)
            and not bare.is_one_of
            and all(_is_certain(item.value, bare.fields[item.name.value].type, variables) for item in node.fields)
        )
    if isinstance(node, ListValueNode):
        return is_list_type(bare) and all(_is_certain(item, bare.of_type, variables) for item in node.values)
    return True
