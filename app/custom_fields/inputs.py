"""Inputs of custom fields."""

from app.core import limits
from app.custom_fields.patches import CreateCustomFieldPatch, CustomFieldOptionPatch, UpdateCustomFieldPatch
from app.graph.inputs import Input, described, described_input

_NAME = f"Its label, 1 to {limits.DISPLAY_NAME:,} characters"


@described_input("An option of a custom field.")
class CustomFieldOptionInput(Input[CustomFieldOptionPatch]):
    id = described(
        f"The number that values use, 1 to {limits.COUNT:,}, unique in the field; a stored number keeps its option."
        " Null or absent means the next free number."
    )
    label = described(f"Its label, 1 to {limits.DISPLAY_NAME:,} characters.")


class _CustomFieldInput:
    options = described(
        f"The options in their order: 1 to {limits.CUSTOM_FIELD_OPTIONS:,} for the two types of choice, none for the"
        " others. The list replaces the stored one; options that sessions have chosen must stay in it."
    )
    required = described("Whether a session with custom fields must have this one; null means false.")
    internal = described("Whether only the organisation sees the field and its values; null means false.")
    position = described(
        f"Its position among the organisation's fields, 0 to {limits.COUNT:,}; fields with the same position are"
        " ordered by id. Null, or a new field without a position, goes to the end."
    )


@described_input("A new custom field.")
class CreateCustomFieldInput(_CustomFieldInput, Input[CreateCustomFieldPatch]):
    key = described(
        "Its key: `c_` and 1 to 15 digits, unique in the organisation. Null or absent means the first free key from"
        " c_1001 on. It cannot be changed."
    )
    name = described(f"{_NAME}.")
    type = described("The type of its values. It cannot be changed.")


@described_input("What to change of a custom field; fields that are not sent keep their values.")
class UpdateCustomFieldInput(_CustomFieldInput, Input[UpdateCustomFieldPatch]):
    name = described(f"{_NAME}; never null.")
