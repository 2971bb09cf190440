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
    "What a custom field holds. Swoogo's document shows texts and chosen options; the names are ours.",
    TEXT="A text of at most 2,500 characters.",
    NUMBER="A number.",
    BOOLEAN="True or false.",
    SINGLE_CHOICE="At most one of its options, as a list of `{id}`.",
    MULTIPLE_CHOICE="Some of its options, as a list of `{id}`.",
)


@entity("custom_field_option", aggregate=None)
@strawberry.type(description='One answer to choose. Source: Swoogo `custom_fields`, `[{"id": 123}]`.')
class CustomFieldOption:
    id: int = column("number", "What values name it by, unique in its field; at least 1.")
    label: str = column("label", "What is shown of it, at most 255 characters.")


@entity("custom_field", visible="NOT {t}.internal", aggregate="id")
@strawberry.type(
    description=(
        "What an organisation asks of its sessions beside what every session has. Its values stand on the"
        " sessions. Source: Swoogo `custom_fields`; the definition's shape is ours."
    )
)
class CustomField(Node):
    id: strawberry.ID = global_id("CustomField")
    uuid: UUID = column("id", "Identifier of the custom field.")
    key: str = column("key", "What documents name it by, such as `c_1001`; unique in its organisation.")
    name: str = column("name", "What is asked, at most 255 characters.")
    type: CustomFieldType = column("type", "What it holds.")
    options: list[CustomFieldOption] = many(
        "{c}.custom_field_id = {p}.id",
        "{c}.position, {c}.id",
        "What can be chosen, in the organiser's order, at most 200; empty for fields without a choice.",
    )
    required: bool = column("required", "Whether a session that has custom fields must have this one.")
    internal: bool = column("internal", "Whether only its organisation sees it and its values.")
    position: int = column("position", "Its place among the organisation's custom fields.")
    organisation: Organisation = one("{c}.id = {p}.organisation_id", "Whose it is.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
