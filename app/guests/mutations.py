"""Mutations of an event's guests; an application acts for the users of its organisation."""

from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.core import limits
from app.events.types import Event
from app.graph.connections import Edge
from app.graph.mutations import answer, argument, extra, mutation
from app.guests import operations
from app.guests.inputs import RsvpEventInput
from app.guests.types import Invitation, Rsvp

EVENT = argument(UUID, "The event, one of the caller's own.")
USER = argument(UUID, "A user of the organisation.")
USERS = argument(list[UUID], f"Users of the organisation, 1 to {limits.INVITED_AT_ONCE}, each once: all or none.")
COUNTED = answer(Event, "The event with its counts.")
INVITED = answer(Event, "The event with its invitations.")
_CREATED = ("CREATED_ON", "created_at")


@strawberry.type
class GuestMutations:
    rsvp_event = mutation(
        operations.rsvp_event,
        scope=Scope.INTERACTION_WRITE,
        message="Answer has been recorded successfully",
        description=(
            "Record a user's answer to a published event that has not ended and whose `enableRsvp` is on. Only"
            " invited users can answer for an invite-only event. GOING is refused with `SOLD_OUT` when the"
            " event's capacity"
            " is reached."
        ),
        arguments={"event_uuid": EVENT, "user_uuid": USER, "input": argument(RsvpEventInput, "The answer.")},
        answers={
            "rsvp": answer(Rsvp, "The user's answer."),
            "rsvp_edge": answer(
                Edge[Rsvp],
                "The answer with its place in the event's list, by time of first answering.",
                key="rsvp",
                edge=_CREATED,
            ),
            "event": COUNTED,
        },
    )
    remove_rsvp = mutation(
        operations.remove_rsvp,
        scope=Scope.INTERACTION_WRITE,
        message="Answer has been removed successfully",
        description="Remove a user's answer to an event that is not cancelled.",
        arguments={"event_uuid": EVENT, "user_uuid": USER},
        answers={"event": COUNTED},
    )
    invite_users = mutation(
        operations.invite_users,
        scope=Scope.INTERACTION_WRITE,
        message="Users have been invited successfully",
        description="Invite users to an event that is not cancelled. Those who are invited already stay invited.",
        arguments={"event_uuid": EVENT, "user_uuids": USERS},
        answers={
            "invited": extra(int, "How many of them were not invited before; null when refused."),
            "invitations": answer(
                list[Invitation] | None, "The new invitations, in the order of the users; null when refused."
            ),
            "invitation_edges": answer(
                list[Edge[Invitation]] | None,
                "The new invitations with their places in the event's list, by time of invitation; in the order of the"
                " users.",
                key="invitations",
                edge=_CREATED,
            ),
            "event": INVITED,
        },
    )
    uninvite_users = mutation(
        operations.uninvite_users,
        scope=Scope.INTERACTION_WRITE,
        message="Users have been uninvited successfully",
        description=(
            "Remove invitations to an event that is not cancelled. If it is invite-only, the users' answers are removed"
            " with them."
        ),
        arguments={"event_uuid": EVENT, "user_uuids": USERS},
        answers={
            "uninvited": extra(int, "How many invitations were removed; null when refused."),
            "event": INVITED,
        },
    )
