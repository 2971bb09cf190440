"""Queries for custom fields."""

import strawberry

from app.custom_fields.types import CustomField
from app.graph.lookups import by_uuid, of_organisation


@strawberry.type
class CustomFieldQueries:
    custom_field: CustomField | None = by_uuid("custom field", "A custom field that the caller may see, or null.")
    custom_fields: list[CustomField] = of_organisation(
        "{c}.position, {c}.id", "The custom fields of an organisation that the caller may see, at most 200."
    )
