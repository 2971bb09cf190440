"""What commands print: results on stdout, for people or as JSON; progress and complaints on stderr."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any


def answer(sentence: str) -> None:
    """A result for a person, at once: `serve` prints to pipes too, and goes on."""
    print(sentence, flush=True)


def answer_json(value: Any) -> None:
    """A result for a program: one line of JSON."""
    print(json.dumps(value, ensure_ascii=False, default=str))


def answer_fields(fields: Mapping[str, object]) -> None:
    """Named values in two columns."""
    width = max(map(len, fields))
    for name, value in fields.items():
        print(f"{name:<{width}}  {value}")


def answer_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under their heads, as wide as they need to be."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        print("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())


def tell(sentence: str) -> None:
    """What is being done, while it takes its time."""
    print(sentence, file=sys.stderr, flush=True)


def complain(sentence: str) -> None:
    """Why it is not done."""
    print(sentence, file=sys.stderr, flush=True)
