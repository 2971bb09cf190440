"""Mutations of tickets."""

from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.events.types import Event
from app.graph.mutations import answer, argument, mutation
from app.tickets import operations
from app.tickets.inputs import CreateTicketInput, UpdateTicketInput
from app.tickets.types import Ticket

TICKET = argument(UUID, "The ticket.")
EVENT = answer(Event, "Its event.")


@strawberry.type
class TicketMutations:
    create_ticket = mutation(
        operations.create_ticket,
        scope=Scope.EVENT_ADD_TICKET,
        message="Ticket has been created successfully",
        description="Put a new kind of ticket on sale, after the event's others.",
        arguments={
            "event_uuid": argument(UUID, "The event, not cancelled."),
            "input": argument(CreateTicketInput, "The ticket."),
        },
        answers={"ticket": answer(Ticket, "The new ticket."), "event": EVENT},
    )
    update_ticket = mutation(
        operations.update_ticket,
        scope=Scope.EVENT_UPDATE_TICKET,
        message="Ticket has been updated successfully",
        description="Change a ticket that is not archived, of an event that is not cancelled.",
        arguments={"uuid": TICKET, "input": argument(UpdateTicketInput, "What to change.")},
        answers={"ticket": answer(Ticket, "The ticket as it is now."), "event": EVENT},
    )
    archive_ticket = mutation(
        operations.archive_ticket,
        scope=Scope.EVENT_UPDATE_TICKET,
        message="Ticket has been archived successfully",
        description=(
            "Take a ticket off sale permanently: it can no longer be changed, and what was sold stays sold. A published"
            " event stays published, with a warning, when its last ticket on sale is archived."
        ),
        arguments={"uuid": TICKET},
        answers={"ticket": answer(Ticket, "The ticket, now archived."), "event": EVENT},
    )
