"""The stored values of a custom field, by column."""

from typing import TypedDict


class CustomFieldValues(TypedDict, total=False):
    """What can change of a field."""

    name: str
    required: bool
    internal: bool
    position: int


class NewCustomFieldValues(CustomFieldValues, total=False):
    """What a new field has, too, and keeps."""

    key: str
    type: str
