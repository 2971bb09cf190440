"""How much the variables of a request may hold: counted before anything coerces, converts or folds them."""

from typing import Any

from app.core import limits
from app.core.problems import BadInput


def count(variables: dict[str, Any], most: int) -> int:
    """How many values there are. BadInput where it is more than that, or one of them is too large."""
    found = 0
    left: list[tuple[str, Any]] = [("$", variables)]
    while left:
        name, value = left.pop()
        if isinstance(value, str):
            _within(name, len(value), limits.VARIABLE, "characters")
            continue
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        if not inner:
            continue
        _within(name, len(inner), limits.VARIABLE_ITEMS, "items")
        found += len(inner)
        if found > most:
            raise BadInput(f"The variables of an operation like this may hold at most {most:,} values.")
        if isinstance(value, dict):
            mark = "" if value is variables else "."
            left += [(f"{name}{mark}{key[:40]}", item) for key, item in value.items() if _is_more(item)]
        else:
            left += [(name, item) for item in value if _is_more(item)]
    return found


def _is_more(value: Any) -> bool:
    """Whether there is something to look at: texts that are short are not."""
    return len(value) > limits.VARIABLE if isinstance(value, str) else isinstance(value, dict | list)


def _within(name: str, size: int, most: int, what: str) -> None:
    if size > most:
        raise BadInput(f"`{name}` may have at most {most:,} {what}; these are {size:,}.")
