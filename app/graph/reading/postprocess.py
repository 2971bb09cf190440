"""What no engine's SQL can say is finished in Python: the statement answers a marked text, the plan replaces it.

A marker is random and never leaves this process, so no stored text can be taken for one.
"""

import re
import secrets
from collections.abc import Callable, Sequence

import orjson

Finish = Callable[[str], str | int | None]

_NONCE = secrets.token_hex(16)
_MARKED = re.compile(rf'"{_NONCE}-(\d+)-((?:[^"\\]|\\.)*)"')


def marked(sql: str, place: int) -> str:
    """The text that the SQL answers, marked for the function at this place of the plan."""
    return f"'{_NONCE}-{place}-' || ({sql})"


def finished(text: str, functions: Sequence[Finish]) -> str:
    """The statement's JSON with every marked text replaced by what its function makes of it."""

    def replace(found: re.Match[str]) -> str:
        given: str = orjson.loads(f'"{found[2]}"')
        return orjson.dumps(functions[int(found[1])](given)).decode()

    return _MARKED.sub(replace, text)
