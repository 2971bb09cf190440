"""Mutations of users; an application acts for the users of its organisation."""

from typing import Any
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.graph.mutations import Answer, answer, argument, mutation
from app.users import operations
from app.users.inputs import CreateUserInput, UpdateUserInput
from app.users.types import User

USER = argument(UUID, "The user.")


def _user(description: str) -> dict[str, Answer]:
    return {"user": answer(User, description)}


_FLAG: dict[str, Any] = {
    "flagged_user_uuid": argument(UUID, "The user who is flagged."),
    "user_uuid": argument(UUID, "The user who flags."),
}


@strawberry.type
class UserMutations:
    create_user = mutation(
        operations.create_user,
        scope=Scope.INTERACTION_WRITE,
        message="User has been created successfully",
        description="Add a user to the caller's organisation.",
        arguments={
            "organisation_uuid": argument(UUID, "The caller's organisation."),
            "input": argument(CreateUserInput, "The user."),
        },
        answers=_user("The new user."),
    )
    update_user = mutation(
        operations.update_user,
        scope=Scope.INTERACTION_WRITE,
        message="User has been updated successfully",
        description="Change a user who is not deleted.",
        arguments={"uuid": USER, "input": argument(UpdateUserInput, "What to change.")},
        answers=_user("The updated user."),
    )
    delete_user = mutation(
        operations.delete_user,
        scope=Scope.INTERACTION_WRITE,
        message="User has been deleted successfully",
        description=(
            "Delete a user. This cannot be undone: everything that identifies them is cleared, they leave every"
            " community, and the address of their calendar ends. What they did stays, and so do the flags that others"
            " gave them."
        ),
        arguments={"uuid": USER},
        answers=_user("What remains of the user."),
    )
    flag_user = mutation(
        operations.flag_user,
        scope=Scope.INTERACTION_WRITE,
        message="User has been flagged successfully",
        description=(
            "Flag a user who is not deleted. Each user can flag another once, never themselves, and not while banned or"
            " deleted."
        ),
        arguments=_FLAG,
        answers=_user("The flagged user."),
    )
    unflag_user = mutation(
        operations.unflag_user,
        scope=Scope.INTERACTION_WRITE,
        message="User has been unflagged successfully",
        description="Remove a flag that one user gave another.",
        arguments=_FLAG,
        answers=_user("The user, without this flag."),
    )
