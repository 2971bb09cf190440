"""Mutations of what people do to events: an application acts for the users of its organisation."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.events.types import Event
from app.graph.connections import Edge
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, result, run
from app.graph.scopes import RequireScope
from app.interactions.inputs import JoinWaitingListInput, RegisterAttendeeInput, ReviewEventInput, ShareEventInput
from app.interactions.operations import acts, attendance, moving, waiting
from app.interactions.types import Attendee, Review, Save, Share, WaitingListEntry

EventUuid = Annotated[UUID, strawberry.argument(description="The event.")]
UserUuid = Annotated[UUID, strawberry.argument(description="The user.")]


@strawberry.type(description="What `saveEvent` answers.")
class SaveEventPayload(Payload):
    save: Save | None = result("save", "The save.")
    save_edge: Edge[Save] | None = result(
        "save",
        "The save with its place among the event's, by when they were made.",
        edge=("CREATED_ON", "created_at"),
    )
    event: Event | None = result("event", "The event.")


@strawberry.type(description="What `unsaveEvent` answers.")
class UnsaveEventPayload(Payload):
    event: Event | None = result("event", "The event.")


@strawberry.type(description="What `shareEvent` answers.")
class ShareEventPayload(Payload):
    share: Share | None = result("share", "The share.")
    share_edge: Edge[Share] | None = result(
        "share",
        "The share with its place among the event's, by when they were first made.",
        edge=("CREATED_ON", "created_at"),
    )
    event: Event | None = result("event", "The event.")


@strawberry.type(description="What `reviewEvent` answers.")
class ReviewEventPayload(Payload):
    review: Review | None = result("review", "The review.")
    review_edge: Edge[Review] | None = result(
        "review",
        "The review with its place among the event's, by when they were first made.",
        edge=("CREATED_ON", "created_at"),
    )
    event: Event | None = result("event", "The event.")


@strawberry.type(description="What `removeReview` answers.")
class RemoveReviewPayload(Payload):
    event: Event | None = result("event", "The event.")


@strawberry.type(description="What `joinWaitingList` answers.")
class JoinWaitingListPayload(Payload):
    entry: WaitingListEntry | None = result("entry", "The user on the list.")
    entry_edge: Edge[WaitingListEntry] | None = result(
        "entry",
        "The user with their place on the event's waiting list, by when they joined.",
        edge=("CREATED_ON", "created_at"),
    )
    event: Event | None = result("event", "The event.")


@strawberry.type(description="What `leaveWaitingList` answers.")
class LeaveWaitingListPayload(Payload):
    event: Event | None = result("event", "The event.")


@strawberry.type(description="What `registerAttendee` answers.")
class RegisterAttendeePayload(Payload):
    attendee: Attendee | None = result("attendee", "The attendee.")
    attendee_edge: Edge[Attendee] | None = result(
        "attendee",
        "The attendee with their place among the event's, by when they were registered.",
        edge=("CREATED_ON", "created_at"),
    )
    event: Event | None = result("event", "The event.")


@strawberry.type(description="What `removeAttendee` answers.")
class RemoveAttendeePayload(Payload):
    event: Event | None = result("event", "The event.")


@strawberry.type(description="What `moveAttendee` answers.")
class MoveAttendeePayload(Payload):
    attendee: Attendee | None = result("attendee", "The attendee, now on the other date.")
    event: Event | None = result("event", "The event.")


@strawberry.type
class InteractionMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Record that a user has put a published event aside.",
    )
    async def save_event(
        self,
        info: Info,
        event_uuid: EventUuid,
        user_uuid: UserUuid,
    ) -> SaveEventPayload | None:
        return await run(
            info,
            SaveEventPayload,
            "Event has been saved successfully",
            partial(acts.save_event, event_uuid=event_uuid, user_uuid=user_uuid),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Record that a user no longer has an event aside.",
    )
    async def unsave_event(
        self,
        info: Info,
        event_uuid: EventUuid,
        user_uuid: UserUuid,
    ) -> UnsaveEventPayload | None:
        return await run(
            info,
            UnsaveEventPayload,
            "Event has been unsaved successfully",
            partial(acts.unsave_event, event_uuid=event_uuid, user_uuid=user_uuid),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Record that a user has passed a published event on; again replaces where.",
    )
    async def share_event(
        self,
        info: Info,
        event_uuid: EventUuid,
        input: Annotated[ShareEventInput, strawberry.argument(description="Who and how.")],
    ) -> ShareEventPayload | None:
        return await run(
            info,
            ShareEventPayload,
            "Event has been shared successfully",
            partial(acts.share_event, event_uuid=event_uuid, patch=to_patch(input)),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Record what a user says of a published event; again replaces it.",
    )
    async def review_event(
        self,
        info: Info,
        event_uuid: EventUuid,
        input: Annotated[ReviewEventInput, strawberry.argument(description="Who and how.")],
    ) -> ReviewEventPayload | None:
        return await run(
            info,
            ReviewEventPayload,
            "Event has been reviewed successfully",
            partial(acts.review_event, event_uuid=event_uuid, patch=to_patch(input)),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Take a user's review of an event away.",
    )
    async def remove_review(
        self,
        info: Info,
        event_uuid: EventUuid,
        user_uuid: UserUuid,
    ) -> RemoveReviewPayload | None:
        return await run(
            info,
            RemoveReviewPayload,
            "Review has been removed successfully",
            partial(acts.remove_review, event_uuid=event_uuid, user_uuid=user_uuid),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description=(
            "Put a user on the waiting list of a published event that has one, or of a session that is full on one of"
            " its dates. Choosing the session there ends the waiting for it."
        ),
    )
    async def join_waiting_list(
        self,
        info: Info,
        event_uuid: EventUuid,
        input: Annotated[JoinWaitingListInput, strawberry.argument(description="Who and how.")],
    ) -> JoinWaitingListPayload | None:
        return await run(
            info,
            JoinWaitingListPayload,
            "Waiting list has been joined successfully",
            partial(waiting.join_waiting_list, event_uuid=event_uuid, patch=to_patch(input)),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Take a user off the waiting list of an event, or of a session on one of its dates.",
    )
    async def leave_waiting_list(
        self,
        info: Info,
        event_uuid: EventUuid,
        user_uuid: UserUuid,
        session_occurrence_uuid: Annotated[
            UUID | None, strawberry.argument(description="The session's date; null is the event as a whole.")
        ] = None,
    ) -> LeaveWaitingListPayload | None:
        return await run(
            info,
            LeaveWaitingListPayload,
            "Waiting list has been left successfully",
            partial(
                waiting.leave_waiting_list,
                event_uuid=event_uuid,
                user_uuid=user_uuid,
                session_occurrence_uuid=session_occurrence_uuid,
            ),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Give a user places at an event: only what can be booked at this moment, and only what is left.",
    )
    async def register_attendee(
        self,
        info: Info,
        event_uuid: EventUuid,
        input: Annotated[RegisterAttendeeInput, strawberry.argument(description="Who and how.")],
    ) -> RegisterAttendeePayload | None:
        return await run(
            info,
            RegisterAttendeePayload,
            "Attendee has been registered successfully",
            partial(attendance.register_attendee, event_uuid=event_uuid, patch=to_patch(input)),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Take a user's places back; they can be taken again.",
    )
    async def remove_attendee(
        self, info: Info, uuid: Annotated[UUID, strawberry.argument(description="The attendee.")]
    ) -> RemoveAttendeePayload | None:
        return await run(
            info,
            RemoveAttendeePayload,
            "Attendee has been removed successfully",
            partial(attendance.remove_attendee, uuid=uuid),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description=(
            "Move a user's places to another date of the event, also while booking is closed. The sessions that the"
            " user has chosen on the old date follow, where they take place on the new one and have room; of each that"
            " does not follow there is a warning. Whoever has another booking for the old date keeps them there."
        ),
    )
    async def move_attendee(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The attendee.")],
        occurrence_uuid: Annotated[
            UUID, strawberry.argument(description="The date: enabled, not over, and with room for them.")
        ],
        timeslot_uuid: Annotated[
            UUID | None,
            strawberry.argument(
                description="The timeslot of that date; needed where it has timeslots, and null where it has none."
            ),
        ] = None,
    ) -> MoveAttendeePayload | None:
        return await run(
            info,
            MoveAttendeePayload,
            "Attendee has been moved successfully",
            partial(moving.move_attendee, uuid=uuid, occurrence_uuid=occurrence_uuid, timeslot_uuid=timeslot_uuid),
        )
