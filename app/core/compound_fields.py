"""Rules for compound values: a JSON object, a list of texts. The rules for single values are in fields.py. Pure."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core import limits
from app.core.fields import Text
from app.core.problems import Path, Problem, ProblemCode


@dataclass(frozen=True, slots=True)
class JsonObject:
    """A JSON object of bounded size and depth. Null removes it."""

    most: int = limits.METADATA_BYTES
    deepest: int = limits.METADATA_DEPTH
    required: bool = False
    default: Any = None

    def problems(self, value: Any, path: Path) -> list[Problem]:
        if not isinstance(value, dict):
            return [Problem(ProblemCode.INVALID, "This must be a JSON object.", path)]
        if _deeper_than(value, self.deepest):
            return [Problem(ProblemCode.INVALID, f"An object at most {self.deepest} levels deep.", path)]
        if fault := _fault_in(value):
            return [Problem(ProblemCode.INVALID, fault, path)]
        size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
        if size > self.most:
            return [Problem(ProblemCode.TOO_LONG, f"At most {self.most} bytes of JSON; these are {size}.", path)]
        return []


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of distinct texts of at most `longest` characters each. Null means an empty list."""

    most: int
    longest: int
    required: bool = False
    default: Any = field(default_factory=list)

    def problems(self, value: Sequence[str], path: Path) -> list[Problem]:
        if len(value) > self.most:
            return [Problem(ProblemCode.TOO_MANY, f"At most {self.most} items; these are {len(value)}.", path)]
        found: list[Problem] = []
        seen: set[str] = set()
        for index, item in enumerate(value):
            at = (*path, str(index))
            found += Text(self.longest).problems(item, at)
            if item in seen:
                found.append(Problem(ProblemCode.NOT_UNIQUE, "This is in the list already.", at))
            seen.add(item)
        return found


def _deeper_than(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    if inner is None:
        return False
    return levels == 0 or any(_deeper_than(each, levels - 1) for each in inner)


def _fault_in(value: Any) -> str | None:
    """Why a part of the value cannot be stored, or cannot be parsed as JSON elsewhere."""
    if isinstance(value, dict):
        parts = [*value.keys(), *value.values()]
        return next((fault for part in parts if (fault := _fault_in(part))), None)
    if isinstance(value, list):
        return next((fault for part in value if (fault := _fault_in(part))), None)
    if isinstance(value, float) and not math.isfinite(value):
        return "JSON has no number as large as this."
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        return "A whole number must fit into 64 bits: beyond them parsers round."
    if isinstance(value, str) and Text(len(value), least=0).problems(value, ()):
        return "Text must not hold NUL or half of a surrogate pair."
    return None
