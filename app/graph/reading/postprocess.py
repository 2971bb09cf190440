"""What SQL cannot compute is computed in Python: the statement returns a marked text, and the plan replaces it.

A marker is random and never leaves this process, so that no stored text can be taken for one.
"""

import re
import secrets
from collections.abc import Callable, Sequence

import orjson

Finish = Callable[[str], str | int | None]

_NONCE = secrets.token_hex(16)
_MARKED = re.compile(rf'"{_NONCE}-(\d+)-((?:[^"\\]|\\.)*)"')


def marker(place: int) -> str:
    """SQL of the prefix that marks a text for the function at this place of the plan."""
    return f"'{_NONCE}-{place}-'"


def replaced(text: str, functions: Sequence[Finish]) -> str:
    """The statement's JSON with every marked text replaced by what its function makes of it."""

    def replace(found: re.Match[str]) -> str:
        given: str = orjson.loads(f'"{found[2]}"')
        return orjson.dumps(functions[int(found[1])](given)).decode()

    return _MARKED.sub(replace, text)
