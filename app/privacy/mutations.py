"""Mutations of a person's data; an application acts for the users of its organisation."""

from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.core.named_types import JSON
from app.graph.mutations import answer, argument, extra, mutation
from app.privacy import operations
from app.users.types import User


@strawberry.type
class PrivacyMutations:
    export_user = mutation(
        operations.export_user,
        scope=Scope.INTERACTION_WRITE,
        message="User has been exported successfully",
        description=(
            "Give out everything that is stored about a user, also a deleted one. It is recorded which application did"
            " so, and when. No answer is kept for an idempotency key."
        ),
        arguments={"uuid": argument(UUID, "The user.")},
        answers={
            "user": answer(User, "The user."),
            "data": extra(JSON | None, "The rows about the user, by the name of their table; null when refused."),
        },
        in_thread=True,
        keeps_answer=False,
    )
    erase_user = mutation(
        operations.erase_user,
        scope=Scope.INTERACTION_WRITE,
        message="User has been erased successfully",
        description=(
            "Delete a user, also a deleted one, with everything that they wrote. This cannot be undone. Places, answers"
            " and ratings stay counted, and name nobody; posts and reviews stay without their text; memberships,"
            " invitations, notices, and places on waiting lists end. It is recorded which application did so, and when."
        ),
        arguments={"uuid": argument(UUID, "The user.")},
        answers={"user": answer(User, "What remains of the user.")},
        in_thread=True,
    )
