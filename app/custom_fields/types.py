"""Custom fields in the schema."""

from uuid import UUID

import strawberry

from app.custom_fields.values import CustomFieldType
from app.graph.enums import enum_type
from app.graph.node import Node
from app.graph.reading.mapping import column, entity, global_id, many, one, zoned
from app.graph.times import ZonedDateTime
from app.organisations.types import Organisation

enum_type(
    CustomFieldType,
    "The type of a custom field's values.",
    TEXT="A text of at most 2,500 characters.",
    NUMBER="A number.",
    BOOLEAN="True or false.",
    SINGLE_CHOICE="At most one of its options, as a list of `{id}`.",
    MULTIPLE_CHOICE="Some of its options, as a list of `{id}`.",
)


@entity("custom_field_option", aggregate=None)
@strawberry.type(description="An option of a custom field.")
class CustomFieldOption:
    id: int = column("number", "The number that values use, unique in its field; at least 1.")
    label: str = column("label", "Its label, at most 255 characters.")


@entity("custom_field", visible="NOT {t}.internal", aggregate="id")
@strawberry.type(description="A field that an organisation defines for its sessions; the sessions hold its values.")
class CustomField(Node):
    id: strawberry.ID = global_id("CustomField")
    uuid: UUID = column("id", "Identifier of the custom field.")
    key: str = column("key", "Its key, such as `c_1001`; unique in its organisation.")
    name: str = column("name", "Its label, at most 255 characters.")
    type: CustomFieldType = column("type", "The type of its values.")
    options: list[CustomFieldOption] = many(
        "{c}.custom_field_id = {p}.id",
        "{c}.position, {c}.id",
        "Its options in the organiser's order, at most 200; empty unless it is a choice.",
    )
    required: bool = column("required", "Whether a session with custom fields must have this one.")
    internal: bool = column("internal", "Whether only its organisation sees it and its values.")
    position: int = column("position", "Its position among the organisation's custom fields.")
    organisation: Organisation = one("{c}.id = {p}.organisation_id", "Its organisation.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
