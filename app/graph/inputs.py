"""From an input object to a patch: only what was sent, in Python's spelling."""

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import strawberry


def to_patch(given: Any) -> dict[str, Any]:
    """The fields that the caller sent; null stays None, inner inputs become dicts, enums stay members."""
    patch: dict[str, Any] = {}
    for item in fields(given):
        value = getattr(given, item.name)
        if value is None or value is strawberry.UNSET:
            continue
        patch[item.name] = _plain(value.value if isinstance(value, strawberry.Some) else value)
    return patch


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Enum) or not is_dataclass(value):
        return value
    return to_patch(value)
