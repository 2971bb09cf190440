"""What is sent about custom fields. No document defines them: the shapes are ours."""

import strawberry

from app.core import limits
from app.custom_fields.values import CustomFieldType

_NAME = f"What is asked, 1 to {limits.DISPLAY_NAME} characters"


@strawberry.input(description="One answer to choose.")
class CustomFieldOptionInput:
    id: strawberry.Maybe[int | None] = strawberry.field(
        description=(
            f"What values name it by, 1 to {limits.COUNT}, once in the field: one that is there keeps its identity."
            " Null or nothing is the next number that is free. Source: Swoogo `custom_fields`, `id`."
        )
    )
    label: str = strawberry.field(description=f"What is shown of it, 1 to {limits.DISPLAY_NAME} characters.")


@strawberry.input
class _CustomFieldInput:
    options: strawberry.Maybe[list[CustomFieldOptionInput] | None] = strawberry.field(
        description=(
            f"What can be chosen, in this order: 1 to {limits.CUSTOM_FIELD_OPTIONS} for the two types of choice, none"
            " for the others. The list replaces the stored one; what sessions have chosen cannot be left out."
        )
    )
    required: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether a session that has custom fields must have this one; null is false."
    )
    internal: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether only the organisation sees it and its values; null is false."
    )
    position: strawberry.Maybe[int | None] = strawberry.field(
        description=(
            f"Its place among the organisation's fields, 0 to {limits.COUNT}; of two at one place the one with the"
            " lower id stands first. Null, or nothing for a new one, puts it behind all others."
        )
    )


@strawberry.input(description="A new custom field.")
class CreateCustomFieldInput(_CustomFieldInput):
    key: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            "What documents name it by: `c_` and 1 to 15 digits, once in the organisation. Null or nothing is the"
            " first of c_1001, c_1002, ... that is free. It cannot be changed. Source: Swoogo `custom_fields`."
        )
    )
    name: str = strawberry.field(description=f"{_NAME}.")
    type: CustomFieldType = strawberry.field(description="What it holds. It cannot be changed.")


@strawberry.input(description="What to change of a custom field; what is left out stays as it is.")
class UpdateCustomFieldInput(_CustomFieldInput):
    name: strawberry.Maybe[str | None] = strawberry.field(description=f"{_NAME}; never null.")
