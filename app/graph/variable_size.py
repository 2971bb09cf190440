"""Limits the size of variables, before they are coerced and converted."""

from typing import Any

from app.core import limits
from app.core.problems import BadInput


def count(variables: dict[str, Any], most: int) -> int:
    """The number of values. Raises BadInput for more than `most`, or for a value that is too large."""
    found = 0
    stack: list[tuple[str, Any]] = [("$", variables)]
    while stack:
        name, value = stack.pop()
        if isinstance(value, str):
            _check_size(name, len(value), limits.VARIABLE, "characters")
            continue
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        if not inner:
            continue
        _check_size(name, len(inner), limits.VARIABLE_ITEMS, "items")
        found += len(inner)
        if found > most:
            raise BadInput(f"The variables of an operation like this may hold at most {most:,} values.")
        if isinstance(value, dict):
            mark = "" if value is variables else "."
            stack += [(f"{name}{mark}{key[:40]}", item) for key, item in value.items() if _needs_check(item)]
        else:
            stack += [(name, item) for item in value if _needs_check(item)]
    return found


def _needs_check(value: Any) -> bool:
    """Whether the value may exceed a limit, or holds further values."""
    return len(value) > limits.VARIABLE if isinstance(value, str) else isinstance(value, dict | list)


def _check_size(name: str, size: int, most: int, what: str) -> None:
    if size > most:
        raise BadInput(f"`{name}` may have at most {most:,} {what}; these are {size:,}.")
