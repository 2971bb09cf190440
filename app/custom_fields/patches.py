"""Patches of custom fields."""

from typing import Required, TypedDict

from app.custom_fields.values import CustomFieldType


class CustomFieldOptionPatch(TypedDict, total=False):
    id: int | None
    label: Required[str]


class CustomFieldPatch(TypedDict, total=False):
    options: list[CustomFieldOptionPatch] | None
    required: bool | None
    internal: bool | None
    position: int | None


class CreateCustomFieldPatch(CustomFieldPatch, total=False):
    key: str | None
    name: Required[str]
    type: Required[CustomFieldType]


class UpdateCustomFieldPatch(CustomFieldPatch, total=False):
    name: str | None
