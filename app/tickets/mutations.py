"""Mutations of tickets. No document has them: they are ours."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.events.types import Event
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, result, run
from app.graph.scopes import RequireScope
from app.tickets import operations
from app.tickets.inputs import CreateTicketInput, UpdateTicketInput
from app.tickets.types import Ticket


@strawberry.type(description="What `createTicket` answers.")
class CreateTicketPayload(Payload):
    ticket: Ticket | None = result("ticket", "The new ticket.")
    event: Event | None = result("event", "Its event.")


@strawberry.type(description="What `updateTicket` answers.")
class UpdateTicketPayload(Payload):
    ticket: Ticket | None = result("ticket", "The ticket as it is now.")
    event: Event | None = result("event", "Its event.")


@strawberry.type(description="What `archiveTicket` answers.")
class ArchiveTicketPayload(Payload):
    ticket: Ticket | None = result("ticket", "The ticket, now archived.")
    event: Event | None = result("event", "Its event.")


@strawberry.type
class TicketMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_ADD_TICKET)],
        description="Put a new kind of ticket on sale, behind the event's others.",
    )
    async def create_ticket(
        self,
        info: Info,
        event_uuid: Annotated[UUID, strawberry.argument(description="The event, which is not cancelled.")],
        input: Annotated[CreateTicketInput, strawberry.argument(description="The ticket.")],
    ) -> CreateTicketPayload | None:
        return await run(
            info,
            CreateTicketPayload,
            "Ticket has been created successfully",
            partial(operations.create_ticket, event_uuid=event_uuid, patch=to_patch(input)),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_UPDATE_TICKET)],
        description="Change a ticket that is not archived, of an event that is not cancelled.",
    )
    async def update_ticket(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The ticket.")],
        input: Annotated[UpdateTicketInput, strawberry.argument(description="What to change.")],
    ) -> UpdateTicketPayload | None:
        return await run(
            info,
            UpdateTicketPayload,
            "Ticket has been updated successfully",
            partial(operations.update_ticket, uuid=uuid, patch=to_patch(input)),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_UPDATE_TICKET)],
        description=(
            "Take a ticket off sale for good: it cannot be changed any more; what was sold of it stays sold."
            " A published event whose last ticket on sale it was stays published, with a warning."
        ),
    )
    async def archive_ticket(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The ticket.")],
    ) -> ArchiveTicketPayload | None:
        return await run(
            info,
            ArchiveTicketPayload,
            "Ticket has been archived successfully",
            partial(operations.archive_ticket, uuid=uuid),
        )
