"""Mutations for what users do to events; an application acts for the users of its organisation."""

from typing import Any
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.events.types import Event
from app.graph.connections import Edge
from app.graph.mutations import Answer, Argument, answer, argument, mutation
from app.interactions.inputs import (
    JoinWaitingListInput,
    LeaveWaitingListInput,
    MoveAttendeeInput,
    RegisterAttendeeInput,
    ReviewEventInput,
    ShareEventInput,
)
from app.interactions.operations import acts, attendance, moving, waiting
from app.interactions.types import Attendee, Review, Save, Share, WaitingListEntry

SCOPE = Scope.INTERACTION_WRITE
EVENT = answer(Event, "The event.")
ATTENDEE = argument(UUID, "The attendee.")


def _by_user(input_: Argument | None = None) -> dict[str, Argument]:
    """Which user does what to which event."""
    who = {"event_uuid": argument(UUID, "The event."), "user_uuid": argument(UUID, "The user.")}
    return who if input_ is None else {**who, "input": input_}


def _listed(key: str, type_: Any, what: str, order: str) -> dict[str, Answer]:
    """What was done, also as an edge of the event's list of them, and the event."""
    edge = answer(Edge[type_], f"{what} with its place in the event's list, by {order}.", key=key, edge=_CREATED)
    return {key: answer(type_, f"{what}."), f"{key}_edge": edge, "event": EVENT}


_CREATED = ("CREATED_ON", "created_at")


@strawberry.type
class InteractionMutations:
    save_event = mutation(
        acts.save_event,
        scope=SCOPE,
        message="Event has been saved successfully",
        description="Save a published event for a user. Each user can save it once.",
        arguments=_by_user(),
        answers=_listed("save", Save, "The save", "time of saving"),
    )
    unsave_event = mutation(
        acts.unsave_event,
        scope=SCOPE,
        message="Event has been unsaved successfully",
        description="Remove an event from those that a user has saved.",
        arguments=_by_user(),
        answers={"event": EVENT},
    )
    share_event = mutation(
        acts.share_event,
        scope=SCOPE,
        message="Event has been shared successfully",
        description="Record that a user has shared a published event. Sharing it again replaces the channel.",
        arguments=_by_user(argument(ShareEventInput | None, "How.", None)),
        answers=_listed("share", Share, "The share", "time of first sharing"),
    )
    review_event = mutation(
        acts.review_event,
        scope=SCOPE,
        message="Event has been reviewed successfully",
        description="Record a user's review of a published event. Reviewing it again replaces the review.",
        arguments=_by_user(argument(ReviewEventInput, "The review.")),
        answers=_listed("review", Review, "The review", "time of first reviewing"),
    )
    remove_review = mutation(
        acts.remove_review,
        scope=SCOPE,
        message="Review has been removed successfully",
        description="Remove a user's review of an event.",
        arguments=_by_user(),
        answers={"event": EVENT},
    )
    join_waiting_list = mutation(
        waiting.join_waiting_list,
        scope=SCOPE,
        message="Waiting list has been joined successfully",
        description=(
            "Put a user on the waiting list of a published event that has one, or of a session that is full on one of"
            " its dates. Choosing the session on that date removes the user from its list."
        ),
        arguments=_by_user(argument(JoinWaitingListInput | None, "What the user waits for.", None)),
        answers=_listed("waiting_list_entry", WaitingListEntry, "The entry", "time of joining"),
    )
    leave_waiting_list = mutation(
        waiting.leave_waiting_list,
        scope=SCOPE,
        message="Waiting list has been left successfully",
        description="Take a user off the waiting list of an event, or of a session on one of its dates.",
        arguments=_by_user(argument(LeaveWaitingListInput | None, "What the user no longer waits for.", None)),
        answers={"event": EVENT},
    )
    register_attendee = mutation(
        attendance.register_attendee,
        scope=SCOPE,
        message="Attendee has been registered successfully",
        description="Give a user places at an event: only what can be booked now, and only what is left.",
        arguments=_by_user(argument(RegisterAttendeeInput, "The places.")),
        answers=_listed("attendee", Attendee, "The attendee", "time of registration"),
    )
    remove_attendee = mutation(
        attendance.remove_attendee,
        scope=SCOPE,
        message="Attendee has been removed successfully",
        description="Remove an attendee and free their places.",
        arguments={"uuid": ATTENDEE},
        answers={"event": EVENT},
    )
    move_attendee = mutation(
        moving.move_attendee,
        scope=SCOPE,
        message="Attendee has been moved successfully",
        description=(
            "Move a user's places to another date of the event, also while booking is closed. The sessions that the"
            " user has chosen on the old date follow, where they take place on the new one and have room; each that"
            " does not follow gives a warning. If the user has another booking for the old date, the"
            " sessions stay there."
        ),
        arguments={"uuid": ATTENDEE, "input": argument(MoveAttendeeInput, "Where to.")},
        answers={"attendee": answer(Attendee, "The attendee, now on the other date."), "event": EVENT},
    )
