"""Mutations of users: until people have tokens of their own, an application acts for them."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, result, run
from app.graph.scopes import RequireScope
from app.users import operations
from app.users.inputs import CreateUserInput, UpdateUserInput
from app.users.types import User


@strawberry.type(description="What `createUser` answers.")
class CreateUserPayload(Payload):
    user: User | None = result("user", "The new user.")


@strawberry.type(description="What `updateUser` answers.")
class UpdateUserPayload(Payload):
    user: User | None = result("user", "The user as they are now.")


@strawberry.type(description="What `deleteUser` answers.")
class DeleteUserPayload(Payload):
    user: User | None = result("user", "What is left of the user.")


@strawberry.type(description="What `flagUser` answers.")
class FlagUserPayload(Payload):
    user: User | None = result("user", "The user who was flagged.")


@strawberry.type(description="What `unflagUser` answers.")
class UnflagUserPayload(Payload):
    user: User | None = result("user", "The user who is no longer flagged by them.")


@strawberry.type
class UserMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Add a user to the caller's organisation.",
    )
    async def create_user(
        self,
        info: Info,
        organisation_uuid: Annotated[UUID, strawberry.argument(description="The caller's organisation.")],
        input: Annotated[CreateUserInput, strawberry.argument(description="The user.")],
    ) -> CreateUserPayload | None:
        return await run(
            info,
            CreateUserPayload,
            "User has been created successfully",
            partial(operations.create_user, organisation_uuid=organisation_uuid, patch=to_patch(input)),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Change a user who is not deleted.",
    )
    async def update_user(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The user.")],
        input: Annotated[UpdateUserInput, strawberry.argument(description="What to change.")],
    ) -> UpdateUserPayload | None:
        return await run(
            info,
            UpdateUserPayload,
            "User has been updated successfully",
            partial(operations.update_user, uuid=uuid, patch=to_patch(input)),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description=(
            "Delete a user, for good: everything that says who they are is emptied, and they leave every community."
            " What they did stays, and so do the flags that others gave them."
        ),
    )
    async def delete_user(
        self, info: Info, uuid: Annotated[UUID, strawberry.argument(description="The user.")]
    ) -> DeleteUserPayload | None:
        return await run(
            info,
            DeleteUserPayload,
            "User has been deleted successfully",
            partial(operations.delete_user, uuid=uuid),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Note that one user has flagged another: once, nobody themselves.",
    )
    async def flag_user(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The user who is flagged, not deleted.")],
        by_user_uuid: Annotated[
            UUID, strawberry.argument(description="Who flags: a user of the organisation, neither deleted nor banned.")
        ],
    ) -> FlagUserPayload | None:
        return await run(
            info,
            FlagUserPayload,
            "User has been flagged successfully",
            partial(operations.flag_user, uuid=uuid, by_user_uuid=by_user_uuid),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Take back a flag that one user gave another.",
    )
    async def unflag_user(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The user who was flagged.")],
        by_user_uuid: Annotated[UUID, strawberry.argument(description="Who had flagged them.")],
    ) -> UnflagUserPayload | None:
        return await run(
            info,
            UnflagUserPayload,
            "User has been unflagged successfully",
            partial(operations.unflag_user, uuid=uuid, by_user_uuid=by_user_uuid),
        )
