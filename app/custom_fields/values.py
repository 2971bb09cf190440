"""The types of custom fields."""

from enum import StrEnum


class CustomFieldType(StrEnum):
    """The type of a custom field's values."""

    TEXT = "TEXT"
    NUMBER = "NUMBER"
    BOOLEAN = "BOOLEAN"
    SINGLE_CHOICE = "SINGLE_CHOICE"
    MULTIPLE_CHOICE = "MULTIPLE_CHOICE"


CHOICES = frozenset({CustomFieldType.SINGLE_CHOICE, CustomFieldType.MULTIPLE_CHOICE})
