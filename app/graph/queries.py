"""The queries `node` and `nodes`."""

from typing import Annotated, Any

import strawberry

from app.graph.context import Info
from app.graph.node import Node, split_id
from app.graph.reading.bounds import checked
from app.graph.reading.entries import NodeCompile, NodesCompile

MAX_NODES = 100

Id = Annotated[strawberry.ID, strawberry.argument(description="A global identifier.")]
Ids = Annotated[list[strawberry.ID], strawberry.argument(description="Global identifiers, at most 100.")]


@strawberry.type
class NodeQueries:
    @strawberry.field(description="The object with this identifier; null if it does not exist or is not visible.")
    async def node(self, info: Info, id: Id) -> Node | None:
        assert info.context.reader is not None
        found = split_id(checked(id, "id"))
        if found is None or found[0] not in info.context.reader.model.nodes():
            return None
        compile_ = NodeCompile(found[0])
        answer: Any = await info.context.answer(info, compile_=compile_, key=found[0], result=found[1])
        return answer  # type: ignore[no-any-return]

    @strawberry.field(
        description="The objects with these identifiers, in order; null for one that does not exist or is not visible."
    )
    async def nodes(self, info: Info, ids: Ids) -> list[Node | None]:
        checked(ids, "ids", MAX_NODES)
        assert info.context.reader is not None
        known = info.context.reader.model.nodes()
        found = [pair if pair and pair[0] in known else None for pair in map(split_id, ids)]
        types = tuple(sorted({pair[0] for pair in found if pair}))
        if not types:
            return [None] * len(ids)
        answer: Any = await info.context.answer(info, compile_=NodesCompile(types), key=types, result=found)
        return answer  # type: ignore[no-any-return]
