"""Mutations of organisations."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, result, run
from app.graph.scopes import RequireScope
from app.organisations import operations
from app.organisations.inputs import UpdateOrganisationInput
from app.organisations.types import Organisation


@strawberry.type(description="What `updateOrganisation` answers.")
class UpdateOrganisationPayload(Payload):
    organisation: Organisation | None = result("organisation", "The organisation as it is now.")


@strawberry.type
class OrganisationMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.ORGANISATION_UPDATE)],
        description="Change the caller's own organisation: its own words, and what later events get.",
    )
    async def update_organisation(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The organisation.")],
        input: Annotated[UpdateOrganisationInput, strawberry.argument(description="What to change.")],
    ) -> UpdateOrganisationPayload | None:
        return await run(
            info,
            UpdateOrganisationPayload,
            "Organisation has been updated successfully",
            partial(operations.update_organisation, uuid=uuid, patch=to_patch(input)),
        )
