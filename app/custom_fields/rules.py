"""Limits of custom fields, their options and their values. Pure."""

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from app.core import limits
from app.core.fields import Choice, Number, Rule, Rules, Text, check, too_many
from app.core.problems import Path, Problem, ProblemCode
from app.custom_fields.columns import CustomFieldValues, NewCustomFieldValues
from app.custom_fields.patches import CreateCustomFieldPatch, CustomFieldOptionPatch
from app.custom_fields.values import CHOICES, CustomFieldType
from app.sessions.patches.parts import CustomFieldValuePatch

_KEY = re.compile(r"c_\d{1,15}", re.ASCII)
FIRST_NUMBER = 1001


@dataclass(frozen=True, slots=True)
class Key:
    """`c_` and digits."""

    required: bool = False
    default: str | None = None

    def problems(self, value: str, path: Path) -> list[Problem]:
        if _KEY.fullmatch(value):
            return []
        return [Problem(ProblemCode.INVALID, "A key is c_ and 1 to 15 digits, such as c_1001.", path)]


@dataclass(frozen=True, slots=True)
class Definition:
    """What values of a custom field must satisfy. `options`: the numbers that can be chosen."""

    type: CustomFieldType
    required: bool = False
    options: frozenset[int] = frozenset()


CUSTOM_FIELD = Rules(
    CustomFieldValues,
    {
        "name": Text(limits.DISPLAY_NAME, required=True),
        "required": Choice(default=False),
        "internal": Choice(default=False),
        "position": Number(0, limits.COUNT),
    },
)
NEW_CUSTOM_FIELD = Rules(NewCustomFieldValues, {"key": Key(), "type": Choice(required=True), **CUSTOM_FIELD})
OPTION: dict[str, Rule] = {
    "id": Number(1, limits.COUNT),
    "label": Text(limits.DISPLAY_NAME, required=True),
}


def free_key(taken: Collection[str]) -> str:
    """The first free key from `c_1001` on."""
    return next(key for number in count(FIRST_NUMBER) if (key := f"c_{number}") not in taken)


def problems_with_new_field(patch: CreateCustomFieldPatch, taken: Collection[str], path: Path) -> list[Problem]:
    """All problems of a new field. `taken`: the keys that the organisation has."""
    found = check(patch, NEW_CUSTOM_FIELD, path)
    if len(taken) >= limits.CUSTOM_FIELDS:
        sentence = f"An organisation has at most {limits.CUSTOM_FIELDS} custom fields."
        found.append(Problem(ProblemCode.TOO_MANY, sentence, path))
    if (key := patch.get("key")) in taken:
        sentence = f"The organisation has the custom field {key} already."
        found.append(Problem(ProblemCode.NOT_UNIQUE, sentence, (*path, "key")))
    return found


def problems_with_options(
    type: CustomFieldType,
    options: Sequence[CustomFieldOptionPatch] | None,
    path: Path,
    *,
    removed_in_use: Collection[int] = (),
) -> list[Problem]:
    """Choices have at least one option, other types have none.

    `removed_in_use`: the options that the list leaves out although sessions have chosen them.
    """
    items = options or []
    if type not in CHOICES:
        if not items:
            return []
        return [Problem(ProblemCode.INVALID, f"A {type} field has no options.", path)]
    if not items:
        return [Problem(ProblemCode.REQUIRED, f"A {type} field needs at least one option.", path)]
    found = too_many(items, limits.CUSTOM_FIELD_OPTIONS, path)
    seen: set[int] = set()
    for index, item in enumerate(items):
        at = (*path, str(index))
        found += check(item, OPTION, at)
        number = item.get("id")
        if number is None:
            continue
        if number in seen:
            found.append(Problem(ProblemCode.NOT_UNIQUE, f"The option {number} is given twice.", (*at, "id")))
        seen.add(number)
    if removed_in_use:
        listed = ", ".join(map(str, sorted(removed_in_use)))
        sentence = f"Sessions have chosen what the list leaves out: {listed}. Change them first."
        found.append(Problem(ProblemCode.CONFLICT, sentence, path))
    return found


def numbered(options: Sequence[CustomFieldOptionPatch], stored: Collection[int] = ()) -> list[int]:
    """The number of each option: the one sent, or the next free one."""
    sent = [item.get("id") for item in options]
    following = count(max((*stored, *(number for number in sent if number is not None)), default=0) + 1)
    return [next(following) if number is None else number for number in sent]


def problems_with_values(
    definitions: Mapping[str, Definition],
    values: Sequence[CustomFieldValuePatch],
    path: Path = (),
    *,
    fresh: bool = False,
) -> list[Problem]:
    """All problems of the values that were sent, by their index.

    A required field cannot be emptied; with `fresh`, of a new session, it cannot be left out either.
    """
    found: list[Problem] = []
    seen: set[str] = set()
    for index, item in enumerate(values):
        at = (*path, str(index))
        key = item["key"]
        definition = definitions.get(key)
        if key in seen:
            found.append(Problem(ProblemCode.NOT_UNIQUE, "This custom field is given twice.", (*at, "key")))
        elif definition is None:
            sentence = "The organisation has no custom field of this key."
            found.append(Problem(ProblemCode.NOT_FOUND, sentence, (*at, "key")))
        else:
            found += _problems_with_value(definition, item.get("value"), (*at, "value"))
        seen.add(key)
    if fresh:
        found += [
            Problem(ProblemCode.REQUIRED, f"The custom field {key} is needed.", path)
            for key, definition in definitions.items()
            if definition.required and key not in seen
        ]
    return found


def is_empty(value: Any) -> bool:
    """Whether this value is null or an empty choice."""
    return value is None or value == []


def chosen(value: Any) -> list[int] | None:
    """The numbers of `[{id: 1}]`; None for any other value."""
    if not isinstance(value, list):
        return None
    numbers = []
    for item in value:
        if not isinstance(item, dict) or item.keys() != {"id"}:
            return None
        if isinstance(item["id"], bool) or not isinstance(item["id"], int):
            return None
        numbers.append(item["id"])
    return numbers


def _problems_with_value(definition: Definition, value: Any, path: Path) -> list[Problem]:
    if is_empty(value):
        if definition.required:
            return [Problem(ProblemCode.REQUIRED, "This custom field cannot be empty.", path)]
        return []
    return _CHECKS[definition.type](definition, value, path)


def _text(_definition: Definition, value: Any, path: Path) -> list[Problem]:
    if not isinstance(value, str):
        return [_not("a text", path)]
    return Text(limits.DESCRIPTION).problems(value, path)


def _number(_definition: Definition, value: Any, path: Path) -> list[Problem]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return [_not("a number", path)]
    if not math.isfinite(value):
        return [_not("a finite number", path)]
    return Number(-limits.AMOUNT_MINOR, limits.AMOUNT_MINOR).problems(value, path)


def _boolean(_definition: Definition, value: Any, path: Path) -> list[Problem]:
    return [] if isinstance(value, bool) else [_not("true or false", path)]


def _choice(definition: Definition, value: Any, path: Path) -> list[Problem]:
    numbers = chosen(value)
    if numbers is None:
        return [_not("a list of options, each written {id: 1}", path)]
    found = []
    if definition.type is CustomFieldType.SINGLE_CHOICE and len(numbers) > 1:
        found.append(Problem(ProblemCode.TOO_MANY, "Only one option can be chosen.", path))
    seen: set[int] = set()
    for index, number in enumerate(numbers):
        at = (*path, str(index), "id")
        if number not in definition.options:
            found.append(Problem(ProblemCode.NOT_FOUND, f"There is no option {number}.", at))
        elif number in seen:
            found.append(Problem(ProblemCode.NOT_UNIQUE, f"The option {number} is chosen twice.", at))
        seen.add(number)
    return found


def _not(wanted: str, path: Path) -> Problem:
    return Problem(ProblemCode.INVALID, f"The value of this custom field is {wanted}.", path)


_CHECKS: dict[CustomFieldType, Callable[[Definition, Any, Path], list[Problem]]] = {
    CustomFieldType.TEXT: _text,
    CustomFieldType.NUMBER: _number,
    CustomFieldType.BOOLEAN: _boolean,
    CustomFieldType.SINGLE_CHOICE: _choice,
    CustomFieldType.MULTIPLE_CHOICE: _choice,
}
