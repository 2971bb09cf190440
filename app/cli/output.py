"""Output of commands: results on stdout, as text or JSON; notices and errors on stderr."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any


def print_line(sentence: str) -> None:
    """A result. Flushed, because `serve` may print to a pipe and keep running."""
    print(sentence, flush=True)


def print_json(value: Any) -> None:
    """A result as one line of JSON."""
    print(json.dumps(value, ensure_ascii=False, default=str))


def print_fields(fields: Mapping[str, object]) -> None:
    """Named values in two columns."""
    width = max(map(len, fields))
    for name, value in fields.items():
        print(f"{name:<{width}}  {value}")


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under their headings, with columns as wide as needed."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for row in (headings, *rows):
        print("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())


def print_notice(sentence: str) -> None:
    """Progress, or something worth knowing."""
    print(sentence, file=sys.stderr, flush=True)


def print_error(sentence: str) -> None:
    """Why a command failed."""
    print(sentence, file=sys.stderr, flush=True)
