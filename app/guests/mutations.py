"""Mutations of an event's guests: until people have tokens of their own, an application acts for them."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.core import limits
from app.events.types import Event
from app.graph.connections import Edge
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, result, run
from app.graph.scopes import RequireScope
from app.guests import operations
from app.guests.inputs import RsvpEventInput
from app.guests.types import Invitation, Rsvp

EVENT = Annotated[UUID, strawberry.argument(description="The event, one of the caller's own.")]
USERS = Annotated[
    list[UUID],
    strawberry.argument(
        description=f"Users of the organisation, 1 to {limits.INVITED_AT_ONCE}, each once: all of them or none."
    ),
]


@strawberry.type(description="What `rsvpEvent` answers.")
class RsvpEventPayload(Payload):
    rsvp: Rsvp | None = result("rsvp", "The user's answer.")
    rsvp_edge: Edge[Rsvp] | None = result(
        "rsvp",
        "The answer with its place among the event's, by when they were given.",
        edge=("CREATED_ON", "created_at"),
    )
    event: Event | None = result("event", "The event with its counts.")


@strawberry.type(description="What `removeRsvp` answers.")
class RemoveRsvpPayload(Payload):
    event: Event | None = result("event", "The event with its counts.")


@strawberry.type(description="What `inviteUsers` answers.")
class InviteUsersPayload(Payload):
    invited: int | None = strawberry.field(
        default=None, description="How many of them were not invited before; null when refused."
    )
    invitations: list[Invitation] | None = result(
        "invitations", "The new invitations, in the order of the users; null when refused."
    )
    invitation_edges: list[Edge[Invitation]] | None = result(
        "invitations",
        "The new invitations with their places among the event's, by when they were made; in the order of the users.",
        edge=("CREATED_ON", "created_at"),
    )
    event: Event | None = result("event", "The event with its invitations.")


@strawberry.type(description="What `uninviteUsers` answers.")
class UninviteUsersPayload(Payload):
    uninvited: int | None = strawberry.field(
        default=None, description="How many invitations were taken back; null when refused."
    )
    event: Event | None = result("event", "The event with its invitations.")


@strawberry.type
class GuestMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description=(
            "Record what a user answers for a published event that has not ended and whose `enableRsvp` is on. Of one"
            " that is invite-only, the user must be invited. GOING is refused with `SOLD_OUT` when the event's"
            " capacity is reached. Source: social.plus `rsvpCount`; the operation is ours."
        ),
    )
    async def rsvp_event(
        self,
        info: Info,
        event_uuid: EVENT,
        input: Annotated[RsvpEventInput, strawberry.argument(description="The answer.")],
    ) -> RsvpEventPayload | None:
        work = partial(operations.rsvp_event, event_uuid=event_uuid, patch=to_patch(input))
        return await run(info, RsvpEventPayload, "Answer has been recorded successfully", work)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description="Take back what a user has answered for an event that is not cancelled. Ours.",
    )
    async def remove_rsvp(
        self,
        info: Info,
        event_uuid: EVENT,
        user_uuid: Annotated[UUID, strawberry.argument(description="Whose answer it is.")],
    ) -> RemoveRsvpPayload | None:
        work = partial(operations.remove_rsvp, event_uuid=event_uuid, user_uuid=user_uuid)
        return await run(info, RemoveRsvpPayload, "Answer has been removed successfully", work)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description=(
            "Invite users to an event that is not cancelled; who is invited already stays so. Source: social.plus"
            " `isInviteOnly`; the operation is ours."
        ),
    )
    async def invite_users(self, info: Info, event_uuid: EVENT, user_uuids: USERS) -> InviteUsersPayload | None:
        work = partial(operations.invite_users, event_uuid=event_uuid, user_uuids=user_uuids)
        return await run(info, InviteUsersPayload, "Users have been invited successfully", work)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description=(
            "Take back invitations to an event that is not cancelled. If it is invite-only, their answers go with"
            " them. Ours."
        ),
    )
    async def uninvite_users(self, info: Info, event_uuid: EVENT, user_uuids: USERS) -> UninviteUsersPayload | None:
        work = partial(operations.uninvite_users, event_uuid=event_uuid, user_uuids=user_uuids)
        return await run(info, UninviteUsersPayload, "Users have been uninvited successfully", work)
