"""A plugin of mypy: `patch.get("statsu")` and `"statsu" in patch` are errors, as `patch["statsu"]` is to mypy itself.

mypy answers `object` for a key that a TypedDict does not declare, since a subtype might have it. Patches are made from
exactly the keys that they declare, so that an undeclared one is a misspelling.
"""

from collections.abc import Callable
from typing import Any

from mypy.errorcodes import TYPEDDICT_ITEM
from mypy.nodes import StrExpr
from mypy.plugin import MethodContext, Plugin
from mypy.plugins.default import typed_dict_get_callback
from mypy.types import Type, TypedDictType, get_proper_type


class PatchKeys(Plugin):
    """Refuse undeclared keys of a TypedDict in `get` and `in`."""

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        match fullname:
            case "typing.Mapping.get":
                return _get
            case "typing.Mapping.__contains__":
                return _contains
        return None


def plugin(_version: str) -> type[Plugin]:
    """What mypy asks a plugin's module for."""
    return PatchKeys


def _get(context: MethodContext) -> Type:
    _check_key(context)
    return typed_dict_get_callback(context)


def _contains(context: MethodContext) -> Type:
    # mypy tries `in` as a container and as an iterable, and drops the errors of the first if the second is possible.
    errors: Any = context.api.msg.errors
    watchers, errors._watchers = errors._watchers, []
    try:
        _check_key(context)
    finally:
        errors._watchers = watchers
    return context.default_return_type


def _check_key(context: MethodContext) -> None:
    held = get_proper_type(context.type)
    key = context.args[0][0] if context.args and context.args[0] else None
    if isinstance(held, TypedDictType) and isinstance(key, StrExpr) and key.value not in held.items:
        sentence = f'TypedDict "{held.fallback.type.name}" has no key "{key.value}"'
        context.api.fail(sentence, context.context, code=TYPEDDICT_ITEM)
