"""Execution that passes the reader's answers through."""

from typing import Any

import orjson
from graphql import GraphQLOutputType

from app.graph.strawberry_internals import ExecutionContext


class FinishedValues(ExecutionContext):
    """A field that the reader has answered is JSON text already."""

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: Any,
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        if isinstance(result, orjson.Fragment):
            return result
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)
