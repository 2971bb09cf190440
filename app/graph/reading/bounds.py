"""How long an argument of a query may be: checked before anything reads it."""

from typing import Any

from app.core import limits
from app.core.problems import BadInput
from app.graph.reading.parameters import Env, Getter

CURSORS = ("after", "before")


def checked(value: Any, name: str, items: int = limits.ARGUMENT_ITEMS) -> Any:
    """The value of an argument; `name` is its path, as in `filter.text`. BadInput if it is too long."""
    if isinstance(value, str):
        most = limits.CURSOR if name in CURSORS else limits.ARGUMENT
        if len(value) > most:
            raise BadInput(f"`{name}` may have at most {most:,} characters; these are {len(value):,}.")
    elif isinstance(value, list):
        if len(value) > items:
            raise BadInput(f"`{name}` may have at most {items:,} items; these are {len(value):,}.")
        for item in value:
            checked(item, name)
    elif isinstance(value, dict):
        for key, item in value.items():
            checked(item, f"{name}.{key}")
    return value


def bounded(get: Getter, name: str) -> Getter:
    """Reads an argument from a request, and checks its length."""

    def read(env: Env) -> Any:
        value = get(env)
        return value if value.__class__ in _SMALL else checked(value, name)

    return read


_SMALL = (int, bool, float)
