"""The mutation of users' calendars; an application acts for the users of its organisation."""

from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.calendars.operations.rotating import rotate_user_calendar
from app.core.named_types import URL
from app.graph.mutations import answer, argument, extra, mutation
from app.users.types import User


@strawberry.type
class CalendarMutations:
    rotate_user_calendar = mutation(
        rotate_user_calendar,
        scope=Scope.INTERACTION_WRITE,
        message="User calendar has been rotated successfully",
        description=(
            "Give a user's calendar a new secret address, and end the one before, if there was one. Anybody with the"
            " address sees the user's places, and the addresses to join at. No answer is kept for an idempotency key."
        ),
        arguments={"uuid": argument(UUID, "The user.")},
        answers={
            "user": answer(User, "The user."),
            "address": extra(URL, "Where the calendar is. It is not stored and cannot be read again."),
        },
        keeps_answer=False,
    )
