"""Mutations of custom fields."""

from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.custom_fields import operations
from app.custom_fields.inputs import CreateCustomFieldInput, UpdateCustomFieldInput
from app.custom_fields.types import CustomField
from app.graph.mutations import answer, argument, mutation


@strawberry.type
class CustomFieldMutations:
    create_custom_field = mutation(
        operations.create_custom_field,
        scope=Scope.AGENDA_WRITE,
        message="Custom field has been created successfully",
        description="Define a field that the organisation's sessions can have, at most 200.",
        arguments={
            "organisation_uuid": argument(UUID, "The caller's organisation."),
            "input": argument(CreateCustomFieldInput, "The new custom field."),
        },
        answers={"custom_field": answer(CustomField, "The new custom field.")},
    )
    update_custom_field = mutation(
        operations.update_custom_field,
        scope=Scope.AGENDA_WRITE,
        message="Custom field has been updated successfully",
        description="Change a custom field; the values of sessions stay.",
        arguments={
            "uuid": argument(UUID, "A custom field of the caller's organisation."),
            "input": argument(UpdateCustomFieldInput, "What to change."),
        },
        answers={"custom_field": answer(CustomField, "The custom field as it is now.")},
    )
