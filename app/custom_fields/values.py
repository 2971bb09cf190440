"""What custom fields are made of."""

from enum import StrEnum


class CustomFieldType(StrEnum):
    """What a custom field holds."""

    TEXT = "TEXT"
    NUMBER = "NUMBER"
    BOOLEAN = "BOOLEAN"
    SINGLE_CHOICE = "SINGLE_CHOICE"
    MULTIPLE_CHOICE = "MULTIPLE_CHOICE"


CHOICES = frozenset({CustomFieldType.SINGLE_CHOICE, CustomFieldType.MULTIPLE_CHOICE})
