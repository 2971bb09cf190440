"""Unexpected exceptions as log text: where they were raised, and no data of callers."""

import re
import traceback
from collections.abc import Iterator

# Attributes of a driver's error that hold codes and names of our schema, never a value.
FACTS = ("sqlstate", "sqlite_errorname", "schema_name", "table_name", "column_name", "constraint_name")
# SQLite's messages that hold only such names.
_CONSTRAINT = re.compile(r"(?:UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(?:: [\w.,() ]{1,200})?", re.ASCII)


def outline(error: BaseException) -> str:
    """The types and frames of an exception and of its causes, with the driver's codes and names.

    The messages are left out: a driver's message repeats the row or the parameters.
    """
    parts: list[str] = []
    for each in _chain(error):
        frames = "".join(traceback.format_list(traceback.extract_tb(each.__traceback__)))
        name = f"{type(each).__module__}.{type(each).__qualname__}"
        parts.append(f"{name}{_reason(each)}\n{frames}".rstrip())
    return "\ncaused by ".join(parts)


def fingerprint(error: BaseException) -> str:
    """The same for the same bug: the types of the exceptions, and the line that raised each."""
    parts = []
    for each in _chain(error):
        frames = traceback.extract_tb(each.__traceback__)
        place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        parts.append(f"{type(each).__qualname__}@{place}")
    return "/".join(parts)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _reason(error: BaseException) -> str:
    facts = [f"{name} {value}" for name in FACTS if isinstance(value := getattr(error, name, None), str) and value]
    if isinstance(getattr(error, "sqlite_errorname", None), str) and (found := _CONSTRAINT.fullmatch(str(error))):
        facts.append(found[0])
    return f" ({', '.join(facts)})" if facts else ""
