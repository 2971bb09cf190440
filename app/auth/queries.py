"""The current caller."""

from typing import Any

import strawberry

from app.auth.types import Viewer
from app.graph.context import Info
from app.graph.reading.mapping import Embedded, reads


async def _viewer(root: Any, info: Info) -> Any:
    return None if info.context.caller.anonymous else await info.context.answer(info)


@strawberry.type
class ViewerQueries:
    viewer: Viewer | None = reads(Embedded(), "The caller; null without a token.", resolver=_viewer)
