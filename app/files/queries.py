"""Finding a file by its uuid. There is no list of files."""

from typing import Annotated, Any
from uuid import UUID

import strawberry

from app.files.types import File
from app.graph.context import Info
from app.graph.reading.mapping import Bound, One, Sql, reads


def _uuid(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.id = {value.uuid()}"


async def _file(
    root: Any, info: Info, uuid: Annotated[UUID, strawberry.argument(description="Identifier of the file.")]
) -> Any:
    return await info.context.answer(info)


@strawberry.type
class FileQueries:
    file: File | None = reads(
        One("", arguments={"uuid": _uuid}), "A file the caller may see; else null.", resolver=_file
    )
