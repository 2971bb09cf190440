"""Reading untrusted JSON: typed access, the path of every fault, and the keys that were not read."""

import json
from collections.abc import Iterator
from typing import Any

from app.core.fields import Text
from app.core.problems import Path, Problem, ProblemCode, Refused
from app.importing.schedule_json.programme import Skipped

MOST_FAULTS = 50
NO_FIELD = "Marquee has no field for this."

_ANY_TEXT = Text(most=10**9, least=0)
# The value of a key that an object has twice.
_REPEATED = object()


class Findings:
    """Faults of the file, what is left out, and notes for a person."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self._left: dict[tuple[Path, str], int] = {}

    def fault(self, code: ProblemCode, message: str, path: Path) -> None:
        """Record a fault, unless its place has one: further ones would only follow from that."""
        path = _printable(path)
        if len(self.problems) < MOST_FAULTS and all(known.path != path for known in self.problems):
            self.problems.append(Problem(code, message, path))

    def leave(self, kind: Path, reason: str) -> None:
        kind = _printable(kind)
        self._left[kind, reason] = self._left.get((kind, reason), 0) + 1

    def storable(self, text: str, path: Path) -> bool:
        """Text without NUL and lone surrogates; anything else is a fault."""
        problems = _ANY_TEXT.problems(text, path)
        for problem in problems:
            self.fault(problem.code, problem.message, path)
        return not problems

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        return tuple(Skipped(kind, reason, count) for (kind, reason), count in sorted(self._left.items()))


class Entry:
    """An object of the file. `kind` is its path with `*` for indexes and names, shared by its like."""

    def __init__(self, values: dict[str, Any], path: Path, kind: Path, findings: Findings) -> None:
        self.values = values
        self.path = path
        self.kind = kind
        self.findings = findings
        self._asked: set[str] = set()

    def fault(self, key: str, message: str, code: ProblemCode = ProblemCode.INVALID) -> None:
        self.findings.fault(code, message, (*self.path, key))

    def leave(self, key: str, reason: str) -> None:
        self.findings.leave((*self.kind, key), reason)

    def value(self, key: str) -> Any:
        """The value; None if it is absent, or if the key is duplicated, which is a fault."""
        self._asked.add(key)
        value = self.values.get(key)
        if value is _REPEATED:
            self.fault(key, "The object has this key twice.")
            return None
        return value

    def text(self, key: str, *, required: bool = False) -> str | None:
        """Text as it was written; None where it is absent, null or blank."""
        value = self.value(key)
        if value is not None and not isinstance(value, str):
            self.fault(key, "This must be text.")
        elif value and value.strip():
            return value if self.findings.storable(value, (*self.path, key)) else None
        elif required:
            self.fault(key, "This is required.", ProblemCode.REQUIRED)
        return None

    def words(self, key: str) -> str | None:
        """Text of one line, with blanks trimmed and collapsed."""
        text = self.text(key)
        return " ".join(text.split()) if text else None

    def child(self, key: str) -> "Entry | None":
        """A required object."""
        value = self.value(key)
        if isinstance(value, dict):
            return Entry(value, (*self.path, key), (*self.kind, key), self.findings)
        code = ProblemCode.REQUIRED if value is None else ProblemCode.INVALID
        self.fault(key, "An object is required here.", code)
        return None

    def items(self, key: str, *, plain: str | None = None, named: bool = False) -> Iterator["Entry"]:
        """The objects of the list, empty if there is no list.

        `plain`: items may also be text, which then counts as an object with this one key.
        `named`: the key is a name that somebody gave, so that other keys are of the same kind.
        """
        value = self.value(key)
        if value is None:
            return
        if not isinstance(value, list):
            self.fault(key, "This must be a list.")
            return
        for index, item in enumerate(value):
            if plain is not None and isinstance(item, str):
                item = {plain: item}
            if isinstance(item, dict):
                path, kind = (*self.path, key, str(index)), (*self.kind, "*" if named else key, "*")
                yield Entry(item, path, kind, self.findings)
            else:
                self.findings.fault(ProblemCode.INVALID, "This must be an object.", (*self.path, key, str(index)))

    def named(self, key: str) -> Iterator[tuple[str, "Entry"]]:
        """Things with a name: a list of objects with a `name`, a list of names, or objects by their names."""
        value = self.value(key)
        if isinstance(value, dict):
            for name, item in value.items():
                path, kind = (*self.path, key, name), (*self.kind, key, "*")
                if item is not None and not isinstance(item, dict):
                    self.findings.fault(ProblemCode.INVALID, "This must be an object.", path)
                elif self.findings.storable(name, path):
                    yield " ".join(name.split()), Entry(item or {}, path, kind, self.findings)
            return
        for entry in self.items(key, plain="name"):
            yield entry.words("name") or "", entry

    def leave_rest(self) -> None:
        """Report every key that was not read and has a value."""
        for key, value in self.values.items():
            if key not in self._asked and value not in (None, "", False, [], {}):
                self.leave(key, NO_FIELD)


def load(text: str, findings: Findings) -> Entry:
    """The file's outermost object. Raises `Refused` for invalid JSON and other kinds of values."""
    try:
        value = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_object, parse_constant=_not_a_number)
    except RecursionError:
        raise Refused(Problem(ProblemCode.INVALID, "This is nested too deeply.")) from None
    except ValueError as error:
        raise Refused(Problem(ProblemCode.INVALID, f"This is no JSON: {error}.")) from None
    if not isinstance(value, dict):
        raise Refused(Problem(ProblemCode.INVALID, "The file must hold one JSON object."))
    return Entry(value, (), (), findings)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Like `dict`, but the lists of a duplicated key are joined, and other duplicates are a fault."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key not in found:
            found[key] = value
        elif isinstance(found[key], list) and isinstance(value, list):
            found[key].extend(value)
        else:
            found[key] = _REPEATED
    return found


def _printable(path: Path) -> Path:
    return tuple(part.encode(errors="replace").decode() for part in path)


def _not_a_number(written: str) -> None:
    raise ValueError(f"{written} is no number")
