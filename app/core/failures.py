"""How an unexpected exception is written to a log: where it came from, and nothing anybody sent."""

import re
import traceback
from collections.abc import Iterator

# What a driver says of an error beside its message: names of ours, and never a value.
FACTS = ("sqlstate", "sqlite_errorname", "schema_name", "table_name", "column_name", "constraint_name")
# Of SQLite's messages those that hold such names and nothing else.
_RULE_BROKEN = re.compile(r"(?:UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(?:: [\w.,() ]{1,200})?", re.ASCII)


def outline(error: BaseException) -> str:
    """The types and frames of an exception and of what caused it, and what a driver calls the reason.

    Without their messages: a driver's repeats the row or the parameters it stumbled over.
    """
    parts: list[str] = []
    for each in _chain(error):
        frames = "".join(traceback.format_list(traceback.extract_tb(each.__traceback__)))
        name = f"{type(each).__module__}.{type(each).__qualname__}"
        parts.append(f"{name}{_reason(each)}\n{frames}".rstrip())
    return "\ncaused by ".join(parts)


def kind(error: BaseException) -> str:
    """What tells one bug from another: the types of the exceptions, and where each came from."""
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
    if isinstance(getattr(error, "sqlite_errorname", None), str) and (rule := _RULE_BROKEN.fullmatch(str(error))):
        facts.append(rule[0])
    return f" ({', '.join(facts)})" if facts else ""
