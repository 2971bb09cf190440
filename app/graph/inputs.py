"""Makes GraphQL inputs from patches, and patches from the inputs that callers send.

An input is declared once, as a patch: names, types, and which fields are required. The input class adds the
descriptions, field by field:

    class UpdateTagPatch(TypedDict, total=False):
        name: Required[str]
        colour: str | None

    @described_input("What to change of a tag.")
    class UpdateTagInput(Input[UpdateTagPatch]):
        name = described("Its name.")
        colour = described("Its colour; null removes it.")
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import reduce
from importlib import import_module
from operator import or_
from types import GenericAlias, UnionType
from typing import Any, Generic, Required, TypeVar, Union, cast, get_args, get_origin, get_type_hints, is_typeddict

import strawberry

from app.core.fields import camel
from app.core.patches import ZonedDateTimePatch

P_co = TypeVar("P_co", bound=Mapping[str, object], covariant=True)
C = TypeVar("C", bound=type)

# Subscribed at run time, which a type checker does not follow.
_MAYBE: Any = strawberry.Maybe
# By their patches.
_INPUTS: dict[Any, type] = {}
_PATCHES: dict[type, Any] = {}


class Input(Generic[P_co]):
    """A GraphQL input whose fields are those of the patch `P_co`."""


@dataclass(frozen=True, slots=True)
class _Described:
    text: str


def described(description: str) -> Any:
    """The description of the field that the patch declares by this name."""
    return _Described(description)


def described_input(description: str) -> Callable[[C], C]:
    """Make a GraphQL input from a class of `described` fields and the patch in its base `Input[...]`.

    Raises TypeError for a field that only the class or only the patch has.
    """

    def make(cls: C) -> C:
        patch = _declared_patch(cls)
        texts: dict[str, str] = {}
        for each in reversed(cls.__mro__):
            texts |= {name: value.text for name, value in vars(each).items() if isinstance(value, _Described)}
        hints = get_type_hints(patch, include_extras=True)
        if alone := hints.keys() ^ texts.keys():
            raise TypeError(f"{cls.__name__} and {patch.__name__} do not both have {', '.join(sorted(alone))}.")
        namespace: dict[str, Any] = {"__module__": cls.__module__, "__annotations__": {}}
        for name, hint in hints.items():
            required = get_origin(hint) is Required
            named = _graphql_type(get_args(hint)[0] if required else hint)
            namespace["__annotations__"][name] = named if required else _MAYBE[named]
            # Otherwise Strawberry would convert the names of all fields again with each value of the input.
            namespace[name] = strawberry.field(name=camel(name), description=texts[name])
        made = strawberry.input(type(cls.__name__, (), namespace), description=description)
        _INPUTS[patch], _PATCHES[made] = made, patch
        return cast(C, made)

    return make


def patch_of(made: type) -> Any:
    """The patch from which an input was made."""
    return _PATCHES[made]


def _declared_patch(cls: type) -> Any:
    for base in getattr(cls, "__orig_bases__", ()):
        if get_origin(base) is Input:
            return get_args(base)[0]
    raise TypeError(f"{cls.__name__} does not say Input[...].")


def to_patch(given: Input[P_co]) -> P_co:
    """The fields that the caller sent; null stays None, inner inputs become dicts, enums stay members."""
    return cast(P_co, _to_dict(given))


def _to_dict(given: Any) -> dict[str, Any]:
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
    return _to_dict(value)


def _input_of(patch: Any) -> type:
    """The input made from a patch, in the module `inputs` beside its `patches`."""
    if patch not in _INPUTS:
        import_module(".".join("inputs" if part == "patches" else part for part in patch.__module__.split(".")))
    return _INPUTS[patch]


def _graphql_type(hint: Any) -> Any:
    """The type, with inputs in place of patches."""
    if is_typeddict(hint):
        return _input_of(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is list:
        return GenericAlias(list, _graphql_type(arguments[0]))
    if origin in (Union, UnionType):
        return reduce(or_, (_graphql_type(each) for each in arguments))
    return hint


@described_input(
    "An instant: in UTC, as a local time in the event's time zone, or both, which must then agree. A local time that"
    " the clocks skip is refused. Of one that exists twice the first is taken, unless `utc` or an offset chooses."
)
class ZonedDateTimeInput(Input[ZonedDateTimePatch]):
    utc = described("The instant in UTC.")
    local = described("The local time in the event's time zone.")
