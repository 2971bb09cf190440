"""Mutations of files. Bytes are uploaded with `POST /files`, not with GraphQL."""

from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.files import operations
from app.files.inputs import RegisterFileInput, UpdateFileInput
from app.files.types import File
from app.graph.mutations import answer, argument, mutation


@strawberry.type
class FileMutations:
    register_file = mutation(
        operations.register_file,
        scope=Scope.FILE_WRITE,
        message="File has been registered successfully",
        description=(
            "Add a file that is stored elsewhere by its address, which is never fetched. Bytes are uploaded with"
            " `POST /files`."
        ),
        arguments={
            "organisation_uuid": argument(UUID, "The caller's organisation."),
            "input": argument(RegisterFileInput, "The file."),
        },
        answers={"file": answer(File, "The new file.")},
    )
    update_file = mutation(
        operations.update_file,
        scope=Scope.FILE_WRITE,
        message="File has been updated successfully",
        description="Change the description of a file.",
        arguments={
            "uuid": argument(UUID, "The file."),
            "input": argument(UpdateFileInput, "What to change."),
        },
        answers={"file": answer(File, "The updated file.")},
    )
