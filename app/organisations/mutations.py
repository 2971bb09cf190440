"""Mutations of organisations."""

from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.graph.mutations import answer, argument, mutation
from app.organisations import operations
from app.organisations.inputs import UpdateOrganisationInput
from app.organisations.types import Organisation


@strawberry.type
class OrganisationMutations:
    update_organisation = mutation(
        operations.update_organisation,
        scope=Scope.ORGANISATION_UPDATE,
        message="Organisation has been updated successfully",
        description="Change the caller's own organisation, and the defaults of its later events.",
        arguments={
            "uuid": argument(UUID, "The organisation."),
            "input": argument(UpdateOrganisationInput, "What to change."),
        },
        answers={"organisation": answer(Organisation, "The updated organisation.")},
    )
