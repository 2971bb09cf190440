"""What is sent about custom fields. No document defines them: the shapes are ours."""

from app.core import limits
from app.custom_fields.patches import CreateCustomFieldPatch, CustomFieldOptionPatch, UpdateCustomFieldPatch
from app.graph.inputs import Input, described, described_input

_NAME = f"What is asked, 1 to {limits.DISPLAY_NAME} characters"


@described_input("One answer to choose.")
class CustomFieldOptionInput(Input[CustomFieldOptionPatch]):
    id = described(
        f"What values name it by, 1 to {limits.COUNT}, once in the field: one that is there keeps its identity."
        " Null or nothing is the next number that is free. Source: Swoogo `custom_fields`, `id`."
    )
    label = described(f"What is shown of it, 1 to {limits.DISPLAY_NAME} characters.")


class _CustomFieldInput:
    options = described(
        f"What can be chosen, in this order: 1 to {limits.CUSTOM_FIELD_OPTIONS} for the two types of choice, none"
        " for the others. The list replaces the stored one; what sessions have chosen cannot be left out."
    )
    required = described("Whether a session that has custom fields must have this one; null is false.")
    internal = described("Whether only the organisation sees it and its values; null is false.")
    position = described(
        f"Its place among the organisation's fields, 0 to {limits.COUNT}; of two at one place the one with the"
        " lower id stands first. Null, or nothing for a new one, puts it behind all others."
    )


@described_input("A new custom field.")
class CreateCustomFieldInput(_CustomFieldInput, Input[CreateCustomFieldPatch]):
    key = described(
        "What documents name it by: `c_` and 1 to 15 digits, once in the organisation. Null or nothing is the"
        " first of c_1001, c_1002, ... that is free. It cannot be changed. Source: Swoogo `custom_fields`."
    )
    name = described(f"{_NAME}.")
    type = described("What it holds. It cannot be changed.")


@described_input("What to change of a custom field; what is left out stays as it is.")
class UpdateCustomFieldInput(_CustomFieldInput, Input[UpdateCustomFieldPatch]):
    name = described(f"{_NAME}; never null.")
