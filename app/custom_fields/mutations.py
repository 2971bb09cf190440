"""Mutations of custom fields. No document has them: they are ours."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.custom_fields import operations
from app.custom_fields.inputs import CreateCustomFieldInput, UpdateCustomFieldInput
from app.custom_fields.types import CustomField
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, result, run
from app.graph.scopes import RequireScope


@strawberry.type(description="What `createCustomField` answers.")
class CreateCustomFieldPayload(Payload):
    custom_field: CustomField | None = result("custom_field", "The new custom field; null when refused.")


@strawberry.type(description="What `updateCustomField` answers.")
class UpdateCustomFieldPayload(Payload):
    custom_field: CustomField | None = result("custom_field", "The custom field as it is now; null when refused.")


@strawberry.type
class CustomFieldMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.AGENDA_WRITE)],
        description=(
            "Define what an organisation asks of its sessions, at most 200 fields. Source: Swoogo `custom_fields`."
        ),
    )
    async def create_custom_field(
        self,
        info: Info,
        organisation_uuid: Annotated[UUID, strawberry.argument(description="The caller's own organisation.")],
        input: Annotated[CreateCustomFieldInput, strawberry.argument(description="The new custom field.")],
    ) -> CreateCustomFieldPayload | None:
        work = partial(operations.create_custom_field, organisation_uuid=organisation_uuid, patch=to_patch(input))
        return await run(info, CreateCustomFieldPayload, "Custom field has been created successfully", work)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.AGENDA_WRITE)],
        description="Change a custom field; what sessions have said in it stays.",
    )
    async def update_custom_field(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The custom field, one of the caller's own.")],
        input: Annotated[UpdateCustomFieldInput, strawberry.argument(description="What to change.")],
    ) -> UpdateCustomFieldPayload | None:
        work = partial(operations.update_custom_field, uuid=uuid, patch=to_patch(input))
        return await run(info, UpdateCustomFieldPayload, "Custom field has been updated successfully", work)
