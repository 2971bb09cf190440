"""The query for one file. There is no list of files."""

import strawberry

from app.files.types import File
from app.graph.lookups import by_uuid


@strawberry.type
class FileQueries:
    file: File | None = by_uuid("file", "A file that the caller may see, or null.")
