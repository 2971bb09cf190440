"""Rules for single values, as data, and functions that apply them to a patch. Pure.

A patch holds only the fields that the caller sent, in Python's spelling; null clears a field or sets it to its default.
Each slice declares its fields in `patches`; the functions here take any patch.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar, cast

from app.core import limits
from app.core.money import find_currency
from app.core.problems import Path, Problem, ProblemCode
from app.core.time import find_zone

Patch = Mapping[str, Any]
V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB = re.compile(r"https?://[^\s/?#@]+(?:[/?#]\S*)?", re.IGNORECASE)
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE | re.ASCII)
_PATH = re.compile(r"(?!//)[^\s\\\x00-\x1f]+")


class Rule(Protocol):
    """The rule for one field. `default` is stored for null, and on creation for an absent field."""

    @property
    def required(self) -> bool: ...

    @property
    def default(self) -> Any: ...

    def problems(self, value: Any, path: Path) -> list[Problem]: ...


@dataclass(frozen=True, slots=True)
class Text:
    """Between `least` and `most` characters (Unicode code points), none of them NUL or half a surrogate."""

    most: int
    least: int = 1
    required: bool = False
    default: str | None = None

    def problems(self, value: str, path: Path) -> list[Problem]:
        if _UNSTORABLE.search(value):
            sentence = "Text must not hold NUL or half of a surrogate pair."
            return [Problem(ProblemCode.INVALID, sentence, path)]
        if len(value) > self.most:
            sentence = f"At most {self.most} characters; these are {len(value)}."
            return [Problem(ProblemCode.TOO_LONG, sentence, path)]
        if len(value.strip()) < self.least:
            noun = "character" if self.least == 1 else "characters"
            return [Problem(ProblemCode.TOO_SHORT, f"At least {self.least} visible {noun}.", path)]
        return []


@dataclass(frozen=True, slots=True)
class Address:
    """An http(s) address; with `stored` also a storage path, as in the samples of EventBookings."""

    required: bool = False
    stored: bool = False
    default: str | None = None

    def problems(self, value: str, path: Path) -> list[Problem]:
        if text := Text(limits.URL).problems(value, path):
            return text
        web = bool(_WEB.fullmatch(value))
        inside = self.stored and bool(_PATH.fullmatch(value)) and not _SCHEME.match(value)
        if web or (inside and ".." not in value.split("/")):
            return []
        allowed = "an http or https address" + (" or a storage path" if self.stored else "")
        return [Problem(ProblemCode.INVALID, f"This must be {allowed}.", path)]


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a closed range."""

    least: float
    most: float
    required: bool = False
    default: float | None = None

    def problems(self, value: float, path: Path) -> list[Problem]:
        if self.least <= value <= self.most:
            return []
        sentence = f"A number between {self.least} and {self.most}."
        return [Problem(ProblemCode.OUT_OF_RANGE, sentence, path)]


@dataclass(frozen=True, slots=True)
class Choice:
    """A boolean or an enum, which the GraphQL schema has checked."""

    default: Any = None
    required: bool = False

    def problems(self, value: Any, path: Path) -> list[Problem]:
        return []


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA time zone, read without case."""

    required: bool = False
    default: str | None = None

    def problems(self, value: str, path: Path) -> list[Problem]:
        if find_zone(value):
            return []
        sentence = "The IANA database has no time zone of this name."
        return [Problem(ProblemCode.UNKNOWN_TIMEZONE, sentence, path)]


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour as `#rrggbb`."""

    required: bool = False
    default: str | None = None

    def problems(self, value: str, path: Path) -> list[Problem]:
        if _COLOUR.fullmatch(value):
            return []
        return [Problem(ProblemCode.INVALID, "A colour is written like #1a2b3c.", path)]


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency, read without case."""

    required: bool = False
    default: str | None = None

    def problems(self, value: str, path: Path) -> list[Problem]:
        if find_currency(value):
            return []
        return [Problem(ProblemCode.INVALID, "ISO 4217 has no currency of this code.", path)]


class Rules(dict[str, Rule], Generic[V_co]):
    """The rules of fields by name, and the TypedDict `V_co` of the columns that store them.

    `columns`: the columns by field; `renamed` names those of fields that are stored under another name.
    Raises TypeError for a column that `V_co` does not declare, and for a renamed field that has no rule.
    """

    def __init__(self, values: type[V_co], rules: Mapping[str, Rule], **renamed: str) -> None:
        super().__init__(rules)
        self.columns = {name: renamed.get(name, name) for name in rules}
        if unknown := {*self.columns.values()} - {*values.__annotations__} | renamed.keys() - rules.keys():
            raise TypeError(f"{values.__name__} or the rules do not have {', '.join(sorted(unknown))}.")


def check(patch: Patch, rules: Mapping[str, Rule], path: Path = ()) -> list[Problem]:
    """All problems of the fields that were sent. Fields without a rule here are checked elsewhere."""
    found: list[Problem] = []
    for name, rule in rules.items():
        if name not in patch:
            continue
        at = (*path, camel(name))
        value = patch[name]
        if value is not None:
            found += rule.problems(value, at)
        elif rule.required:
            found.append(Problem(ProblemCode.REQUIRED, "This cannot be empty.", at))
    return found


def missing(patch: Patch, rules: Mapping[str, Rule], path: Path = ()) -> list[Problem]:
    """The required fields of a new item that were not sent, where the schema leaves them out for stored items.

    `check` refuses null.
    """
    return [
        Problem(ProblemCode.REQUIRED, "This is needed.", (*path, camel(name)))
        for name, rule in rules.items()
        if rule.required and name not in patch
    ]


def sent(patch: Patch, rules: Rules[V]) -> V:
    """The columns of the fields that were sent and have a rule, with defaults in place of null."""
    values = {
        rules.columns[name]: stored(rule.default if patch[name] is None else patch[name])
        for name, rule in rules.items()
        if name in patch
    }
    return cast(V, values)


def complete(patch: Patch, rules: Rules[V]) -> V:
    """`sent`, with the defaults of all fields that were not sent."""
    return sent({**dict.fromkeys(rules), **patch}, rules)


def sent_object(patch: Patch | None, rules: Rules[V]) -> V:
    """`sent` for an object within an input; null for the object is null for each of its fields."""
    return sent(dict.fromkeys(rules) if patch is None else patch, rules)


def stored(value: Any) -> Any:
    """The value as it is stored: a member of an enum by its name."""
    return value.name if isinstance(value, Enum) else value


def value_of(patch: Patch | None, name: str) -> Any:
    """The value of a field whose name is only known at run time; None if it was not sent."""
    return None if patch is None else patch.get(name)


def too_many(items: Any, most: int, path: Path) -> list[Problem]:
    """The problem of a list with more than `most` items."""
    if items is None or len(items) <= most:
        return []
    return [Problem(ProblemCode.TOO_MANY, f"At most {most} items; these are {len(items)}.", path)]


def camel(name: str) -> str:
    """A field's name in the spelling of the GraphQL schema."""
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)
