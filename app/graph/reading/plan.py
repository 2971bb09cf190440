"""A compiled statement, ready for the values of any request."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.db.statements import Query
from app.graph.reading.footprint import Footprint, footprint
from app.graph.reading.parameters import Env, Getter
from app.graph.reading.postprocess import Finish, replaced


@dataclass(frozen=True)
class Plan:
    """A statement and how to read its parameters. `checks` are values that are checked, but are no parameters of it.

    The page size of a list of which only the number of items is selected is such a value.
    """

    sql: str
    getters: Sequence[Getter]
    checks: Sequence[Getter] = ()
    finishing: Sequence[Finish] = ()

    @cached_property
    def footprint(self) -> Footprint | None:
        """What the answer depends on; None if that is not certain."""
        return footprint(self.sql, self.getters)

    def values(self, env: Env) -> list[Any]:
        """The request's values, in the order of the placeholders."""
        for check in self.checks:
            check(env)
        return [get(env) for get in self.getters]

    def query(self, env: Env) -> Query:
        """The statement with the request's values."""
        return Query(self.sql, self.values(env))

    def answer(self, text: str | None) -> str | None:
        """The JSON of the answer, from what the statement has returned; None if it is null."""
        return None if text is None or text == "null" else self.finish(text)

    def finish(self, text: str) -> str:
        """The answer, from what the statement has returned."""
        return replaced(text, self.finishing) if self.finishing else text
