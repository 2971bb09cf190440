"""Mutations of files. Bytes are uploaded beside the schema, by `POST /files`."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.files import operations
from app.files.inputs import RegisterFileInput, UpdateFileInput
from app.files.types import File
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, result, run
from app.graph.scopes import RequireScope


@strawberry.type(description="What `registerFile` answers.")
class RegisterFilePayload(Payload):
    file: File | None = result("file", "The new file.")


@strawberry.type(description="What `updateFile` answers.")
class UpdateFilePayload(Payload):
    file: File | None = result("file", "The file as it is now.")


@strawberry.type
class FileMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.FILE_WRITE)],
        description=(
            "Add a file that is kept elsewhere, by its address, which is never fetched. Bytes are uploaded with"
            " `POST /files`."
        ),
    )
    async def register_file(
        self,
        info: Info,
        organisation_uuid: Annotated[UUID, strawberry.argument(description="The caller's organisation.")],
        input: Annotated[RegisterFileInput, strawberry.argument(description="The file.")],
    ) -> RegisterFilePayload | None:
        return await run(
            info,
            RegisterFilePayload,
            "File has been registered successfully",
            partial(operations.register_file, organisation_uuid=organisation_uuid, patch=to_patch(input)),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.FILE_WRITE)],
        description="Change what is said about a file.",
    )
    async def update_file(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The file.")],
        input: Annotated[UpdateFileInput, strawberry.argument(description="What to change.")],
    ) -> UpdateFilePayload | None:
        return await run(
            info,
            UpdateFilePayload,
            "File has been updated successfully",
            partial(operations.update_file, uuid=uuid, patch=to_patch(input)),
        )
